"""The report of a run with fixes as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from cardlint.diff import unified_diff
from cardlint.fix_report import FixedCard, Row, applied_rows, remaining_rows
from cardlint.patterns import pattern
from cardlint.reporters.words import one_line, plural
from cardlint.secrets import mask
from cardlint.source import printable

_MARKS = pattern(r"([\\`*_{}\[\]<>#|~&!$@])")
_TICKS = pattern("`{3,}")


def render(cards: Sequence[FixedCard]) -> str:
    """A heading and a table for each card that was fixed or has something left to do."""
    changed = sum(card.outcome.changed for card in cards)
    parts = [f"# cardlint: fixes\n\n{plural(len(cards), 'card')}, {changed} with fixes.\n"]
    parts += [_card(card) for card in cards if card.outcome.changed or card.error or remaining_rows(card)]
    return "\n".join(parts)


def _card(card: FixedCard) -> str:
    outcome = card.outcome
    before, after = outcome.before.facts.verdict.value, outcome.after.facts.verdict.value
    verdict = before if before == after else f"{before} → **{after}**"
    lines = [f"## {_inline(outcome.path)}", "", f"Verdict: {verdict}", ""]
    if card.error:
        lines += [f"**Not written:** {_inline(card.error)}", ""]
    rows = [_row(row, "fixed") for row in applied_rows(card)]
    rows += [_row(row, f"no: {_inline(row.why)}") for row in remaining_rows(card)]
    if rows:
        lines += ["| Line | Rule | What | Done |", "| ---: | --- | --- | --- |", *rows, ""]
    diff = mask(printable(unified_diff(outcome.path, outcome.before.card.source.text, outcome.text)))
    if diff:
        ticks = max((len(run) for run in _TICKS.findall(diff)), default=2) + 1
        fence = "`" * ticks
        lines += ["<details><summary>Diff</summary>", "", f"{fence}diff", diff + fence, "", "</details>", ""]
    return "\n".join(lines)


def _row(row: Row, done: str) -> str:
    return f"| {row.line} | {row.code} {row.name} | {_inline(row.what)} | {done} |"


def _inline(text: str) -> str:
    """`text` on one line, with every mark of Markdown and HTML escaped."""
    return _MARKS.sub(r"\\\1", one_line(printable(text)))
