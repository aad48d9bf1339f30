"""All nodes of a syntax tree, found once for all that ask."""

from __future__ import annotations

import ast
from functools import lru_cache

_LEAVES = (ast.Constant, ast.Name, ast.alias, ast.Global, ast.Nonlocal, ast.MatchSingleton)
_WORDS = "ctx id attr arg kind type_comment module level asname lineno simple is_async conversion rest kwd_attrs"
_NO_NODES = frozenset([*_WORDS.split(), "type_ignores"])


class _Fields(dict[type, tuple[str, ...]]):
    """For each class of nodes the fields that hold a node, or a list of nodes and None."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        names = () if kind in _LEAVES else getattr(kind, "_fields", ())
        words = _NO_NODES if kind.__name__ == "TypeAlias" else _NO_NODES | {"name"}
        self[kind] = tuple(name for name in names if name not in words)
        return self[kind]


FIELDS = _Fields()
"""For each class of nodes the fields that hold a node or nothing, or a list of nodes and None; contexts left out."""


@lru_cache(maxsize=256)
def walk(tree: ast.AST) -> tuple[ast.AST, ...]:
    """`tree` and all nodes below it, level by level as `ast.walk` gives them, without contexts (Load, Store)."""
    found = [tree]
    for node in found:  # grows while it is read
        if FIELDS[type(node)]:
            found += children(node)
    return tuple(found)


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below `node`, without contexts."""
    found: list[ast.AST] = []
    for name in FIELDS[type(node)]:
        value = getattr(node, name, None)
        if type(value) is list:
            found += filter(None, value)
        elif value is not None:
            found.append(value)
    return found


def catches(handler: ast.ExceptHandler, failures: frozenset[str]) -> bool:
    """Whether an `except` catches one of the `failures`, or all of them."""
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(node, ast.Name) and node.id in {*failures, "Exception", "BaseException"} for node in caught)
