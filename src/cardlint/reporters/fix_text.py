"""The report of a run with fixes, for people: a table per card, and with `verbose` the coloured diff."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from cardlint.diff import unified_diff
from cardlint.fix_report import FixedCard, applied_rows, remaining_rows
from cardlint.reporters.base import Options
from cardlint.reporters.words import one_line, plural

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_VERDICTS = {"runnable": "green", "incomplete": "yellow", "broken": "red", "none": "dim", "unchecked": "dim"}
_DIFF = {"+++": "bold", "---": "bold", "@@ ": "cyan", "+": "green", "-": "red"}


def card_text(card: FixedCard, options: Options) -> str:
    """The table of one card, its verdict before and after, and its diff where `options` is verbose."""
    parts: list[RenderableType] = [_table(card, options), _verdicts(card)]
    if options.verbose:
        parts.append(_diff(card))
    return _render(parts, options)


def summary_text(cards: int, fixed: int, fixes: int, writes: bool, failed: int = 0) -> str:
    """The closing line; `failed` counts the cards that could not be written."""
    end = f", {failed} could not be written\n" if failed else "\n"
    if not fixed:
        return f"{plural(cards, 'card')}: {'nothing fixed' if failed else 'nothing to fix'}{end}"
    done = "fixed" if writes else "would be fixed"
    count = "1 fix" if fixes == 1 else f"{fixes} fixes"
    return f"{count}, {fixed} of {plural(cards, 'card')} {done}{end}"


def _render(parts: Sequence[RenderableType], options: Options) -> str:
    from rich.console import Console
    from rich.table import Table

    file = StringIO()
    console = Console(
        file=file,
        force_terminal=options.color,
        color_system="standard" if options.color else None,
        width=options.width,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for part in parts:
        console.print(part, soft_wrap=not isinstance(part, Table))
    return "\n".join(line.rstrip() for line in file.getvalue().split("\n"))


def _table(card: FixedCard, options: Options) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    title = Text(one_line(card.outcome.path), style="bold")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("line", justify="right", style="dim", no_wrap=True)
    table.add_column("rule", no_wrap=True)
    table.add_column("what")
    table.add_column("done")
    for row in applied_rows(card):
        table.add_row(str(row.line), f"{row.code} {row.name}", row.what, Text("fixed", style="green"))
    table.add_section()
    for row in remaining_rows(card, options.verbose):
        table.add_row(str(row.line), f"{row.code} {row.name}", row.what, Text(f"no: {row.why}", style="yellow"))
    return table


def _verdicts(card: FixedCard) -> RenderableType:
    from rich.text import Text

    before, after = card.outcome.before.facts.verdict.value, card.outcome.after.facts.verdict.value
    text = Text("verdict: ").append(before, _VERDICTS[before])
    if before != after:
        text.append(" -> ").append(after, _VERDICTS[after])
    if card.error:
        text.append(f"\nnot written: {one_line(card.error)}", "bold red")
    return text


def _diff(card: FixedCard) -> RenderableType:
    from rich.text import Text

    from cardlint.secrets import mask

    outcome = card.outcome
    text = Text()
    for line in unified_diff(outcome.path, outcome.before.card.source.text, outcome.text).splitlines():
        style = next((_DIFF[mark] for mark in _DIFF if line.startswith(mark)), "")
        text.append(one_line(mask(line)) + "\n", style)
    return text
