"""One line a diagnostic: ``path:line:column: CODE message [name]``."""

from __future__ import annotations

from cardlint.engine import Result
from cardlint.reporters.base import Options, Summary, place
from cardlint.reporters.words import one_line, summary_line


class ConciseReporter:
    """The format for editors, scripts and quick looks."""

    def __init__(self, options: Options) -> None:
        self.options = options

    def start(self) -> str:
        """Nothing."""
        return ""

    def card(self, result: Result) -> str:
        """The card's diagnostics, infos only when verbose."""
        lines = []
        for item in result.diagnostics:
            if item.severity.value == "info" and not self.options.verbose:
                continue
            line, column, _, _ = place(result, item)
            path, message = one_line(result.card.path), one_line(item.message)
            lines.append(f"{path}:{line}:{column}: {item.code} {message} [{item.name}]\n")
        return "".join(lines)

    def finish(self, summary: Summary) -> str:
        """One line of counts, unless quiet."""
        return "" if self.options.quiet else summary_line(summary) + "\n"


def make(options: Options) -> ConciseReporter:
    """The reporter."""
    return ConciseReporter(options)
