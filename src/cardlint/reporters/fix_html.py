"""The report of a run with fixes as one HTML page that needs nothing else.

All that comes from a card goes through `html.escape`; the page has no script and loads nothing, which
its content security policy holds it to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape
from importlib.resources import files

from cardlint import __version__
from cardlint.fix_report import MAX_ROWS, FixedCard, Pair, Row, applied_rows, code_pairs, remaining_rows
from cardlint.reporters.words import one_line, plural

MAX_MARKED = 500
"""Characters of a line in which single changes are marked at most."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_INVISIBLE = {"\t": "→", "\xa0": "⍽", "\u202f": "⍽", "\u2007": "⍽"}


def render(cards: Sequence[FixedCard]) -> str:
    """The page."""
    style = (files("cardlint.reporters") / "fix_report.css").read_text("utf-8")
    shown = [card for card in cards if card.outcome.changed or card.error or remaining_rows(card)]
    body = "".join(part for card in shown for part in _card(card))
    quiet = len(cards) - len(shown)
    rest = f'<p class="rest">{plural(quiet, "card")} without anything to do.</p>\n' if quiet else ""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n'
        f"<title>cardlint: fixes</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"{_header(cards)}{body}{rest}</main>\n"
        f"<footer>cardlint {escape(__version__)}</footer>\n</body>\n</html>\n"
    )


def _header(cards: Sequence[FixedCard]) -> str:
    facts = (
        (len(cards), "cards checked" if len(cards) != 1 else "card checked"),
        (sum(card.outcome.changed for card in cards), "with fixes"),
        (sum(len(card.outcome.applied) for card in cards), "fixes applied"),
        (sum(len(remaining_rows(card)) for card in cards), "left to do by hand"),
    )
    cells = "".join(f"<div><b>{count}</b><span>{word}</span></div>" for count, word in facts)
    return f'<header>\n<h1>Fix report</h1>\n<div class="facts">{cells}</div>\n</header>\n'


def _card(card: FixedCard) -> Iterator[str]:
    outcome = card.outcome
    before, after = outcome.before.facts.verdict.value, outcome.after.facts.verdict.value
    verdict = _badge(before) if before == after else f'{_badge(before)}<span class="to">→</span>{_badge(after)}'
    yield f"<section>\n<h2><span>{_text(outcome.path)}</span><span>{verdict}</span></h2>\n"
    if card.error:
        yield f'<p class="error">Not written: {_text(card.error)}</p>\n'
    done, left = applied_rows(card), remaining_rows(card)
    if done:
        yield _rows("Fixed", "done", done)
    if left:
        yield _rows("Left to do", "left", left)
    if outcome.changed:
        yield _code(code_pairs(outcome))
    yield "</section>\n"


def _badge(verdict: str) -> str:
    return f'<span class="badge {verdict}">{verdict}</span>'


def _text(text: str) -> str:
    return escape(one_line(text))


def _words(text: str) -> str:
    """A message escaped, what stands in backticks as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _rows(title: str, kind: str, rows: Sequence[Row]) -> str:
    body = "".join(
        f'<tr><td class="line">{row.line}</td>'
        f'<td class="rule"><code>{row.code}</code> {escape(row.name)}</td>'
        f"<td>{_words(row.what)}{f'<small>{_words(row.why)}</small>' if row.why else ''}</td></tr>\n"
        for row in rows
    )
    return (
        f'<h3>{title} <span class="count">{len(rows)}</span></h3>\n<table class="rows {kind}">\n'
        f'<thead><tr><th scope="col">Line</th><th scope="col">Rule</th>'
        f'<th scope="col">What</th></tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>\n"
    )


def _code(pairs: Sequence[Pair]) -> str:
    if not pairs:
        return ""
    body = "".join(_pair(pair) for pair in pairs)
    cut = f'<p class="rest">Only the first {MAX_ROWS:,} lines are shown.</p>\n' if len(pairs) >= MAX_ROWS else ""
    return (
        '<h3>Code</h3>\n<div class="scroll" tabindex="0"><table class="code">\n'
        '<colgroup><col class="number"><col><col class="number"><col></colgroup>\n'
        '<thead><tr><th scope="col" colspan="2">Before</th>'
        '<th scope="col" colspan="2">After</th></tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table></div>\n{cut}"
    )


def _pair(pair: Pair) -> str:
    if pair.is_gap:
        return '<tr class="gap"><td colspan="2"></td><td colspan="2"></td></tr>\n'
    old, new = pair.left, pair.right
    if pair.changed and old and new:
        left, right = _marked(old[1], new[1])
    else:
        left, right = (escape(old[1]) if old else ""), (escape(new[1]) if new else "")
    return (
        f"<tr>{_cells(old, left, 'removed' if pair.changed else '')}"
        f"{_cells(new, right, 'added' if pair.changed else '')}</tr>\n"
    )


def _cells(side: tuple[int, str] | None, text: str, kind: str) -> str:
    if side is None:
        return '<td class="number void"></td><td class="void"></td>'
    return f'<td class="number {kind}">{side[0]}</td><td class="{kind}"><code>{text}</code></td>'


def _marked(old: str, new: str) -> tuple[str, str]:
    """Both lines escaped, with what differs in `<mark>`; lines that have little in common are not marked."""
    if max(len(old), len(new)) > MAX_MARKED:
        return escape(old), escape(new)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.4:
        return escape(old), escape(new)
    left, right = [], []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        same = tag == "equal"
        left.append(_mark(old[old_from:old_to], same))
        right.append(_mark(new[new_from:new_to], same))
    return "".join(left), "".join(right)


def _mark(text: str, same: bool) -> str:
    if same or not text:
        return escape(text)
    return f"<mark>{escape(''.join(_INVISIBLE.get(char, char) for char in one_line(text)))}</mark>"
