"""Edits and offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardlint.edits import Moves, apply_edits, kept_parts, overlap, without_overlaps
from cardlint.model import Edit, Span


def edit(start: int, end: int, text: str = "") -> Edit:
    return Edit(Span(start, end), text)


@st.composite
def text_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(alphabet="ab\r\n\ufeff\udcff", max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    edits = [edit(start, end, draw(st.text(alphabet="XY", max_size=3))) for start, end in pairs]
    return text, [edits[number] for number in without_overlaps([[item] for item in edits])]


@given(text_and_edits())
def test_what_lies_between_the_edits_stays(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    new = apply_edits(text, edits)
    spans = Moves(edits).new_spans()
    offset = 0
    kept = []
    for start, end in spans:
        kept.append(new[offset:start])
        offset = end
    assert [*kept, new[offset:]] == kept_parts(text, edits)


@given(text_and_edits())
def test_offsets_go_there_and_back(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    new = apply_edits(text, edits)
    moves = Moves(edits)
    for offset, char in enumerate(text):
        if not any(item.span.start <= offset < item.span.end for item in edits):
            assert new[moves.after(offset)] == char
            assert moves.before(moves.after(offset)) == offset


def test_insertions_at_one_place_keep_their_order() -> None:
    assert apply_edits("ab", [edit(1, 1, "X"), edit(1, 1, "Y"), edit(1, 2, "Z")]) == "aXYZ"


def test_equal_edits_are_done_once() -> None:
    assert apply_edits("ab", [edit(1, 1, "X"), edit(1, 1, "X")]) == "aXb"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (edit(0, 2), edit(2, 3), False),
        (edit(0, 2), edit(1, 3), True),
        (edit(0, 2, "a"), edit(0, 2, "b"), True),
        (edit(0, 2, "a"), edit(0, 2, "a"), False),
        (edit(1, 1, "a"), edit(1, 1, "b"), False),
        (edit(0, 3), edit(1, 1, "b"), True),
        (edit(0, 3), edit(0, 0, "b"), False),
        (edit(0, 3), edit(3, 3, "b"), False),
    ],
)
def test_overlap(one: Edit, other: Edit, expected: bool) -> None:
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


@pytest.mark.parametrize("edits", [[edit(0, 2, "a"), edit(1, 3, "b")], [edit(0, 9)], [edit(2, 1)]])
def test_what_cannot_be_applied_is_an_error(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply_edits("abcd", edits)


def test_a_group_is_taken_whole_or_not_at_all() -> None:
    groups = [[edit(4, 6)], [edit(0, 1), edit(5, 7)], [edit(0, 2)]]
    assert without_overlaps(groups) == [0, 2]
