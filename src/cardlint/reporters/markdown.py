"""Markdown for a step summary: a table of cards, then problems and code of each, folded.

GitHub takes a step summary of at most 1 MiB; so rows and details over a limit are only counted, and
what is kept until the table's end stays below it however many cards there are.
"""

from __future__ import annotations

import re
from html import escape

from cardlint.engine import Result
from cardlint.model import Severity
from cardlint.reporters.base import Options, Summary, place
from cardlint.reporters.places import rule_address
from cardlint.reporters.words import one_line, plural, summary_line
from cardlint.source import printable

MAX_TABLE = 200_000
"""Bytes of table rows."""
MAX_DETAILS = 700_000
"""Bytes of folded problems and code."""
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!$]|:(?=//))")
_TICKS = re.compile("`{3,}")


class MarkdownReporter:
    """Writes the table row by row and the details behind it."""

    def __init__(self) -> None:
        self._table = 0
        self._size = 0
        self._rows_left_out = 0
        self._details_left_out = 0
        self._details: list[str] = []

    def start(self) -> str:
        """The heading; the table's head comes with the first card."""
        return "## cardlint\n\n"

    def card(self, result: Result) -> str:
        """The card's row."""
        details = _details(result)
        size = len(details.encode())
        if self._size + size <= MAX_DETAILS:
            self._details.append(details)
            self._size += size
        else:
            self._details_left_out += 1
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
        if self._details_left_out:
            parts.append(f" {plural(self._details_left_out, 'card')} without details, to keep this short.")
        blank = "\n" if self._table else ""
        return f"{blank}{''.join(parts)}\n" + "".join(self._details)


def _row(result: Result) -> str:
    cells = (
        inline(result.card.path),
        result.facts.verdict.value,
        str(result.count(Severity.ERROR)),
        str(result.count(Severity.WARNING)),
    )
    return f"| {' | '.join(cells)} |\n"


def _details(result: Result) -> str:
    """Nothing for a card with neither problems nor code."""
    path = escape(one_line(result.card.path))
    code = masked_code(result)
    parts = []
    if result.diagnostics:
        items = "".join(_items(result))
        unfold = " open" if result.count(Severity.ERROR) else ""
        total = plural(len(result.diagnostics), "problem")
        parts.append(f"\n<details{unfold}>\n<summary>{path}: {total}</summary>\n\n{items}\n</details>\n")
    if code:
        fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(code)), default=0))
        block = f"{fence}python\n{code}\n{fence}\n"
        parts.append(f"\n<details>\n<summary>{path}: usage code</summary>\n\n{block}\n</details>\n")
    return "".join(parts)


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
    """The usage code with what the rule `secret` points at blotted out."""
    code = printable(result.extracted_code)
    for item in result.diagnostics:
        if item.name == "secret" and item.span:
            secret = result.card.source.text[item.span.start : item.span.end]
            code = code.replace(secret, "***") if secret else code
    return code


def make(options: Options) -> MarkdownReporter:
    """The reporter."""
    return MarkdownReporter()
