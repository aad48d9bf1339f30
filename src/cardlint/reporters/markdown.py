"""Markdown for a step summary: a table of cards, then problems and code of each, folded.

GitHub takes a step summary of at most 1 MiB; so rows and details over a limit are only counted, and
what is kept until the table's end stays below it however many cards there are.
"""

from __future__ import annotations

from html import escape

from cardlint.engine import Result
from cardlint.model import Severity
from cardlint.patterns import pattern
from cardlint.reporters.base import Options, Summary, place
from cardlint.reporters.places import rule_address
from cardlint.reporters.words import one_line, plural, summary_line
from cardlint.source import printable

MAX_TABLE = 200_000
"""Bytes of table rows."""
MAX_PROBLEMS = 450_000
"""Bytes of folded problems."""
MAX_CODE = 300_000
"""Bytes of folded code."""
_MARKS = pattern(r"([\\`*_{}\[\]<>#|~&!$]|:(?=//))")
_TICKS = pattern("`{3,}")


class MarkdownReporter:
    """Writes the table row by row and the details behind it."""

    def __init__(self) -> None:
        self._table = 0
        self._rows_left_out = 0
        self._problems = _Room(MAX_PROBLEMS)
        self._code = _Room(MAX_CODE)
        self._details: list[str] = []

    def start(self) -> str:
        """The heading; the table's head comes with the first card."""
        return "## cardlint\n\n"

    def card(self, result: Result) -> str:
        """The card's row."""
        parts = (self._problems.take(_problems(result)), self._code.take(_code(result)))
        self._details += filter(None, parts)
        row = _row(result)
        if self._table + len(row.encode()) > MAX_TABLE:
            self._rows_left_out += 1
            return ""
        head = "" if self._table else "| Card | Verdict | Errors | Warnings |\n| --- | --- | ---: | ---: |\n"
        self._table += len(head) + len(row.encode())
        return head + row

    def finish(self, summary: Summary) -> str:
        """The totals, and the details."""
        parts = [summary_line(summary) + "."]
        if self._rows_left_out:
            parts.append(f" {plural(self._rows_left_out, 'card')} more not in the table.")
        for room, what in ((self._problems, "problems"), (self._code, "code")):
            if room.refused:
                parts.append(f" To keep this short, {what} of {plural(room.refused, 'card')} left out.")
        blank = "\n" if self._table else ""
        return f"{blank}{''.join(parts)}\n" + "".join(self._details)


class _Room:
    """Takes texts while there is room and counts the others."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.refused = 0

    def take(self, text: str) -> str:
        size = len(text.encode())
        if size > self.size:
            self.refused += 1
            return ""
        self.size -= size
        return text


def _row(result: Result) -> str:
    cells = (
        inline(result.card.path),
        result.facts.verdict.value,
        str(result.count(Severity.ERROR)),
        str(result.count(Severity.WARNING)),
    )
    return f"| {' | '.join(cells)} |\n"


def _problems(result: Result) -> str:
    if not result.diagnostics:
        return ""
    unfold = " open" if result.count(Severity.ERROR) else ""
    total = plural(len(result.diagnostics), "problem")
    head = f"<summary>{_title(result)}: {total}</summary>"
    return f"\n<details{unfold}>\n{head}\n\n{''.join(_items(result))}\n</details>\n"


def _code(result: Result) -> str:
    code = masked_code(result)
    if not code:
        return ""
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(code)), default=0))
    head = f"<summary>{_title(result)}: usage code</summary>"
    return f"\n<details>\n{head}\n\n{fence}python\n{code}\n{fence}\n\n</details>\n"


def _title(result: Result) -> str:
    return escape(one_line(result.card.path))


def _items(result: Result) -> list[str]:
    items = []
    for item in result.diagnostics:
        line, _, _, _ = place(result, item)
        link = f"[{item.code}]({rule_address(item.code, item.name)})"
        items.append(f"- {item.severity.value}, line {line}: {link} {inline(item.message)} ({item.name})\n")
    return items


def inline(text: str) -> str:
    """`text` as plain words of one Markdown line, also in a table's cell."""
    return _MARKS.sub(r"\\\1", one_line(text))


def masked_code(result: Result) -> str:
    """The usage code with tokens and keys blotted out."""
    from cardlint.secrets import mask

    return mask(printable(result.extracted_code))


def make(options: Options) -> MarkdownReporter:
    """The reporter."""
    return MarkdownReporter()
