"""Compiles a piece of code without running it, and says what is wrong in words for people."""

from __future__ import annotations

import ast
import sys
import warnings

from cardlint.deep import TooDeepError, parse_checked
from cardlint.lexical import NEWER, parse
from cardlint.patterns import pattern
from cardlint.records import TYPE_CHECKING, dataclass
from cardlint.trees import walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@dataclass(frozen=True, slots=True)
class CompileProblem:
    """An error or warning of the compiler: 1-based line, 0-based UTF-8 byte column, both in the piece."""

    message: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A tree, or the problem that stands in its way."""

    tree: ast.Module | None
    problem: CompileProblem | None
    warnings: tuple[CompileProblem, ...] = ()


def compile_code(code: str) -> Compiled:
    """Parses and compiles `code`; every failure of the compiler comes back as a problem."""
    tree = parse(code.rstrip("\n"))
    if tree is not None and surely_compiles(code, tree):
        return Compiled(tree, None)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            if tree is None:
                parse_checked(code)  # raises what is wrong
            compile(code, "<card>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return _as_newer_python(code) or Compiled(None, _problem(error, code))
    except (ValueError, OverflowError) as error:
        line = next((n for n, text in enumerate(code.split("\n"), 1) if "\0" in text), 1)
        return Compiled(None, CompileProblem(str(error), line, 0, line, 0))
    except (MemoryError, RecursionError) as error:
        limit = f" ({error})" if isinstance(error, TooDeepError) else ""
        return Compiled(
            None, CompileProblem(f"nested too deeply to be compiled{limit}: split it into steps", 1, 0, 1, 0)
        )
    found = tuple(
        CompileProblem(str(item.message), item.lineno, 0, item.lineno, 0)
        for item in caught
        if issubclass(item.category, SyntaxWarning | DeprecationWarning)
    )
    return Compiled(tree, None, found)


# Nodes of which the compiler takes any that the parser gives, and warns of none, but for what is looked at below.
_PLAIN = frozenset(
    {ast.Module, ast.Expr, ast.Assign, ast.AugAssign, ast.Import, ast.ImportFrom, ast.alias, ast.Pass}
    | {ast.For, ast.If, ast.With, ast.withitem, ast.FunctionDef, ast.arguments, ast.arg, ast.Return}
    | {ast.Call, ast.keyword, ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Constant, ast.Starred}
    | {ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp, ast.GeneratorExp, ast.comprehension}
    | {ast.UnaryOp, ast.USub, ast.Not, ast.BoolOp, ast.And, ast.Or, ast.IfExp}
    | {ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow}
    | {ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn}
    | {ast.JoinedStr, ast.FormattedValue}
)
_TEXTS = (ast.Constant, ast.JoinedStr)
_NAMED = frozenset({ast.Name, ast.Attribute, ast.Call, ast.Subscript})
_RUN_TOGETHER = pattern(r"\d(?:if|or|and|in|not|is|else|for)\b")  # `1if x else 2`
_LONGEST_PLAIN = 2_000
"""Characters; shorter code cannot nest so deeply that the compiler gives up."""


def surely_compiles(code: str, tree: ast.Module) -> bool:
    """Whether `code`, whose tree is `tree`, is so plain that `compile` accepts it without a warning.

    Most usage code is, and to compile it takes as long as to parse it.  What the parser leaves to the
    compiler is in CPython's symtable.c and compile.c; a test compares the two.
    """
    if hasattr(tree, NEWER):
        return False
    nodes = walk(tree)
    # Backslashes: bad escapes.  Double underscores: __future__, __debug__.
    if len(code) > _LONGEST_PLAIN or "\\" in code or "__" in code or not _PLAIN.issuperset(map(type, nodes)):
        return False
    if _RUN_TOGETHER.search(code):
        return False
    returns = 0
    for node in nodes:
        kind = type(node)
        if kind in _LOOKED_AT and not _LOOKED_AT[kind](node):
            return False
        returns += kind is ast.Return
    return not returns or returns == sum(map(_returns_in, tree.body))


def _returns_in(statement: ast.stmt) -> int:
    """How many `return` stand in the function, if it is one; functions below other statements are not looked for."""
    return sum(type(node) is ast.Return for node in walk(statement)) if isinstance(statement, ast.FunctionDef) else 0


def _is_plain_call(node: ast.Call) -> bool:
    return type(node.func) in _NAMED and len({keyword.arg for keyword in node.keywords}) == len(node.keywords)


def _has_own_names(node: ast.arguments) -> bool:
    given = [*node.posonlyargs, *node.args, *node.kwonlyargs, *filter(None, (node.vararg, node.kwarg))]
    return len({argument.arg for argument in given}) == len(given)


# What else has to hold of a node.  Before Python 3.12 text in a field of an f-string may be in its own quotes.
_LOOKED_AT: dict[type[ast.AST], Callable[[Any], bool]] = {
    ast.Call: _is_plain_call,
    ast.Subscript: lambda node: type(node.value) in _NAMED,
    ast.UnaryOp: lambda node: isinstance(node.op, ast.Not) or isinstance(node.operand, ast.Constant),
    ast.arguments: _has_own_names,
    ast.comprehension: lambda node: not node.is_async,
    ast.Starred: lambda node: isinstance(node.ctx, ast.Load),
    ast.FormattedValue: lambda node: not any(isinstance(part, _TEXTS) for part in walk(node)),
}


def _as_newer_python(code: str) -> Compiled | None:
    """What Python 3.12 would make of its f-strings; None where that is no cure."""
    if sys.version_info >= (3, 12) or "f" not in code.lower():
        return None
    from cardlint.fstrings import as_older_python

    mended = as_older_python(code)
    if mended == code:
        return None
    compiled = compile_code(mended)
    if compiled.tree is None:
        return None
    line = next(
        n for n, (old, new) in enumerate(zip(code.split("\n"), mended.split("\n"), strict=True), 1) if old != new
    )
    message = "an f-string that reuses its own quotes, or has a backslash in a field, needs Python 3.12 or newer"
    own = tuple(warning for warning in compiled.warnings if "perhaps you missed a comma" not in warning.message)
    return Compiled(compiled.tree, None, (*own, CompileProblem(message, line, 0, line, 0)))


def _problem(error: SyntaxError, code: str) -> CompileProblem:
    lines = code.split("\n")
    line = min(max(1, error.lineno or 1), len(lines))
    text = lines[line - 1]
    column = max(0, (error.offset or 1) - 1)
    end_line = max(line, min(error.end_lineno or line, len(lines)))
    end_column = max(0, (error.end_offset or 0) - 1) if (error.end_offset or 0) > 0 else column
    before = len(text[:column].encode())
    after = len(lines[end_line - 1][:end_column].encode())
    message = explain(error)
    return CompileProblem(message, line, before, end_line, max(after, before) if end_line == line else after)


def explain(error: SyntaxError) -> str:
    """The compiler's message without line numbers that count in the piece, not in the card."""
    message = str(error.msg or "invalid syntax").partition(" (detected at line ")[0]
    head, found, tail = message.rpartition(" on line ")
    if found and tail.rstrip(")").isdigit():
        message = head + (")" if tail.endswith(")") and head.count("(") > head.count(")") else "")
    return message
