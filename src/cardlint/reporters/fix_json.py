"""The report of a run with fixes as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cardlint import __version__
from cardlint.diff import unified_diff
from cardlint.fix_report import FixedCard, Row, clean, remaining_rows
from cardlint.secrets import mask
from cardlint.source import printable


def render(cards: Sequence[FixedCard]) -> str:
    """One object: version, tool, cards, summary."""
    summary = {
        "cards": len(cards),
        "changed": sum(card.outcome.changed for card in cards),
        "written": sum(card.written for card in cards),
        "failed": sum(card.error is not None for card in cards),
        "fixes": sum(len(card.outcome.applied) for card in cards),
    }
    report = {
        "version": 1,
        "tool": {"name": "cardlint", "version": __version__},
        "cards": [_card(card) for card in cards],
        "summary": summary,
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _card(card: FixedCard) -> dict[str, Any]:
    outcome = card.outcome
    diff = unified_diff(outcome.path, outcome.before.card.source.text, outcome.text)
    return {
        "path": printable(outcome.path),
        "changed": outcome.changed,
        "written": card.written,
        "error": card.error,
        "verdict_before": outcome.before.facts.verdict.value,
        "verdict_after": outcome.after.facts.verdict.value,
        "applied": [
            {
                "line": fix.line,
                "code": fix.code,
                "name": fix.name,
                "safety": fix.safety.value,
                "description": clean(fix.description),
            }
            for fix in outcome.applied
        ],
        "remaining": [_row(row) for row in remaining_rows(card)],
        "diff": mask(printable(diff)),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "line": row.line,
        "code": row.code,
        "name": row.name,
        "severity": row.severity.value,
        "message": row.what,
        "why_not_fixed": row.why,
    }
