"""Keeps code away from Python's compiler that some Python cannot get through.

Long chains blow a small stack.  Nested comprehensions, `except` and `with` crash Python 3.12 and 3.13 on any
stack; nested functions cost squares, and each way through a `finally` copies its body.
"""

from __future__ import annotations

import ast
import re

from cardlint.patterns import pattern
from cardlint.trees import children

MAX_DEPTH = 1_000
"""Levels of a syntax tree."""
MAX_BLOCKS = 16
"""Functions, loops, comprehensions, handlers and `with` inside each other; Python itself stops at 20 of most."""
MAX_COPIES = 10_000
"""Nodes that the compiler makes of the bodies of `finally`, about."""

_SHORT = 2_000  # characters that any stack has room for, whatever they are
_SAFE_MARKS = 500
_SAFE_ELIFS = 100
_FEWEST_FOR_BLOCKS = 2 * MAX_BLOCKS  # characters; no shorter code opens so many
_MARKS = (*".([{-+~*/%&|^@<>", "if", "not", "await", "lambda", "yield")  # each level of a tree takes one at least
_OPENERS = ("for", "while", "try", "except", "with", "lambda", "def ", "class ")
_OPENER = pattern(r"\b(?:for|while|try|except|with|lambda|def|class)\b")
_WITH = pattern(r"(?:^|[:;])[ \t\f]*(?:async[ \t\f]+)?with\b", re.MULTILINE)  # a statement: each comma may open a block
_STACK = 64 << 20

_TRY = (ast.Try, getattr(ast, "TryStar", ast.Try))
_LOOPS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_BLOCKS = (
    *(*_TRY, ast.ExceptHandler, ast.For, ast.AsyncFor, ast.While),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
)
_EXITS = (ast.Return, ast.Break, ast.Continue)


class TooDeepError(RecursionError):
    """Code that is beyond one of the limits; the text tells which."""


def parse_checked(code: str) -> ast.Module:
    """`ast.parse`; raises `TooDeepError` for code that is too deep to be compiled."""
    if _may_be_deep(code):
        _measure_in_thread(code)
    tree = ast.parse(code)
    if _may_have_many_blocks(code):
        measure(tree)
    return tree


def _may_be_deep(code: str) -> bool:
    return len(code) > _SHORT and sum(map(code.count, _MARKS)) > _SAFE_MARKS and not _has_short_lines(code)


def _has_short_lines(code: str) -> bool:
    """Whether no logical line is long enough to be deep, as far as its brackets tell where it ends.

    Else only indentation, of which Python takes a hundred levels, and `elif` lead deeper.
    """
    if code.count("elif") > _SAFE_ELIFS:
        return False
    length = depth = 0
    for line in code.split("\n"):
        length += len(line)
        depth += sum(map(line.count, "([{")) - sum(map(line.count, ")]}"))
        if length > _SAFE_MARKS or depth < 0:  # below zero: one stands in a string, so that nothing is sure
            return False
        if depth == 0 and not line.endswith("\\"):
            length = 0
    return depth == 0


def _may_have_many_blocks(code: str) -> bool:
    if len(code) < _FEWEST_FOR_BLOCKS:
        return False
    if "finally" in code:
        return True
    commas = code.count(",") if "with" in code and _WITH.search(code) else 0
    return sum(map(code.count, _OPENERS)) + commas > MAX_BLOCKS < len(_OPENER.findall(code)) + commas


def measure(tree: ast.Module) -> None:
    """Raises `TooDeepError` for a tree that is beyond a limit."""
    exits = copied = nested = 0
    stack: list[tuple[ast.AST, int, int, int]] = [(tree, 1, 0, 0)]
    while stack:
        node, depth, blocks, finals = stack.pop()
        if isinstance(node, _BLOCKS):
            blocks += 1
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            blocks += len(node.items)
        elif isinstance(node, _LOOPS):
            blocks += len(node.generators)
        exits += isinstance(node, _EXITS)
        copied += finals > 0
        nested = max(nested, finals)
        if depth > MAX_DEPTH:
            raise TooDeepError(f"more than {MAX_DEPTH:,} levels of the syntax tree")
        if blocks > MAX_BLOCKS:
            raise TooDeepError(f"more than {MAX_BLOCKS} loops, handlers, functions or `with` in one another")
        below = children(node)
        inside: list[ast.stmt] = node.finalbody if isinstance(node, _TRY) else []
        stack += [(child, depth + 1, blocks, finals) for child in below[: len(below) - len(inside)]]
        stack += [(child, depth + 1, blocks, finals + 1) for child in inside]
    if copied * (exits + 2**nested) > MAX_COPIES:
        raise TooDeepError(f"the compiler would copy its `finally` blocks to more than {MAX_COPIES:,} nodes")


def _measure_in_thread(code: str) -> None:
    """Measures the tree of `code` where there is room for it, and raises what stands in the way of that.

    Neither the tree nor an error that leads to it leaves the thread: freeing a tree takes a deep stack too.
    """
    import threading

    failed: list[Exception] = []

    def work() -> None:
        try:
            measure(ast.parse(code))
        except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as error:
            failed.append(error.with_traceback(None))

    try:
        before = threading.stack_size(_STACK)
        try:
            thread = threading.Thread(target=work)
            thread.start()
        finally:
            threading.stack_size(before)
    except (ValueError, RuntimeError):  # the platform gives no such thread
        raise TooDeepError("this system gives no thread to measure it in") from None
    thread.join()
    if failed:
        raise failed[0]
