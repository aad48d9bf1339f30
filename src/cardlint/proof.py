"""Proves that fixes changed only what they name.

`fault` compares a card before and after: the verdict, the front matter, the text between the edits, and
every piece of code that no edit touches.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from cardlint.card import Card
from cardlint.edits import Moves, kept_parts
from cardlint.engine import Result
from cardlint.facts import Facts, gather_facts, padded
from cardlint.model import Diagnostic, Edit, Kind, Origin, Snippet, Verdict
from cardlint.records import replace
from cardlint.source import BOM
from cardlint.syntax import compile_code

_RANK = {Verdict.NONE: 0, Verdict.BROKEN: 1, Verdict.INCOMPLETE: 2, Verdict.RUNNABLE: 3}
_BLOCKS = (Origin.FENCE, Origin.INDENTED, Origin.HTML)


def fault(before: Result, after: Result, edits: Sequence[Edit], mended: Sequence[Diagnostic] = ()) -> str | None:
    """What speaks against the `edits` that led from `before` to `after`, or None.

    `edits` are spans of the text of `before`, sorted and without overlaps; `mended` are the diagnostics
    that they are meant to settle.
    """
    if not _text_kept(before.card, after.card, edits):
        return "it would change text outside its own place"
    if not _front_matter_kept(before.card, after.card):
        return "it would change the front matter"
    old, new = _compiled(before), _compiled(after)
    if _RANK[new.verdict] < _RANK[old.verdict]:
        return f"the verdict would fall from {old.verdict.value} to {new.verdict.value}"
    if _broken(new) > _broken(old):
        return "code that compiles would no longer compile"
    if not _others_kept(before.card, after.card, edits):
        return "it would change how another piece of code is read"
    if not _settled(before, after, mended):
        return "what it mends would still be there"
    return None


def _settled(before: Result, after: Result, mended: Sequence[Diagnostic]) -> bool:
    """Whether each kind of the diagnostics `mended` is told less often than before."""
    old = Counter((item.name, item.message) for item in before.diagnostics)
    new = Counter((item.name, item.message) for item in after.diagnostics)
    return all(new[item.name, item.message] < old[item.name, item.message] for item in mended)


def _text_kept(old: Card, new: Card, edits: Sequence[Edit]) -> bool:
    """Whether the new text is the old one with nothing but `edits` done; checked from left to right."""
    text = new.source.text
    if text.startswith(BOM) != old.source.text.startswith(BOM):
        return False
    offset = 0
    for part, edit in zip(kept_parts(old.source.text, edits), [*edits, None], strict=True):
        piece = part + (edit.text if edit else "")
        if not text.startswith(piece, offset):
            return False
        offset += len(piece)
    return offset == len(text)


def _front_matter_kept(old: Card, new: Card) -> bool:
    return _head(old) == _head(new)


def _head(card: Card) -> str:
    """The text up to and with the closing dashes; empty without front matter."""
    if card.front_matter is None:
        return ""
    return card.source.text[: card.source.line_span(card.front_matter.last).end]


def _compiled(result: Result) -> Facts:
    """The facts with the code compiled, also where the user asked for no compiling."""
    facts = result.facts
    if facts.settings.compile:
        return facts
    return gather_facts(facts.card, replace(facts.settings, compile=True))


def _broken(facts: Facts) -> int:
    return sum(usage.tree is None for usage in facts.usage)


def _others_kept(old: Card, new: Card, edits: Sequence[Edit]) -> bool:
    """Whether the pieces that no edit touches are the same pieces, with the same syntax trees."""
    moves = Moves(edits)
    touched, untouched = _parted(old, edits)
    expected = {moves.after(old.source.offset(piece.first)): piece for piece in untouched}
    found = {new.source.offset(piece.first): piece for piece in new.snippets if _counts(piece)}
    if any(start not in found or not _same(piece, found[start]) for start, piece in expected.items()):
        return False
    # New usage code may stand only in what an edit wrote and in the pieces that one touches.
    allowed = moves.new_spans()
    for piece in touched:
        start, end = _range(old, piece)
        allowed.append((moves.after(max(0, start - 1)), moves.after(end)))
    return all(
        start in expected or any(first <= start <= last for first, last in allowed)
        for start, piece in found.items()
        if piece.kind is Kind.USAGE
    )


def _counts(snippet: Snippet) -> bool:
    """Whether the piece must survive: blocks of any kind, and usage code wherever it stands."""
    return bool(snippet.lines) and (snippet.kind is Kind.USAGE or snippet.origin in _BLOCKS)


def _range(card: Card, snippet: Snippet) -> tuple[int, int]:
    """The offsets of the piece's first character and of the end of its last line."""
    return card.source.offset(snippet.first), card.source.line_span(snippet.lines[-1].number).end


def _parted(card: Card, edits: Sequence[Edit]) -> tuple[list[Snippet], list[Snippet]]:
    """The pieces that an edit touches, and the others."""
    starts = [edit.span.start for edit in edits]
    ends = [edit.span.end for edit in edits]
    touched: list[Snippet] = []
    untouched: list[Snippet] = []
    for snippet in card.snippets:
        if _counts(snippet):
            start, end = _range(card, snippet)
            index = bisect_left(ends, start)
            hit = index < len(edits) and starts[index] <= end
            (touched if hit else untouched).append(snippet)
    return touched, untouched


def _same(old: Snippet, new: Snippet) -> bool:
    if (old.kind is Kind.USAGE) != (new.kind is Kind.USAGE):
        return False
    return old.code == new.code or _dump(old) == _dump(new)


def _dump(snippet: Snippet) -> str:
    """The syntax tree as text, or the code where it has none."""
    tree = compile_code(padded(snippet.lines)).tree
    return ast.dump(tree) if tree else snippet.code
