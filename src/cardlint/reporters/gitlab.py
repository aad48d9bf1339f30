"""GitLab's Code Quality report.

Source: "Code Quality report format" of GitLab's documentation: an array of objects with description,
check_name, fingerprint, severity and location.
"""

from __future__ import annotations

from cardlint.engine import Result
from cardlint.fingerprints import fingerprints, stable_path
from cardlint.model import Severity
from cardlint.reporters.base import Options, Summary, place
from cardlint.reporters.words import one_line
from cardlint.source import printable

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


class GitlabReporter:
    """Writes the array element by element."""

    def __init__(self) -> None:
        self._first = True

    def start(self) -> str:
        """Opens the array."""
        return "["

    def card(self, result: Result) -> str:
        """The elements of one card."""
        import json

        parts = []
        path = printable(stable_path(result.card.path))
        for diagnostic, fingerprint in zip(result.diagnostics, fingerprints(result), strict=True):
            line, _, end_line, _ = place(result, diagnostic)
            entry = {
                "description": one_line(f"{diagnostic.code} {diagnostic.message}"),
                "check_name": diagnostic.name,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[diagnostic.severity],
                "location": {"path": path, "lines": {"begin": line, "end": end_line}},
            }
            parts.append(("\n" if self._first else ",\n") + json.dumps(entry))
            self._first = False
        return "".join(parts)

    def finish(self, summary: Summary) -> str:
        """Closes the array."""
        return "]\n" if self._first else "\n]\n"


def make(options: Options) -> GitlabReporter:
    """The reporter."""
    return GitlabReporter()
