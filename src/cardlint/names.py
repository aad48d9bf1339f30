"""Which names a piece of code binds, which it uses unbound, and whether it does anything.

pyflakes decides; it is imported only where a quick look at the tree cannot tell that all is bound.
"""

from __future__ import annotations

import ast
import builtins
import sys

from cardlint.trees import children, walk

NOTEBOOK_NAMES = frozenset({"get_ipython", "__file__", "__name__", "__doc__", "_"})
BUILTINS = frozenset(dir(builtins)) | NOTEBOOK_NAMES
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_PASSIVE = (*_FUNCTIONS, ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal)


def bound_names(tree: ast.Module) -> set[str]:
    """The names that `tree` binds, at any depth of control flow but outside functions and classes."""
    return _bound_by(list(tree.body))


def _bound_by(stack: list[ast.AST]) -> set[str]:
    names: set[str] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, _FUNCTIONS):
            names.add(node.name)
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(_imported(alias) for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.Lambda):
            continue
        stack.extend(children(node))
    return names


def _imported(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


def unbound_names(tree: ast.Module, bound: set[str]) -> tuple[ast.Name, ...]:
    """The uses of names that are not bound in `tree`, not in `bound` and no builtins; in reading order.

    One node a name: its first use.
    """
    known = bound | BUILTINS
    suspects = _suspects(tree, known)
    if not suspects:
        return ()
    used = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
    undefined = _pyflakes(tree, known & used)
    if not undefined:
        return ()
    first: dict[str, ast.Name] = {}
    for node in walk(tree):
        if isinstance(node, ast.Name) and node.id in undefined and not isinstance(node.ctx, ast.Store):
            best = first.get(node.id)
            if best is None or (node.lineno, node.col_offset) < (best.lineno, best.col_offset):
                first[node.id] = node
    return tuple(sorted(first.values(), key=lambda node: (node.lineno, node.col_offset)))


def _suspects(tree: ast.Module, known: set[str] | frozenset[str]) -> bool:
    """Whether a name is used that no earlier top-level statement binds; errs on the side of yes."""
    have = set(known)
    for statement in tree.body:
        loads = {
            node.id for node in walk(statement) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
        }
        binds = _bound_by([statement])
        binds_first = not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr))
        if loads - have - (binds if binds_first else set()) or isinstance(statement, ast.Delete):
            return True
        have |= binds
    return False


def _pyflakes(tree: ast.Module, known: set[str] | frozenset[str]) -> set[str]:
    from pyflakes import checker, messages

    limit = sys.getrecursionlimit()
    try:
        found = checker.Checker(tree, filename="card", builtins=set(known), withDoctest=False)
    except RecursionError:
        return set()
    finally:
        sys.setrecursionlimit(limit)
    kinds = (messages.UndefinedName, messages.UndefinedLocal)
    return {str(message.message_args[0]) for message in found.messages if isinstance(message, kinds)}


def acts(tree: ast.Module) -> bool:
    """Whether running `tree` does anything: more than imports, definitions and literals."""
    return any(
        isinstance(
            node,
            (ast.Call, ast.Subscript, ast.Attribute, ast.BinOp, ast.For, ast.With, ast.Compare, ast.Await),
        )
        for statement in tree.body
        if not isinstance(statement, _PASSIVE)
        for node in walk(statement)
    )
