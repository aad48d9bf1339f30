"""Applies edits to the text they were made for, and carries offsets over them.

All spans are 0-based character offsets into the text before the edits.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence

from cardlint.model import Edit


def ordered(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """`edits` by place, each once; insertions at one place keep their order."""
    return tuple(sorted(dict.fromkeys(edits), key=lambda edit: (edit.span.start, edit.span.end)))


def overlap(one: Edit, other: Edit) -> bool:
    """Whether both edits want the same characters; equal edits and insertions side by side do not."""
    if one == other:
        return False
    first, second = (one, other) if one.span.start <= other.span.start else (other, one)
    return second.span.start < first.span.end and (second.span.start > first.span.start or not _empty(second))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` after `edits`, which are applied from the end.

    Raises ValueError where two of them overlap or one lies outside the text.
    """
    last = len(text)
    parts: list[str] = []
    for edit in reversed(ordered(edits)):
        if not 0 <= edit.span.start <= edit.span.end <= last:
            raise ValueError(f"the edit of characters {edit.span.start} to {edit.span.end} overlaps another")
        parts.append(text[edit.span.end : last])
        parts.append(edit.text)
        last = edit.span.start
    parts.append(text[:last])
    return "".join(reversed(parts))


def kept_parts(text: str, edits: Iterable[Edit]) -> list[str]:
    """The pieces of `text` between the edits, in reading order."""
    parts = []
    start = 0
    for edit in ordered(edits):
        parts.append(text[start : edit.span.start])
        start = edit.span.end
    return [*parts, text[start:]]


class Moves:
    """Carries offsets over a set of edits, both ways.

    An offset inside replaced characters goes to the start of what took their place, and back; what is
    inserted at an offset comes before the character there.
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._old: list[tuple[int, int]] = []
        self._new: list[tuple[int, int]] = []
        moved = 0
        for edit in ordered(edits):
            start, end = edit.span.start, edit.span.end
            self._old.append((start, end))
            self._new.append((start + moved, start + moved + len(edit.text)))
            moved += len(edit.text) - (end - start)

    def after(self, offset: int) -> int:
        """Where the character at `offset` stands once the edits are applied."""
        return _carry(offset, self._old, self._new, bisect_right(self._old, (offset, offset)))

    def before(self, offset: int) -> int:
        """Where the character that stands at `offset` after the edits stood before them."""
        return _carry(offset, self._new, self._old, bisect_right(self._new, (offset, math.inf)))

    def new_spans(self) -> list[tuple[int, int]]:
        """Start and end of what each edit wrote, in the new text."""
        return list(self._new)


def _carry(offset: int, here: list[tuple[int, int]], there: list[tuple[int, int]], index: int) -> int:
    """`offset` moved by the last edit before `index`; to that edit's start where it lies inside it."""
    if index == 0:
        return offset
    _, end = here[index - 1]
    if offset < end:
        return there[index - 1][0]
    return there[index - 1][1] + offset - end


def _empty(edit: Edit) -> bool:
    return edit.span.start == edit.span.end


def without_overlaps(groups: Sequence[Sequence[Edit]]) -> list[int]:
    """The numbers of the first of `groups` and of each further one that does not overlap those taken.

    A group that stands there again, being the edits of one fix for many places, shares the first one's fate.
    """
    chosen = []
    taken: list[tuple[int, int, Edit]] = []
    clashes: dict[int, bool] = {}
    for number, group in enumerate(groups):
        again = id(group) in clashes
        if not again:
            clashes[id(group)] = any(_clashes(edit, taken) for edit in group)
        if clashes[id(group)]:
            continue
        chosen.append(number)
        if again:
            continue
        for edit in group:
            insort(taken, (edit.span.start, edit.span.end, edit), key=_place)
    return chosen


def _place(item: tuple[int, int, Edit]) -> tuple[int, int]:
    return item[0], item[1]


def _clashes(edit: Edit, taken: list[tuple[int, int, Edit]]) -> bool:
    """Whether `edit` overlaps one of the sorted `taken`; its neighbours are enough to know."""
    index = bisect_right(taken, (edit.span.start, edit.span.end), key=_place)
    return any(overlap(edit, item[2]) for item in taken[max(0, index - 1) : index + 1])
