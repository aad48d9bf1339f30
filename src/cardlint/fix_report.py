"""What is told of a fixed card, in a form that every format of the report is made from.

All texts here are safe to show: control characters and bytes that were not UTF-8 are replaced, tokens
masked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cardlint.engine import Result
from cardlint.fixes import REFUSED_NAME, FixOutcome
from cardlint.model import Diagnostic, Safety, Severity
from cardlint.reporters.words import one_line
from cardlint.secrets import mask
from cardlint.source import printable

MAX_ROWS = 2000
"""Lines of code of one card that are shown side by side at most."""


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
        count = max(left_end - left, right_end - right)
        for step in range(count):
            one = old[left + step] if left + step < left_end else None
            other = new[right + step] if right + step < right_end else None
            gap = all(side is None or side[0] == 0 for side in (one, other))
            pairs.append(Pair(None, None) if gap and tag == "equal" else Pair(_shown(one), _shown(other)))
    return pairs[:MAX_ROWS]


def _shown(side: tuple[int, str] | None) -> tuple[int, str] | None:
    return side if side and side[0] else None


def _code_lines(result: Result) -> Iterator[tuple[int, str]]:
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
