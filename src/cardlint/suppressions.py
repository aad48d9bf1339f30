"""What a card itself switches off.

`<!-- cardlint: ignore CL301 -->` holds for the block below it, `<!-- cardlint: off -->` until
`<!-- cardlint: on -->` or the end, and `# cardlint: ignore[unknown-split]` for its line of code, or for
the next one where it stands alone.  `CL3` names each rule whose code begins so; without codes or names
all rules are meant; behind a dash may stand why.  What hangs on no place of the card (no usage code at
all) is switched off by an `off` anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardlint.front_matter import FrontMatter
from cardlint.model import Diagnostic, Snippet, Span
from cardlint.patterns import pattern
from cardlint.records import dataclass, field
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

    def covers(self, diagnostic: Diagnostic, line: int) -> bool:
        """Whether the diagnostic, which is reported at `line`, is switched off; notes that it was."""
        if not (self.whole_card if diagnostic.span is None else line in self.lines):
            return False
        if not self.words:
            self.used.add("")
            return True
        for word in self.words:
            if _names(word, diagnostic.code, diagnostic.name):
                self.used.add(word)
                return True
        return False


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
    kept = []
    for diagnostic in diagnostics:
        line = source.position(diagnostic.span.start)[0] if diagnostic.span else 0
        hits = [directive.covers(diagnostic, line) for directive in directives]
        if not any(hits):
            kept.append(diagnostic)
    unused = [(directive.span, message) for directive in directives for message in _unused(directive, ran, all_ran)]
    return Suppressed(tuple(kept), len(diagnostics) - len(kept), tuple(unused))


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
    open_: list[tuple[int, Span, tuple[str, ...]]] = []
    last = len(source.lines)
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
                yield Directive(span, words, range(number, _block_end(number, source, snippets) + 1))
            elif found[1] == "off":
                open_.append((number, span, words))
            else:
                closed = [item for item in open_ if not words or item[2] == words]
                for item in closed:
                    open_.remove(item)
                    yield Directive(item[1], item[2], range(item[0], number + 1))
    for first, span, words in open_:
        yield Directive(span, words, range(first, last + 1), whole_card=True)


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(_WORD.findall(text or ""))


def _block_end(number: int, source: Source, snippets: Sequence[Snippet]) -> int:
    """The last line of the block below the comment on line `number`: a piece of code or a paragraph."""
    last = len(source.lines)
    first = next((n for n in range(number + 1, last + 1) if source.lines[n - 1].strip()), last)
    for snippet in snippets:
        if snippet.fence is not None and snippet.fence.first == first:
            return snippet.fence.last or last
        if snippet.fence is None and snippet.first == first:
            return max(snippet.lines[-1].number, first)
    marker = source.lines[first - 1].strip()[:3]
    if marker in ("```", "~~~"):
        return next((n for n in range(first + 1, last + 1) if source.lines[n - 1].strip().startswith(marker)), last)
    return next((n - 1 for n in range(first + 1, last + 1) if not source.lines[n - 1].strip()), last)
