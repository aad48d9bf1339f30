"""The fix for code that does not compile because tabs and spaces are mixed in its indentation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cardlint.facts import SnippetFacts, padded
from cardlint.model import CodeLine, Edit, Fix, Safety, Span
from cardlint.syntax import compile_code
from cardlint.trees import walk

WIDTHS = (4, 8)
"""Tab stops that are tried: what editors show, and what Python 2 counted."""


def tab_fix(usage: SnippetFacts) -> Fix | None:
    """Spaces for the tabs in the indentation of `usage`, where that makes the piece valid Python.

    None where the piece compiles, where no width helps, or where two widths give different programs.
    """
    lines = usage.snippet.lines
    if usage.problem is None or not any("\t" in _indent(line.text) for line in lines):
        return None
    if not all(line.exact for line in lines):
        return None
    found: dict[str, Fix] = {}
    for width in WIDTHS:
        expanded = _expanded(lines, width)
        tree = compile_code(padded(expanded)).tree
        if tree is not None and (inside := _inside_strings(tree, lines[0].number)):
            # A tab inside a string is data: it stays.
            expanded = tuple(old if old.number in inside else new for old, new in zip(lines, expanded, strict=True))
            tree = compile_code(padded(expanded)).tree
        if tree is not None:
            edits = tuple(_edits(usage, expanded))
            found.setdefault(ast.dump(tree), Fix(edits, Safety.SAFE, "indent with spaces instead of tabs"))
    return next(iter(found.values())) if len(found) == 1 else None


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip(" \t"))]


def _expanded(lines: tuple[CodeLine, ...], width: int) -> tuple[CodeLine, ...]:
    return tuple(
        CodeLine(line.number, line.column, _indent(line.text).expandtabs(width) + line.text.lstrip(" \t"))
        for line in lines
    )


def _inside_strings(tree: ast.Module, first: int) -> set[int]:
    """The card lines that begin inside a string."""
    return {
        first + number - 1
        for node in walk(tree)
        if isinstance(node, (ast.Constant, ast.JoinedStr))
        for number in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }


def _edits(usage: SnippetFacts, expanded: tuple[CodeLine, ...]) -> Iterator[Edit]:
    for old, new in zip(usage.snippet.lines, expanded, strict=True):
        indent = _indent(old.text)
        if old.text != new.text:
            start = usage.source.offset(old.number, old.column)
            yield Edit(Span(start, start + len(indent)), _indent(new.text))
