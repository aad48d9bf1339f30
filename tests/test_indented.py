"""Indented blocks: what is seen without the parser is what the parser sees."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardlint.bare import may_hold_statement
from cardlint.indented import _Scan, find_indented
from cardlint.markdown import parse_indented
from cardlint.model import CodeLine

Shape = list[list[tuple[int, int, str]]]


def shape(blocks: list[tuple[CodeLine, ...]]) -> Shape:
    """Number, column and text of the lines of blocks that hold a statement, blank lines at the ends left out."""
    found = []
    for block in blocks:
        if any(may_hold_statement(line.text.strip()) for line in block):
            kept = [(line.number, line.column, line.text.rstrip()) for line in block if line.text.strip()]
            found.append(kept)
    return found


LINES = st.builds(
    lambda indent, mark, text: indent + mark + text,
    st.sampled_from(["", "", " ", "  ", "    ", "    ", "\t", " \t", "      ", "\t\t"]),
    st.sampled_from(["", "", "", "- ", "1. ", "> ", "# ", "* ", "-      ", ">     ", ">", "-\t\t"]),
    st.sampled_from(
        ["x = f(1)", "words", "", "---", "***", "===", "-", "#", "<b>", "<pre>", "<!-- a", "- - -", "12) y = 2"]
    ),
)


@settings(max_examples=2000)
@given(st.lists(LINES, min_size=1, max_size=9), st.sets(st.integers(1, 9), max_size=2))
def test_agrees_with_the_parser_where_it_is_sure(lines: list[str], left_out: set[int]) -> None:
    numbers = [number for number in range(1, len(lines) + 1) if number not in left_out]
    scan = _Scan(lines, numbers)
    if scan.is_sure():
        blocks = [scan.block(first, last) for first, last in scan.found]
        assert shape(blocks) == shape(parse_indented(lines, numbers))


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Words.\n\n    x = f(1)\n", True),
        ("# Usage\n    x = f(1)\n", True),
        ("- item\n\nWords.\n\n    x = f(1)\n", True),
        ("- item\n\n      x = f(1)\n", False),
        ("> said\n\n    x = f(1)\n", False),
        ("<script>\n\n    x = f(1)\n", False),
    ],
)
def test_the_parser_decides_only_where_it_must(text: str, sure: bool) -> None:
    lines = text.split("\n")
    numbers = list(range(1, len(lines) + 1))
    assert _Scan(lines, numbers).is_sure() is sure
    assert shape(find_indented(lines, numbers)) == shape(parse_indented(lines, numbers))
