"""What a card itself switches off.

`<!-- cardlint: ignore CL301 -->` holds for the block below it, `<!-- cardlint: off -->` until
`<!-- cardlint: on -->` or the end, and `# cardlint: ignore[unknown-split]` for its line of code, or for
the next one where it stands alone.  `CL3` names each rule whose code begins so; without codes or names
all rules are meant; behind a dash may stand why.  What hangs on no place of the card (no usage code at
all) is switched off by an `off` anywhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from cardlint.front_matter import FrontMatter
from cardlint.model import Diagnostic, Snippet, Span
from cardlint.patterns import pattern
from cardlint.records import cached_property, dataclass, field
from cardlint.source import Source

_HTML = pattern(r"<!--[ \t]*cardlint:[ \t]*(ignore|off|on)\b([^>]*)-->")
_REASON = pattern(r"(?<!\S)--?(?!\S)")
_LIST = pattern(r"[\w, \t-]*")
_HASH = pattern(r"#[ \t]*cardlint:[ \t]*ignore(?:[ \t]*\[([\w, \t-]*)\])?[ \t]*(?:$|#)")
_WORD = pattern(r"[\w-]+")


@dataclass(slots=True)
class Directive:
    """One comment: where it stands, the rules it names (none: all), the lines that it holds for."""

    span: Span
    words: tuple[str, ...]
    lines: range
    whole_card: bool = False
    used: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The diagnostics that are left, how many are not, and the directives that did nothing."""

    kept: tuple[Diagnostic, ...]
    count: int = 0
    unused: tuple[tuple[Span, str], ...] = ()


def suppress(
    source: Source,
    front_matter: FrontMatter | None,
    snippets: Sequence[Snippet],
    diagnostics: Sequence[Diagnostic],
    ran: dict[str, str],
    all_ran: bool = True,
) -> Suppressed:
    """Takes out what the card switches off.

    `ran` maps the code of each rule that was run to its name: a directive for a rule that was not run
    is not called unused, nor is one for all rules unless `all_ran`.
    """
    if "cardlint:" not in source.text:
        return Suppressed(tuple(diagnostics))
    directives = list(find_directives(source, front_matter, snippets))
    placed = [(source.position(item.span.start)[0] if item.span else 0, item) for item in diagnostics]
    found = _Found(placed)
    for directive in directives:
        found.switch_off(directive)
    kept = [item for line, item in placed if not found.is_off(line, item.code)]
    unused = [(directive.span, message) for directive in directives for message in _unused(directive, ran, all_ran)]
    return Suppressed(tuple(kept), len(diagnostics) - len(kept), tuple(unused))


class _Found:
    """The lines of a card's diagnostics by their rule, and what of them is switched off; 0 is the card as a whole.

    A card may hold many thousands of both: no comment is held against each diagnostic.
    """

    def __init__(self, placed: Sequence[tuple[int, Diagnostic]]) -> None:
        self.names = {item.code: item.name for _, item in placed}
        self.lines: dict[str, list[int]] = {code: [] for code in self.names}
        for line, item in placed:
            self.lines[item.code].append(line)
        for lines in self.lines.values():
            lines.sort()
        self.meant: dict[str, list[str]] = {"": list(self.names)}
        self.off: dict[str, list[range]] = {code: [] for code in self.names}

    def switch_off(self, directive: Directive) -> None:
        """Notes the lines that the directive holds for, and which of its words switch something off."""
        for word in directive.words or ("",):
            if word not in self.meant:
                self.meant[word] = [code for code, name in self.names.items() if _names(word, code, name)]
            for code in self.meant[word]:
                reach = (range(0, 1), directive.lines) if directive.whole_card else (directive.lines,)
                self.off[code] += reach
                if any(_holds(lines, self.lines[code]) for lines in reach):
                    directive.used.add(word)

    @cached_property
    def _reaches(self) -> dict[str, tuple[list[int], list[int]]]:
        """For each rule where comments begin to hold, and up to where those that began so far do."""
        reaches = {}
        for code, off in self.off.items():
            off.sort(key=lambda lines: lines.start)
            reaches[code] = [lines.start for lines in off], list(accumulate([lines.stop for lines in off], max))
        return reaches

    def is_off(self, line: int, code: str) -> bool:
        """Whether what the rule says of the line is switched off; to be asked once all directives are known."""
        starts, stops = self._reaches[code]
        before = bisect_right(starts, line)
        return before > 0 and line < stops[before - 1]


def _holds(reach: range, lines: Sequence[int]) -> bool:
    """Whether one of the sorted `lines` lies in the range."""
    return bisect_left(lines, reach.start) < bisect_left(lines, reach.stop)


