"""From a card's text to its snippets: finds the candidates and has each classified.

Order matters only for overlaps: fences first, then preformatted HTML, bare statements, indented
blocks.  Code spans are looked at only where nothing else gives usage code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from cardlint.bare import bare_runs, may_hold_statement
from cardlint.front_matter import FrontMatter
from cardlint.limits import LIMITS, MAX_CONTEXT, Budget, Limits
from cardlint.model import Candidate, CodeLine, Context, Kind, Origin, Snippet
from cardlint.outline import Heading, Outline, make_outline
from cardlint.patterns import pattern
from cardlint.records import cached_property
from cardlint.sessions import is_shell
from cardlint.source import Source, printable

_HINT = pattern(r"```|~~~|>>>|In ?\[|In: |<pre|<code|[\w\])] ?\(|(?<![^\r\n\ufeff])(?:import |from .+ import )")
# Preformatted text or a bit more, without the cost of ignoring letter case.
_PRE = pattern(r"<[pPcC][rRoO](?:[eE]|[dD][eE])")
_LEAD_LINES = 4


def find_snippets(source: Source, front_matter: FrontMatter | None, limits: Limits = LIMITS) -> tuple[Snippet, ...]:
    """Every candidate of the card with its kind, in reading order."""
    first = front_matter.last + 1 if front_matter else 1
    if first > len(source.lines) or not _may_hold_code(source.text, source.starts[first - 1]):
        return ()
    from cardlint.classify import classify
    from cardlint.signals import NO_PROSE, may_load_data

    outline = make_outline(source, first)
    candidates = sorted(_candidates(source, outline, limits), key=lambda item: item.lines[0].number)
    snippets: list[Snippet] = []
    budget = Budget(limits)
    for candidate in candidates:
        if limit := budget.refuse(candidate.lines):
            snippets.append(_left_out(candidate, limit))
            if budget.is_spent:
                break
            continue
        try:
            snippet = classify(candidate, snippets)
        except RecursionError:
            snippet = _left_out(candidate, "this piece is nested too deeply to be checked")
        if snippet:
            snippets.append(snippet)
    if not any(snippet.kind is Kind.USAGE for snippet in snippets) and may_load_data(source.text):
        from cardlint.inline import classify_inline

        told = {s.fence.first for s in snippets if s.fence and (s.limit or s.kind is not Kind.OTHER)}
        told |= {fence.first for fence, _ in outline.fences if label(fence.info) in NO_PROSE}
        prose = [line for fence, lines in outline.fences if fence.first not in told for line in lines]
        seen = {line.number for item in candidates if not item.fence for line in item.lines}
        snippets.extend(classify_inline(_inline_candidates(source, outline, seen, prose), budget))
        snippets.sort(key=lambda snippet: snippet.first)
    return tuple(snippets)


def _may_hold_code(text: str, start: int) -> bool:
    """A quick look at the card behind its front matter: whether anything on it can be code."""
    return text.find("```", start) >= 0 or _HINT.search(text, start) is not None


def _left_out(candidate: Candidate, limit: str) -> Snippet:
    """The snippet for a candidate that is not looked at."""
    return Snippet(
        Kind.OTHER, candidate.origin, candidate.lines, "not looked at", candidate.language, candidate.fence, limit=limit
    )


def _candidates(source: Source, outline: Outline, limits: Limits) -> Iterator[Candidate]:
    contexts = _Contexts(source.lines, outline)
    filled = (item for item in outline.fences if any(line.text.strip() for line in item[1]))
    for fence, lines in islice(filled, limits.pieces + 1):  # the budget is spent then
        last = fence.last or lines[-1].number
        yield Candidate(Origin.FENCE, lines, contexts.around(fence.first, last), label(fence.info), fence)
    yield from _outside_fences(source, outline, contexts, limits)


def _outside_fences(source: Source, outline: Outline, contexts: _Contexts, limits: Limits) -> Iterator[Candidate]:
    """Candidates of the lines outside fences; each line goes to one candidate at most."""
    lines = source.lines
    free = outline.free
    taken: set[int] = set()
    if _PRE.search(source.text, source.starts[free[0] - 1] if free else 0):
        from cardlint.markdown import find_preformatted

        text = [CodeLine(n, 0, printable(lines[n - 1])) for n in free]
        for element in find_preformatted(text):
            taken.update(line.number for line in element.lines)
            if any(line.text.strip() for line in element.lines):
                around = contexts.around(element.lines[0].number, element.lines[-1].number)
                yield Candidate(Origin.HTML, element.lines, around, element.language)
    rest = [n for n in free if n not in taken] if taken else free
    blocks = []
    indented = [n for n in outline.shifted if lines[n - 1].startswith(("    ", "\t"))]
    if indented and any(may_hold_statement(lines[n - 1].strip()) for n in set(rest).intersection(indented)):
        from cardlint.indented import find_indented

        blocks = find_indented(lines, rest)
    in_block = {line.number for block in blocks for line in block}
    for run in bare_runs(lines, rest, in_block, limits):
        taken.update(range(run[0].number, run[-1].number + 1))
        yield Candidate(Origin.BARE, run, contexts.around(run[0].number, run[-1].number))
    for block in blocks:
        body = tuple(line for line in block if line.number not in taken)
        if any(line.text.strip() for line in body):
            yield Candidate(Origin.INDENTED, body, contexts.around(body[0].number, body[-1].number))


def _inline_candidates(source: Source, outline: Outline, seen: set[int], prose: list[CodeLine]) -> Iterator[CodeLine]:
    """The lines that may hold a call: outside fences and other candidates, and in fences that hold `prose`."""
    free = [(number, source.lines[number - 1]) for number in outline.free if number not in seen]
    held = [CodeLine(number, 0, text) for number, text in free if _may_hold_call(text)]
    held += [line for line in prose if _may_hold_call(line.text)]
    for line in sorted(held, key=lambda line: line.number):
        if not is_shell(line.text):
            yield CodeLine(line.number, line.column, _without_comments(printable(line.text)), line.exact)


def _without_comments(text: str) -> str:
    """The line with blanks in the place of HTML comments."""
    return re.sub(r"<!--.*?-->", lambda found: " " * len(found[0]), text) if "<!--" in text else text


def _may_hold_call(text: str) -> bool:
    return ("(" in text and ")" in text) or "import " in text


def _parents(headings: Sequence[Heading]) -> list[int]:
    """For each heading the index of the nearest one above it that it stands under; -1 for none."""
    parents: list[int] = []
    chain: list[int] = []
    for index, heading in enumerate(headings):
        while chain and headings[chain[-1]].level >= heading.level:
            chain.pop()
        parents.append(chain[-1] if chain else -1)
        chain.append(index)
    return parents


class _Contexts:
    """Finds the words around a block."""

    def __init__(self, lines: Sequence[str], outline: Outline) -> None:
        self.lines = lines
        self.outline = outline

    @cached_property
    def heading_lines(self) -> list[int]:
        """The lines of the headings."""
        return [heading.line for heading in self.outline.headings]

    @cached_property
    def parents(self) -> list[int]:
        """For each heading the index of the one that it stands under."""
        return _parents(self.outline.headings)

    def around(self, first: int, last: int) -> Context:
        """The context of the block on the 1-based lines `first` to `last`."""
        chain = self._headings_above(first)
        words = tuple(self.outline.headings[index].text[:MAX_CONTEXT] for index in chain)
        return Context(words, self._lead(first), self._follow(last), chain[:1] == [0])

    def _headings_above(self, line: int) -> list[int]:
        """The indices of the headings that the line stands under, outermost first."""
        chain: list[int] = []
        index = bisect_left(self.heading_lines, line) - 1
        while index >= 0:
            chain.append(index)
            index = self.parents[index]
        return chain[::-1]

    def _lead(self, first: int) -> str:
        found: list[str] = []
        for number in range(first - 1, max(0, first - 12), -1):
            text = self.lines[number - 1].strip()
            if text.startswith(("```", "~~~", "#")):
                break
            if text:
                found.append(text)
            elif found:
                break
            if len(found) == _LEAD_LINES:
                break
        return " ".join(reversed(found))[-MAX_CONTEXT:]

    def _follow(self, last: int) -> str:
        for number in range(last + 1, min(len(self.lines), last + 4) + 1):
            text = self.lines[number - 1].strip(" `~\t")
            if text:
                return text[:MAX_CONTEXT]
        return ""


_WORD = pattern(r"[{.\s]*(\w[\w+#-]*)")
_BRACES = pattern(r"\{\s*([^{}]*)\}[ \t]*(\w[\w+#-]*)?")
_CLASS = pattern(r"(?<![^\s{])\.(\w[\w+#-]*)")
_DIRECTIVES = frozenset({"code-block", "code-cell", "code", "sourcecode"})


def label(info: str) -> str | None:
    """The language that an info string names, in lower case: ``python`` of ``{.python .numberLines}``."""
    found = label_span(info)
    return info[found[0] : found[1]].lower() if found else None


def label_span(info: str) -> tuple[int, int] | None:
    """Where in an info string the name of the language stands.

    In braces these are a class of Pandoc's, an argument of a MyST directive, or the first word.
    """
    braces = _BRACES.match(info)
    if braces is None:
        found = _WORD.match(info)
        return found.span(1) if found else None
    if braces[1].strip() in _DIRECTIVES:
        return braces.span(2) if braces[2] else None
    start, end = braces.span(1)
    classes = [found.span(1) for found in _CLASS.finditer(info[:end], start)]
    if classes:
        from cardlint.signals import PYTHON_LABELS

        return next((span for span in classes if info[slice(*span)].lower() in PYTHON_LABELS), classes[0])
    found = _WORD.match(info, start)
    return found.span(1) if found and info[found.end() : found.end() + 1] != "=" else None
