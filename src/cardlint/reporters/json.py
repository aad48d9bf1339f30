"""The JSON of the contract, written card by card; and JSON lines, one card a line."""

from __future__ import annotations

import json

from cardlint import __version__
from cardlint.engine import Result
from cardlint.model import Kind, Snippet
from cardlint.records import TYPE_CHECKING
from cardlint.reporters.base import Options, Summary, place
from cardlint.secrets import mask
from cardlint.source import printable

if TYPE_CHECKING:
    from typing import Any


def card_object(result: Result) -> dict[str, Any]:
    """The object of one card."""
    compiled = {usage.snippet.first: usage.problem is None for usage in result.facts.usage}
    return {
        "path": printable(result.card.path),
        "verdict": result.facts.verdict.value,
        "extracted_code": mask(result.extracted_code),
        "snippets": [
            _snippet(snippet, compiled.get(snippet.first) if snippet.kind is Kind.USAGE else None)
            for snippet in result.card.snippets
        ],
        "diagnostics": [_diagnostic(result, index) for index in range(len(result.diagnostics))],
        "skipped": result.skipped,
        "suppressed": result.suppressed,
    }


def _snippet(snippet: Snippet, compiles: bool | None) -> dict[str, Any]:
    if compiles is None:
        from cardlint.lexical import parse

        compiles = snippet.kind is not Kind.OTHER and parse(snippet.code) is not None
    return {
        "kind": snippet.kind.value,
        "lines": [list(lines) for lines in snippet.ranges],
        "origin": snippet.origin.value,
        "language": snippet.language or "",
        "code": mask(snippet.code),
        "compiles": compiles,
        "reason": snippet.reason,
    }


def _diagnostic(result: Result, index: int) -> dict[str, Any]:
    item = result.diagnostics[index]
    line, column, end_line, end_column = place(result, item)
    fix = {"safety": item.fix.safety.value, "description": item.fix.description} if item.fix else None
    return {
        "code": item.code,
        "name": item.name,
        "severity": item.severity.value,
        "message": printable(item.message),
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "fix": fix,
    }


def summary_object(summary: Summary) -> dict[str, int]:
    """The closing counts."""
    names = ("none", "broken", "incomplete", "runnable")
    counts = {name: summary.verdicts.get(name, 0) for name in names}
    if "unchecked" in summary.verdicts:
        counts["unchecked"] = summary.verdicts["unchecked"]
    return {
        "cards": summary.cards,
        **counts,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "infos": summary.infos,
        "suppressed": summary.suppressed,
        "unreadable": summary.unreadable,
    }


class JsonReporter:
    """One object for the run."""

    def __init__(self) -> None:
        self.first = True

    def start(self) -> str:
        """The head, up to the list of cards."""
        tool = json.dumps({"name": "cardlint", "version": __version__})
        return f'{{"version": 1, "tool": {tool},\n "cards": ['

    def card(self, result: Result) -> str:
        """One item of the list."""
        comma = "" if self.first else ","
        self.first = False
        return f"{comma}\n  {json.dumps(card_object(result), ensure_ascii=False)}"

    def finish(self, summary: Summary) -> str:
        """The end of the list and the counts."""
        return f'\n ],\n "summary": {json.dumps(summary_object(summary))}}}\n'


def make(options: Options) -> JsonReporter:
    """The reporter."""
    return JsonReporter()
