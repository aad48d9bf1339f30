"""``cardlint check``: checks cards and reports."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from cardlint.card import Card
from cardlint.cli import EXIT_USAGE, UsageError
from cardlint.commands.settings import CardSettings, card_settings
from cardlint.engine import Result, check_data
from cardlint.facts import Facts
from cardlint.files import ReadError, find_cards, read_bytes, shown
from cardlint.model import Diagnostic, Severity, Verdict
from cardlint.records import TYPE_CHECKING, replace
from cardlint.reporters import ALONE, make_reporter
from cardlint.reporters.base import Options, Reporter, Summary
from cardlint.settings import Settings
from cardlint.source import Source, printable

if TYPE_CHECKING:
    from typing import Any

    from cardlint.sieve import Sieve


def run(options: argparse.Namespace) -> int:
    """Checks the cards and writes the report; the exit code is that of the contract."""
    settings = card_settings(options)
    with _as_usage_errors():
        return _check(options, settings)


def _check(options: argparse.Namespace, settings: CardSettings) -> int:
    from cardlint.reporters.files import ReportFiles
    from cardlint.sieve import make_sieve

    if options.config:
        settings.for_card("-")  # a file that was asked for and cannot be used is no matter of a single card
    sieve = make_sieve(options.changed_since, options.baseline, options.write_baseline)
    paths = _with_progress(sieve.wanted(find_cards(options.paths or ["."])), options)
    if options.fix or options.diff:
        return _fix(options, settings, paths, sieve)
    files = ReportFiles(options.report or ())
    summary = Summary()
    with _Output(options.output_file) as output:
        reporter = make_reporter(_format(options), _report_options(options))
        output.write(reporter.start())
        files.start()
        if options.jobs > 1 and sieve.is_idle and not options.report and _format(options) in ALONE:
            from cardlint.parallel import in_parallel

            work = partial(_report, settings=settings, reporter=reporter)
            for text, part in in_parallel(paths, work, options.jobs):
                output.write(text)
                summary.take(part)
        else:
            for result in _results(paths, settings, options):
                kept = result if result.unread else sieve.sift(result)
                _count(kept, summary)
                output.write(reporter.card(kept))
                files.card(kept)
        output.write(reporter.finish(summary))
        files.finish(summary)
    for note in sieve.finish():
        print(f"cardlint: {printable(note)}", file=sys.stderr)
    if summary.cards == 0 and not options.changed_since:
        print(f"cardlint: no README.md in {', '.join(options.paths or ['.'])}", file=sys.stderr)
    if summary.unreadable:
        return EXIT_USAGE
    return int(summary.errors > 0 and not (options.exit_zero or options.write_baseline))


MANY_CARDS = 50
"""From this many cards on a progress bar is shown."""


def _with_progress(paths: Iterator[str], options: argparse.Namespace) -> Iterator[str]:
    """`paths`, with a bar on standard error where that is a terminal that does not show the report itself."""
    elsewhere = bool(options.output_file) or not sys.stdout.isatty()
    if options.quiet or not sys.stderr.isatty() or not elsewhere:
        return paths
    cards = list(paths)
    if len(cards) < MANY_CARDS:
        return iter(cards)
    from rich.console import Console
    from rich.progress import track

    return iter(track(cards, "checking cards", console=Console(stderr=True), transient=True))


@contextmanager
def _as_usage_errors() -> Iterator[None]:
    """Turns what is wrong with the files and revisions that options name into `UsageError`."""
    from cardlint.config import ConfigError
    from cardlint.reporters.files import ReportFileError
    from cardlint.sieve import SieveError

    try:
        yield
    except (SieveError, ReportFileError, ConfigError) as error:
        raise UsageError(str(error)) from None


def _fix(options: argparse.Namespace, settings: CardSettings, paths: Iterator[str], sieve: Sieve) -> int:
    from cardlint.commands.fix import run_fixes

    form, look = _format(options), _report_options(options)
    reporter = None if form == "text" else make_reporter(form, look)
    with _Output(options.output_file) as output:
        code = run_fixes(options, settings, paths, sieve.sift, reporter, look, output.write_bytes)
    for note in sieve.finish():
        print(f"cardlint: {printable(note)}", file=sys.stderr)
    return code


def _format(options: argparse.Namespace) -> str:
    if options.output_format:
        return str(options.output_format)
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" and not options.output_file else "text"


def _report_options(options: argparse.Namespace) -> Options:
    terminal = sys.stdout.isatty() and not options.output_file
    color = options.color == "always" or (options.color == "auto" and wants_color(terminal))
    width = 80
    if terminal:
        import shutil

        width = shutil.get_terminal_size().columns
    return Options(color, terminal, width, options.quiet, options.verbose)


def wants_color(terminal: bool) -> bool:
    """Whether to colour: FORCE_COLOR and NO_COLOR (see no-color.org) before what the output is."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def _results(paths: Iterator[str], settings: CardSettings, options: argparse.Namespace) -> Iterator[Result]:
    if options.jobs <= 1:
        for path in paths:
            yield check_path(path, settings)
        return
    from cardlint.parallel import in_parallel

    for results in in_parallel(paths, partial(_slim_results, settings=settings), options.jobs):
        yield from results


