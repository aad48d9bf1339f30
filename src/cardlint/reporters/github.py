"""Workflow commands that GitHub Actions shows as annotations.

Source: the runner's ``ActionCommand`` and "Workflow commands for GitHub Actions".  A step shows ten
errors, ten warnings and ten notices; what is over is written as plain lines.
"""

from __future__ import annotations

from collections import Counter

from cardlint.engine import Result
from cardlint.model import Diagnostic, Severity
from cardlint.reporters.base import Options, Summary, place
from cardlint.reporters.places import located
from cardlint.reporters.words import plural, summary_line
from cardlint.source import printable

LIMIT = 10
"""Annotations of one kind that a step shows."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_LIMITS = {Severity.ERROR: LIMIT, Severity.WARNING: LIMIT, Severity.INFO: LIMIT - 1}  # one for the note


class GithubReporter:
    """Annotates the first ten errors and warnings and lists the others."""

    def __init__(self, options: Options) -> None:
        self._verbose = options.verbose
        self._seen: Counter[Severity] = Counter()

    def start(self) -> str:
        """Nothing."""
        return ""

    def card(self, result: Result) -> str:
        """A line for each diagnostic, infos only when verbose."""
        return "".join(
            self._line(result, diagnostic)
            for diagnostic in result.diagnostics
            if self._verbose or diagnostic.severity is not Severity.INFO
        )

    def finish(self, summary: Summary) -> str:
        """A note of what has no annotation, and the totals."""
        hidden = {kind: max(0, self._seen[kind] - _LIMITS[kind]) for kind in _COMMANDS}
        note = ""
        if any(hidden.values()):
            words = ", ".join(
                plural(hidden[kind], word)
                for kind, word in (
                    (Severity.ERROR, "error"),
                    (Severity.WARNING, "warning"),
                    (Severity.INFO, "note"),
                )
                if hidden[kind]
            )
            note = f"::notice title=cardlint::{words} more without an annotation: see the log of this step\n"
        return f"{note}{plain(summary_line(summary))}\n"

    def _line(self, result: Result, diagnostic: Diagnostic) -> str:
        severity = diagnostic.severity
        self._seen[severity] += 1
        message = located(result, diagnostic)
        if self._seen[severity] > _LIMITS[severity]:
            return plain(f"{severity.value}: {message}") + "\n"
        line, column, end_line, end_column = place(result, diagnostic)
        properties = {
            "file": printable(result.card.path.removeprefix("./")),
            "line": line,
            "endLine": end_line,
            "col": column,
            "endColumn": end_column,
            "title": f"{diagnostic.code} {diagnostic.name}",
        }
        if line != end_line:  # the runner drops columns of several lines and warns
            del properties["col"], properties["endColumn"]
        listed = ",".join(f"{key}={escape_property(str(value))}" for key, value in properties.items())
        return f"::{_COMMANDS[severity]} {listed}::{escape_data(message)}\n"


def escape_data(text: str) -> str:
    """`text` as the message of a command; the runner undoes it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """`text` as the value of a command's property; the runner undoes it."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def plain(text: str) -> str:
    """`text` as one line of the log in which the runner finds no command."""
    return " ".join(text.split()).replace("##[", "## [")


def make(options: Options) -> GithubReporter:
    """The reporter."""
    return GithubReporter(options)
