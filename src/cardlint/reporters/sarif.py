"""SARIF 2.1.0, the format of GitHub's code scanning.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", errata 01.  Columns
count characters (``unicodeCodePoints``).
"""

from __future__ import annotations

from typing import Any

from cardlint import __version__
from cardlint.engine import Result
from cardlint.fingerprints import fingerprints
from cardlint.model import Diagnostic, Fix, Severity, Span
from cardlint.reporters.base import Options, Summary
from cardlint.reporters.places import RULES_PAGE, rule_address, uri_of
from cardlint.rules import Rule, all_rules
from cardlint.source import Source, printable

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "cardlintFinding/v1"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


class SarifReporter:
    """Writes one run, its results one by one."""

    def __init__(self) -> None:
        self._first = True
        self._index = {rule.code: index for index, rule in enumerate(all_rules())}

    def start(self) -> str:
        """The head of the log, with the rules."""
        import json

        driver = {
            "name": "cardlint",
            "version": __version__,
            "semanticVersion": __version__,
            "informationUri": RULES_PAGE.partition("/blob/")[0],
            "rules": [_rule(rule) for rule in all_rules()],
        }
        head = f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{'
        return f'{head}"tool": {json.dumps({"driver": driver})}, "columnKind": "unicodeCodePoints", "results": ['

    def card(self, result: Result) -> str:
        """The results of one card."""
        import json

        parts = []
        for diagnostic, fingerprint in zip(result.diagnostics, fingerprints(result), strict=True):
            entry = self._result(result, diagnostic, fingerprint)
            parts.append(("\n" if self._first else ",\n") + json.dumps(entry))
            self._first = False
        return "".join(parts)

    def finish(self, summary: Summary) -> str:
        """The end of the log; a run that could not read a path was not successful."""
        successful = "false" if summary.unreadable else "true"
        return f'], "invocations": [{{"executionSuccessful": {successful}}}]}}]}}\n'

    def _result(self, result: Result, diagnostic: Diagnostic, fingerprint: str) -> dict[str, Any]:
        source = result.card.source
        artifact = {"uri": uri_of(result.card.path)}
        entry: dict[str, Any] = {"ruleId": diagnostic.code}
        if diagnostic.code in self._index:
            entry["ruleIndex"] = self._index[diagnostic.code]
        entry |= {
            "level": _LEVELS[diagnostic.severity],
            "message": {"text": printable(diagnostic.message)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": artifact,
                        "region": _region(diagnostic.span, source),
                    }
                }
            ],
            "partialFingerprints": {FINGERPRINT: fingerprint},
        }
        if diagnostic.fix:
            entry["fixes"] = [_fix(diagnostic.fix, artifact, source)]
        return entry


def _rule(rule: Rule) -> dict[str, Any]:
    parts = [
        ("Why", rule.part("Why")),
        ("Bad", rule.part("Bad")),
        ("Good", rule.part("Good")),
        ("Fix", rule.part("Fix")),
    ]
    body = [f"{title}:\n\n{text}" for title, text in parts if text]
    help_text = "\n\n".join([rule.summary, *body])
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": " ".join(rule.part("Why").split()) or rule.summary},
        "help": {"text": help_text, "markdown": help_text},
        "helpUri": rule_address(rule.code, rule.name),
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.default},
    }


def _region(span: Span | None, source: Source) -> dict[str, int]:
    first, last = (0, 0) if span is None else (span.start, max(span.start, span.end))
    line, column = source.position(first)
    end_line, end_column = source.position(last)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _fix(fix: Fix, artifact: dict[str, str], source: Source) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.span, source), "insertedContent": {"text": printable(edit.text)}}
        for edit in fix.edits
    ]
    return {
        "description": {"text": printable(f"{fix.description} ({fix.safety.value})")},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
    }


def make(options: Options) -> SarifReporter:
    """The reporter."""
    return SarifReporter()
