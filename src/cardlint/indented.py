"""Indented code blocks.

Below a paragraph or a heading at the margin no list or quotation can be open, and what is an indented
block is seen line by line.  Wherever more has to be known, markdown-it-py decides; it is imported for that
alone, and its import costs as much as fifty cards (a test compares the two).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardlint.bare import may_hold_statement
from cardlint.model import CodeLine
from cardlint.outline import cut
from cardlint.patterns import pattern
from cardlint.source import printable

_RULE = pattern(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_LIST = pattern(r" {0,3}(?:[-+*]|\d{1,9}[.)]|>)(?:[ \t]|(?<=>)|$)")
_MARKS = " \t-+*>#0123456789.)"
_INDENTS = ("    ", "\t", " \t", "  \t", "   \t")
_HEADING = pattern(r" {0,3}#{1,6}(?:[ \t]|$)")
_SPANS_BLANKS = pattern(r" {0,3}<(?:pre|script|style|textarea|!|\?)", re.IGNORECASE)


def find_indented(lines: Sequence[str], numbers: Sequence[int]) -> list[tuple[CodeLine, ...]]:
    """The indented blocks with a statement among the 1-based `numbers` of `lines`, four columns taken off.

    Lines that are not among the numbers count as blank.
    """
    scan = _Scan(lines, numbers)
    if scan.is_sure():
        return [scan.block(first, last) for first, last in scan.found]
    from cardlint.markdown import parse_indented

    return parse_indented(lines, numbers)


class _Scan:
    """One pass over the lines; `found` holds the first and last lines of the blocks."""

    def __init__(self, lines: Sequence[str], numbers: Sequence[int]) -> None:
        self.lines = lines
        self.numbers = numbers
        self.found: list[tuple[int, int]] = []

    def is_sure(self) -> bool:
        """Reads the lines; False where the parser must decide whether a statement stands in a block."""
        contained = in_paragraph = in_block = False
        before = 0
        for number in self.numbers:
            line = self.lines[number - 1]
            if not line.strip() or number != before + 1:
                in_paragraph = False
            before = number
            if not line.strip():
                continue
            if line.startswith(_INDENTS):
                if contained and not (in_paragraph and _is_text(line.lstrip())):
                    mark = _LIST.match(line.lstrip()) if in_paragraph else None
                    inside = line.lstrip()[mark.end() :] if mark else line
                    if inside.startswith(_INDENTS) and may_hold_statement(inside.strip(_MARKS)):
                        return False
                    in_paragraph = mark is not None and _is_text(inside.lstrip())
                if in_paragraph or contained:
                    continue
                if in_block:
                    self.found[-1] = (self.found[-1][0], number)
                else:
                    self.found.append((number, number))
                in_block = True
                continue
            in_block = False
            if _SPANS_BLANKS.match(line):
                return False
            at_margin = line[0] != " "
            if _HEADING.match(line) or _RULE.match(line):
                contained = contained and not at_margin
                in_paragraph = False
            elif mark := _LIST.match(line):
                inside = line[mark.end() :]
                if inside.startswith(_INDENTS) and may_hold_statement(inside.strip()):
                    return False
                contained = True
                in_paragraph = _is_text(inside.lstrip())
            else:
                contained = contained and (in_paragraph or not at_margin)
                in_paragraph = True
        return True

    def block(self, first: int, last: int) -> tuple[CodeLine, ...]:
        """The lines from `first` to `last` without their indentation; those not looked at are blank."""
        known = set(self.numbers)
        return tuple(
            cut(CodeLine(number, 0, printable(self.lines[number - 1]) if number in known else ""), 4)
            for number in range(first, last + 1)
        )


def _is_text(text: str) -> bool:
    """Whether a line's content is of a paragraph and opens nothing."""
    return bool(text) and text[0] != "<" and not (_LIST.match(text) or _HEADING.match(text) or _RULE.match(text))
