"""What a reporter is, and the counts that all of them close with."""

from __future__ import annotations

from cardlint.engine import Result
from cardlint.model import Diagnostic, Severity
from cardlint.records import TYPE_CHECKING, dataclass, field

if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object


@dataclass
class Summary:
    """Counts over the cards of a run."""

    cards: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    suppressed: int = 0
    unreadable: int = 0

    def add(self, result: Result) -> None:
        """Counts one card."""
        self.cards += 1
        verdict = result.facts.verdict.value
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1
        if result.diagnostics:
            self.errors += result.count(Severity.ERROR)
            self.warnings += result.count(Severity.WARNING)
            self.infos += result.count(Severity.INFO)
        self.suppressed += result.suppressed

    def take(self, other: Summary) -> None:
        """Adds the counts of other cards."""
        for verdict, count in other.verdicts.items():
            self.verdicts[verdict] = self.verdicts.get(verdict, 0) + count
        self.cards += other.cards
        self.errors += other.errors
        self.warnings += other.warnings
        self.infos += other.infos
        self.suppressed += other.suppressed
        self.unreadable += other.unreadable


@dataclass(frozen=True)
class Options:
    """How to print: `width` in columns, `color` and whether the output is `terminal`."""

    color: bool = False
    terminal: bool = False
    width: int = 80
    quiet: bool = False
    verbose: bool = False


class Reporter(Protocol):
    """Writes a run in one format, piece by piece, so that memory does not grow with the cards."""

    def start(self) -> str:
        """What stands before the first card."""

    def card(self, result: Result) -> str:
        """One card."""

    def finish(self, summary: Summary) -> str:
        """What stands behind the last card."""


def place(result: Result, diagnostic: Diagnostic) -> tuple[int, int, int, int]:
    """The 1-based line, column, end line and end column of a diagnostic; the end is not included."""
    if diagnostic.span is None:
        return 1, 1, 1, 1
    source = result.card.source
    return *source.position(diagnostic.span.start), *source.position(diagnostic.span.end)