def _names(word: str, code: str, name: str) -> bool:
    """Whether a word of a comment means the rule: its code, its name, the beginning of its code or ``ALL``."""
    upper = word.upper()
    return word == name or upper == "ALL" or (upper.startswith("CL") and code.startswith(upper))


def _unused(directive: Directive, ran: dict[str, str], all_ran: bool) -> Iterator[str]:
    if not directive.words:
        if not directive.used and all_ran:
            yield "nothing is reported here: delete this comment"
        return
    idle = [word for word in directive.words if word not in directive.used]
    unknown = [word for word in idle if not _is_known(word)]
    for word in unknown:
        yield f"there is no rule `{word}`; `cardlint rules` lists them"
    # Of several rules that a word names only some may have been run.
    idle = [word for word in idle if all_ran or word.upper() in ran or word in ran.values()]
    idle = [word for word in idle if word not in unknown]
    if idle:
        names = ", ".join(f"`{word}`" for word in idle)
        rest = "delete this comment" if len(idle) == len(directive.words) else "take it out of this comment"
        yield f"{names} is not reported here: {rest}"


def _is_known(word: str) -> bool:
    from cardlint.rules import all_rules

    return any(_names(word, rule.code, rule.name) for rule in all_rules())


def find_directives(
    source: Source, front_matter: FrontMatter | None, snippets: Sequence[Snippet]
) -> Iterator[Directive]:
    """The directives of a card, in reading order."""
    code = {line.number: line.column for snippet in snippets for line in snippet.lines}
    if front_matter is not None:
        code.update(dict.fromkeys(range(front_matter.first + 1, front_matter.last), 0))
    open_: dict[tuple[str, ...], list[tuple[int, Span]]] = {}
    blocks = _Blocks(source, snippets)
    for number, line in enumerate(source.lines, 1):
        if "cardlint:" not in line:
            continue
        start = source.starts[number - 1]
        if number in code:
            if found := _HASH.search(line, code[number]):
                alone = not line[code[number] : found.start()].strip()
                span = Span(start + found.start(), start + found.end())
                yield Directive(span, _words(found[1]), range(number, number + (2 if alone else 1)))
            continue
        for found in _HTML.finditer(line):
            named = _REASON.split(found[2], 1)[0].strip(" \t:[]")
            if not _LIST.fullmatch(named):
                continue
            span, words = Span(start + found.start(), start + found.end()), _words(named)
            if found[1] == "ignore":
                yield Directive(span, words, range(number, blocks.end_below(number) + 1))
            elif found[1] == "off":
                open_.setdefault(words, []).append((number, span))
            else:
                for closed in [words] if words else list(open_):
                    for first, opened in open_.pop(closed, ()):
                        yield Directive(opened, closed, range(first, number + 1))
    for words, opened_ones in open_.items():
        for first, opened in opened_ones:
            yield Directive(opened, words, range(first, len(source.lines) + 1), whole_card=True)


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(_WORD.findall(text or ""))


class _Blocks:
    """Where the blocks of a card end: pieces of code and paragraphs."""

    def __init__(self, source: Source, snippets: Sequence[Snippet]) -> None:
        self.lines = source.lines
        self.ends: dict[int, int] = {}
        for snippet in snippets:
            fence = snippet.fence
            first = fence.first if fence else snippet.first
            last = fence.last or len(source.lines) if fence else snippet.lines[-1].number
            self.ends.setdefault(first, max(first, last))

    @cached_property
    def _filled(self) -> list[int]:
        """The lines that are not blank."""
        return [number for number, line in enumerate(self.lines, 1) if line.strip()]

    @cached_property
    def _blank(self) -> list[int]:
        """The blank lines, and the one behind the last."""
        return [*(number for number, line in enumerate(self.lines, 1) if not line.strip()), len(self.lines) + 1]

    def end_below(self, number: int) -> int:
        """The last line of the block below the comment on line `number`."""
        below = bisect_right(self._filled, number)
        first = self._filled[below] if below < len(self._filled) else len(self.lines)
        if first not in self.ends:
            self.ends[first] = self._end_of(first)
        return self.ends[first]

    def _end_of(self, first: int) -> int:
        """The last line of the paragraph, or of the fence without code, that starts at `first`."""
        last = len(self.lines)
        marker = self.lines[first - 1].strip()[:3]
        if marker in ("```", "~~~"):
            return next((n for n in range(first + 1, last + 1) if self.lines[n - 1].strip().startswith(marker)), last)
        return max(first, self._blank[bisect_right(self._blank, first)] - 1) if first < last else last
