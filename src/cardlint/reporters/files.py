"""Reports into files, beside the one on standard output; a file's ending says its format."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from cardlint.engine import Result
from cardlint.records import TYPE_CHECKING
from cardlint.reporters import make_reporter
from cardlint.reporters.base import Options, Reporter, Summary

if TYPE_CHECKING:
    from typing import TextIO

ENDINGS = {
    ".md": "markdown",
    ".html": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".sarif": "sarif",
    ".xml": "junit",
}
GITLAB_NAME = "gl-code-quality-report.json"
"""What GitLab's documentation calls its code quality report."""


class ReportFileError(Exception):
    """A report file cannot be written; the text says which and why."""


def report_format_for(path: str) -> str:
    """The name of the format of the report `path`; raises ReportFileError for an ending that none has."""
    name = os.path.basename(path).lower()
    if name == GITLAB_NAME:
        return "gitlab"
    if name.endswith(".sarif.json"):
        return "sarif"
    ending = os.path.splitext(name)[1]
    if ending not in ENDINGS:
        raise ReportFileError(f"cannot tell the format of the report {path}: end it with {', '.join(ENDINGS)}")
    return ENDINGS[ending]


class ReportFiles:
    """Several reports, written while the run goes on; raises ReportFileError where one cannot be."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Opens the files."""
        self._open: list[tuple[str, Reporter, TextIO]] = []
        for path, name in [(path, report_format_for(path)) for path in paths]:
            with _told(path):
                file = open(path, "w", encoding="utf-8", errors="replace", newline="\n")  # noqa: SIM115
            self._open.append((path, make_reporter(name, Options()), file))

    def start(self) -> None:
        """Writes what stands before the first card."""
        for path, reporter, file in self._open:
            with _told(path):
                file.write(reporter.start())

    def card(self, result: Result) -> None:
        """Writes one card."""
        for path, reporter, file in self._open:
            with _told(path):
                file.write(reporter.card(result))

    def finish(self, summary: Summary) -> None:
        """Writes the end and closes the files."""
        for path, reporter, file in self._open:
            with _told(path):
                file.write(reporter.finish(summary))
                file.close()


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Says of what goes wrong with the file which one it is."""
    try:
        yield
    except OSError as error:
        raise ReportFileError(f"cannot write the report {path}: {error.strerror or error}") from None
