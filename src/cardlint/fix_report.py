"""What is told of a fixed card, in a form that every format of the report is made from.

All texts here are safe to show: control characters and bytes that were not UTF-8 are replaced, tokens
masked.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TypeAlias

from cardlint.engine import Result
from cardlint.fixes import REFUSED_NAME, FixOutcome
from cardlint.model import Diagnostic, Safety, Severity
from cardlint.records import dataclass
from cardlint.reporters.words import one_line
from cardlint.secrets import mask
from cardlint.source import printable

MAX_ROWS = 2000
"""Lines of code of one card that are shown side by side at most."""
MAX_ALIGNED = 2500
"""Pairs of lines that are compared at most to align one change."""
ALIKE = 0.45
"""How alike two lines must be to stand side by side: the share of characters that they have in common."""

_Line: TypeAlias = tuple[int, str]


@dataclass(frozen=True, slots=True)
class FixedCard:
    """A card after a run with fixes.

    `written` tells whether the file (or standard output) holds the new text; `error` why not, where it
    was tried.  `unsafe` tells whether unsafe fixes were allowed; `unread` whether the card could not
    even be read.
    """

    outcome: FixOutcome
    unsafe: bool = False
    written: bool = False
    error: str | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One fix or one diagnostic: the 1-based line, the rule, what it is, and why it was not mended."""

    line: int
    code: str
    name: str
    what: str
    why: str = ""
    severity: Severity = Severity.INFO


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of code before and after, with 1-based card lines; None where that side has no such line."""

    left: tuple[int, str] | None
    right: tuple[int, str] | None

    @property
    def is_gap(self) -> bool:
        """Whether it only parts two pieces."""
        return self.left is None and self.right is None

    @property
    def changed(self) -> bool:
        """Whether the two sides differ in their text."""
        return (self.left and self.left[1]) != (self.right and self.right[1])


def applied_rows(card: FixedCard) -> list[Row]:
    """The fixes that were applied, by their line in the card as it was."""
    rows = [Row(fix.line, fix.code, fix.name, clean(fix.description)) for fix in card.outcome.applied]
    return sorted(rows, key=lambda row: (row.line, row.code))


def remaining_rows(card: FixedCard, verbose: bool = True) -> list[Row]:
    """What is still to be done, by its line in the fixed card; infos only where `verbose`."""
    result = card.outcome.after
    refused = {(item.line, item.name): item.reason for item in card.outcome.refused}
    rows = []
    for item in result.diagnostics:
        if item.name == REFUSED_NAME or (item.severity is Severity.INFO and not verbose):
            continue
        line = result.card.source.position(item.span.start)[0] if item.span else 1
        why = refused.get((line, item.name)) or _why(result, item, card.unsafe)
        rows.append(Row(line, item.code, item.name, clean(item.message), clean(why), item.severity))
    return rows


def _why(result: Result, item: Diagnostic, unsafe: bool) -> str:
    """Why the diagnostic was not mended."""
    if item.fix is not None:
        return "needs --unsafe-fixes" if item.fix.safety is Safety.UNSAFE and not unsafe else "not applied"
    if item.name == "no-usage-code":
        from cardlint.usage_section import why_no_section

        return why_no_section(result.facts) or "mend it by hand"
    return "mend it by hand"


def clean(text: str) -> str:
    """`text` on one line, tokens masked."""
    return one_line(mask(printable(text)))


def code_pairs(outcome: FixOutcome) -> list[Pair]:
    """The card's usage code before and after, line by line, with its fences; at most `MAX_ROWS` pairs."""
    from difflib import SequenceMatcher

    old, new = list(_code_lines(outcome.before)), list(_code_lines(outcome.after))
    old, new = old[:MAX_ROWS], new[:MAX_ROWS]
    matcher = SequenceMatcher(None, [text for _, text in old], [text for _, text in new], autojunk=False)
    pairs: list[Pair] = []
    for tag, left, left_end, right, right_end in matcher.get_opcodes():
        for one, other in _aligned(old[left:left_end], new[right:right_end], tag == "equal"):
            pairs.append(Pair(_shown(one), _shown(other)))
    return pairs[:MAX_ROWS]


def _aligned(old: list[_Line], new: list[_Line], equal: bool) -> Iterator[tuple[_Line | None, _Line | None]]:
    """The lines of two changed runs side by side: those that are most alike next to each other."""
    if equal or not old or not new or len(old) * len(new) > MAX_ALIGNED:
        yield from zip_longest(old, new)
        return
    from difflib import SequenceMatcher

    likeness = [[SequenceMatcher(None, a[1], b[1], autojunk=False).ratio() for b in new] for a in old]
    # best[i][j]: how alike old[i:] and new[j:] can be made; the longest common subsequence with weights.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            both = best[i + 1][j + 1] + max(0.0, likeness[i][j] - ALIKE)
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] > ALIKE and best[i][j] == best[i + 1][j + 1] + likeness[i][j] - ALIKE:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
    yield from ((line, None) for line in old[i:])
    yield from ((None, line) for line in new[j:])


def _shown(side: _Line | None) -> _Line | None:
    return side if side and side[0] else None


def _code_lines(result: Result) -> Iterator[_Line]:
    """The card lines of the usage pieces with the fences around them; (0, "") between two pieces."""
    lines = result.card.source.lines
    last = 0
    for usage in result.facts.usage:
        snippet = usage.snippet
        fence = snippet.fence
        first = max(last + 1, fence.first if fence else snippet.first)
        end = (fence.last if fence else None) or snippet.lines[-1].number
        if last and first <= end:
            yield 0, ""
        for number in range(first, end + 1):
            yield number, mask(printable(lines[number - 1]))
        last = max(last, end)
