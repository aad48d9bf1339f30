"""``cardlint check`` with ``--fix`` or ``--diff``: fixes cards and tells what was done."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from cardlint.cli import EXIT_USAGE, UsageError
from cardlint.commands.settings import CardSettings
from cardlint.diff import unified_diff
from cardlint.engine import Result
from cardlint.files import read_bytes, shown
from cardlint.fix_report import FixedCard
from cardlint.fixes import FixOutcome, RefusedFix, fix_card
from cardlint.records import dataclass, field, replace
from cardlint.reporters.base import Options, Reporter, Summary
from cardlint.secrets import mask
from cardlint.source import Source
from cardlint.writing import WriteError, encode, write_bytes, write_card

REPORTS = {"markdown": "fix_markdown", "html": "fix_html", "json": "fix_json"}
"""The module that renders a report of the fixes, by the format that its file's ending names.

A report in another format tells what a check of the fixed cards tells.
"""


@dataclass
class _Counts:
    """What the exit code and the closing line are made from."""

    summary: Summary = field(default_factory=Summary)
    changed: int = 0
    fixes: int = 0
    failed: int = 0


def run_fixes(
    options: argparse.Namespace,
    settings: CardSettings,
    paths: Iterator[str],
    sift: Callable[[Result], Result],
    reporter: Reporter | None,
    look: Options,
    write: Callable[[bytes], None],
) -> int:
    """Fixes the cards at `paths` and returns the exit code.

    `options` are those of ``check``; `sift` leaves out diagnostics that are not to count; `reporter` is
    None for the text format, whose look `look` is; `write` takes what goes to the output.

    With ``--diff`` the output is the diff alone, and no card is written.  The card from standard input
    goes, fixed, to standard output, and the report then to standard error.  Raises `UsageError` where a
    report file cannot be written.
    """
    reports = _Reports(options.report or ())
    output = _Printer(options, reporter, look, write)
    counts = _Counts()
    output.start()
    for path in paths:
        card = _sifted(_fixed(path, settings, options), sift, options.diff)
        result = card.outcome.before if options.diff else card.outcome.after
        counts.summary.add(result)
        counts.changed += card.outcome.changed
        counts.fixes += len(card.outcome.applied)
        counts.failed += card.error is not None
        counts.summary.unreadable += card.unread
        output.card(card)
        reports.card(card, result)
    output.finish(counts)
    reports.finish(counts.summary)
    if counts.failed:
        return EXIT_USAGE
    return int((counts.summary.errors > 0 or counts.changed > 0) and not options.exit_zero)


class _Reports:
    """The report files: those of the fixes, written at the end, and those that a check knows too."""

    def __init__(self, paths: Sequence[str]) -> None:
        from cardlint.reporters.files import ReportFiles, report_format_for

        formats = {path: report_format_for(path) for path in paths}
        self.own = {path: REPORTS[name] for path, name in formats.items() if name in REPORTS}
        self.others = ReportFiles(path for path in paths if path not in self.own)
        self.others.start()
        self.cards: list[FixedCard] = []

    def card(self, card: FixedCard, result: Result) -> None:
        """Takes one card; `result` is what a check of it tells."""
        self.others.card(result)
        if self.own:
            self.cards.append(card)

    def finish(self, summary: Summary) -> None:
        """Writes the files; raises `UsageError` where one cannot be written."""
        self.others.finish(summary)
        for path, module in self.own.items():
            text: str = import_module(f"cardlint.reporters.{module}").render(self.cards)
            try:
                write_bytes(path, text.encode("utf-8"))
            except OSError as error:
                raise UsageError(f"cannot write the report {path}: {error.strerror or error}") from error


def _sifted(card: FixedCard, sift: Callable[[Result], Result], diff: bool) -> FixedCard:
    """The card without the diagnostics that are not to count, in the result that does."""
    outcome = card.outcome
    if card.unread:
        return card
    if diff:
        return replace(card, outcome=replace(outcome, before=sift(outcome.before)))
    return replace(card, outcome=replace(outcome, after=sift(outcome.after)))


def _fixed(path: str, settings: CardSettings, options: argparse.Namespace) -> FixedCard:
    """Reads and fixes one card, and writes it unless only the diff is asked for."""
    from cardlint.commands.check import unreadable

    try:
        wanted = settings.for_card(path)
        data = read_bytes(path, wanted.limits)
        outcome = fix_card(shown(path), Source.from_bytes(data), wanted, unsafe=options.unsafe_fixes)
    except Exception as error:  # the other cards are still fixed
        result = unreadable(path, error)
        return FixedCard(FixOutcome(result, result), error=result.diagnostics[0].message, unread=True)
    if options.diff:
        return FixedCard(outcome, options.unsafe_fixes)
    try:
        if path == "-":
            sys.stdout.buffer.write(encode(outcome.text) if outcome.changed else data)
        elif outcome.changed:
            write_card(path, data, encode(outcome.text))
    except WriteError as error:
        return FixedCard(_undone(outcome, str(error)), options.unsafe_fixes, error=str(error))
    return FixedCard(outcome, options.unsafe_fixes, written=outcome.changed)


def _undone(outcome: FixOutcome, reason: str) -> FixOutcome:
    """The outcome where the fixed card could not be written: the card is as it was, each fix is refused."""
    refused = (RefusedFix(fix.line, fix.code, fix.name, fix.description, reason) for fix in outcome.applied)
    return FixOutcome(outcome.before, outcome.before, (), (*refused, *outcome.refused))


class _Printer:
    """Where the output of each card goes, in the format that was asked for."""

    def __init__(
        self,
        options: argparse.Namespace,
        reporter: Reporter | None,
        look: Options,
        write: Callable[[bytes], None],
    ) -> None:
        self.diff = options.diff
        self.reporter = reporter
        self.look = look
        self.write = write
        self.beside_card = "-" in options.paths and options.fix and not options.diff and not options.output_file

    def start(self) -> None:
        """What stands before the first card."""
        if self.reporter and not self.diff:
            self._print(self.reporter.start())

    def card(self, card: FixedCard) -> None:
        """One card: its diff, its table, or what the reporter says of it."""
        outcome = card.outcome
        if card.error:
            print(f"cardlint: {outcome.path}: {card.error}", file=sys.stderr)
        if self.diff:
            # Logs keep what is printed: a token is masked, and the diff then does not apply to its line.
            self.write(encode(mask(unified_diff(outcome.path, outcome.before.card.source.text, outcome.text))))
        elif self.reporter:
            self._print(self.reporter.card(outcome.after))
        elif outcome.changed or (card.error and not card.unread):
            from cardlint.reporters.fix_text import card_text

            self._print(card_text(card, self.look) + "\n")
        else:
            from cardlint.reporters.text import TextReporter

            self._print(TextReporter(self.look).card(outcome.after))

    def finish(self, counts: _Counts) -> None:
        """The closing lines."""
        if self.reporter and not self.diff:
            self._print(self.reporter.finish(counts.summary))
        elif not self.look.quiet:
            from cardlint.reporters.fix_text import summary_text
            from cardlint.reporters.words import summary_line

            failed = counts.failed - counts.summary.unreadable
            text = summary_text(counts.summary.cards, counts.changed, counts.fixes, not self.diff, failed)
            if self.diff:
                print(text, end="", file=sys.stderr)
            else:
                self._print(text + summary_line(counts.summary) + "\n")

    def _print(self, text: str) -> None:
        from cardlint.source import printable

        if self.beside_card:  # standard output holds the card itself
            sys.stderr.write(printable(text))
        else:
            self.write(printable(text).encode())
