"""The report for people: each diagnostic with the card's lines and a caret, and one closing line."""

from __future__ import annotations

from cardlint.engine import Result
from cardlint.model import Diagnostic, Severity
from cardlint.reporters.base import Options, Summary, place
from cardlint.reporters.words import one_line, summary_line
from cardlint.secrets import mask

STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
MAX_EXCERPT = 3
"""Card lines shown of one diagnostic."""


class TextReporter:
    """Plain text; with colour through rich, which is imported only then."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.paint = _Painter(options.color)

    def start(self) -> str:
        """Nothing."""
        return ""

    def card(self, result: Result) -> str:
        """The card's diagnostics; its verdict too unless quiet or nothing is to be said of several cards."""
        shown = [d for d in result.diagnostics if self.options.verbose or d.severity is not Severity.INFO]
        parts = [self._diagnostic(result, item) for item in shown]
        if self.options.verbose:
            parts.append(self._snippets(result))
        if not self.options.quiet and not result.unread:
            verdict = result.facts.verdict.value
            parts.append(f"{self._path(result)}: {self.paint(verdict, _VERDICT_STYLES[verdict])}{_of_pieces(result)}\n")
        if shown or self.options.verbose:
            parts.append("\n")
        return "".join(parts)

    def finish(self, summary: Summary) -> str:
        """The closing line."""
        return "" if self.options.quiet else summary_line(summary) + "\n"

    def _path(self, result: Result) -> str:
        return self.paint(one_line(result.card.path), "bold")

    def _diagnostic(self, result: Result, item: Diagnostic) -> str:
        line, column, end_line, end_column = place(result, item)
        where = f"{self._path(result)}:{line}:{column}: "
        style = STYLES[item.severity.value]
        name = self.paint(f"[{item.name}]", "dim")
        head = f"{where}{self.paint(item.code, style)} {one_line(item.message)} {name}\n"
        if item.span is None:
            return head
        excerpt = self._excerpt(result, (line, column, end_line, end_column), item.severity.value)
        hint = ""
        if item.fix:
            option = "--fix" if item.fix.safety.value == "safe" else "--fix --unsafe-fixes"
            hint = f"   = {self.paint('fix', 'bold green')} ({option}): {one_line(item.fix.description)}\n"
        return head + excerpt + hint

    def _excerpt(self, result: Result, where: tuple[int, int, int, int], severity: str) -> str:
        line, column, end_line, end_column = where
        style = STYLES[severity]
        lines = result.card.source.lines
        last = min(max(end_line, line), line + MAX_EXCERPT - 1, len(lines))
        gutter = len(str(last))
        rows = []
        for number in range(line, last + 1):
            text, start = _window(
                mask(lines[number - 1]), column if number == line else 1, self.options.width - gutter - 4
            )
            rows.append(f"{self.paint(f'{number:>{gutter}} |', 'dim')} {one_line(text)}\n")
            if number == line:
                before = _cells(one_line(text[: column - 1 - start]))
                width = end_column - column if end_line == line else len(lines[number - 1]) - column + 1
                under = _cells(one_line(text[column - 1 - start : column - 1 - start + max(1, width)])) or 1
                bar, carets = self.paint("|", "dim"), self.paint(f"{'^' * under} {severity}", style)
                rows.append(f"{' ' * gutter} {bar} {' ' * before}{carets}\n")
        return "".join(rows)

    def _snippets(self, result: Result) -> str:
        rows = []
        for snippet in result.card.snippets:
            ranges = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in snippet.ranges)
            rows.append(f"  lines {ranges}: {snippet.kind.value} ({snippet.origin.value}): {snippet.reason}\n")
        rows.extend(f"  {name} did not run: {reason}\n" for name, reason in result.skipped.items())
        return "".join(rows)


_VERDICT_STYLES = {
    "runnable": "green",
    "incomplete": "yellow",
    "broken": "red",
    "none": "dim",
    "unchecked": "dim",
}


def _of_pieces(result: Result) -> str:
    count = len(result.facts.usage)
    if not count:
        return " (no usage code)"
    return f" ({count} piece{'' if count == 1 else 's'} of usage code)"


def _window(text: str, column: int, width: int) -> tuple[str, int]:
    """The part of a long line around the 1-based column, and how many characters were cut before it."""
    text = text.replace("\t", " ")
    width = max(20, width)
    if len(text) <= width:
        return text, 0
    start = max(0, min(column - 1 - width // 3, len(text) - width))
    return text[start : start + width], start


def _cells(text: str) -> int:
    """The columns that `text` takes in a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


class _Painter:
    """Puts a rich style around a text, or nothing where there is no colour."""

    def __init__(self, color: bool) -> None:
        self.color = color

    def __call__(self, text: str, style: str) -> str:
        if not self.color:
            return text
        from rich.style import Style

        return Style.parse(style).render(text)


def make(options: Options) -> TextReporter:
    """The reporter."""
    return TextReporter(options)