def _slim_results(paths: list[str], settings: CardSettings) -> list[Result]:
    """The results of some cards, to be sent to another process."""
    return [slim(check_path(path, settings)) for path in paths]


def _report(paths: list[str], settings: CardSettings, reporter: Reporter) -> tuple[str, Summary]:
    """What is printed of some cards, and their counts: much less to send than the results."""
    summary = Summary()
    texts = []
    for path in paths:
        result = check_path(path, settings)
        _count(result, summary)
        texts.append(reporter.card(result))
    return "".join(texts), summary


def _count(result: Result, summary: Summary) -> None:
    summary.add(result)
    summary.unreadable += result.unread


def check_path(path: str, settings: CardSettings) -> Result:
    """The result for one path; one that cannot be read has the diagnostic `unreadable`."""
    try:
        wanted = settings.for_card(path)
        return check_data(shown(path), read_bytes(path, wanted.limits), wanted)
    except Exception as error:  # the other cards are still checked
        return unreadable(path, error)


def unreadable(path: str, error: Exception) -> Result:
    """The result for a path that cannot be read or checked because of `error`; raises an internal fault to debug it."""
    from cardlint.config import ConfigError

    if isinstance(error, ReadError):
        message = f"cannot be read: {error}"
    elif isinstance(error, ConfigError):
        message = f"cannot be checked: {error}"
    elif os.environ.get("CARDLINT_DEBUG"):
        raise error
    else:
        message = f"cannot be checked: internal fault: {type(error).__name__}: {error}; please report it"
    facts = Facts(Card(shown(path), Source.from_text(""), None, ()), Settings(), (), Verdict.NONE)
    return Result(facts, (Diagnostic("CL001", "unreadable", Severity.ERROR, message),), unread=True)


class _Output:
    """Standard output, or a file that is there whole at the end or not at all; always UTF-8."""

    def __init__(self, path: str | None) -> None:
        self.path = path

    def __enter__(self) -> _Output:
        if self.path:
            from cardlint.writing import whole_file

            self.whole = whole_file(self.path)
            with self._told():
                self.file = self.whole.__enter__()
        return self

    def write(self, text: str) -> None:
        self.write_bytes(printable(text).encode("utf-8"))

    def write_bytes(self, data: bytes) -> None:
        if not data:
            return
        if self.path:
            with self._told():
                self.file.write(data)
        else:
            sys.stdout.buffer.write(data)

    def __exit__(self, *raised: Any) -> None:
        if self.path:
            with self._told():
                self.whole.__exit__(*raised)
        else:
            sys.stdout.buffer.flush()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"cannot write {self.path}: {error.strerror or error}") from error


def slim(result: Result) -> Result:
    """`result` without syntax trees, so that it is small to send from one process to another."""
    usage = tuple(replace(facts, tree=None, unbound=(), placeholders=()) for facts in result.facts.usage)
    return replace(result, facts=replace(result.facts, usage=usage, repository=None))
