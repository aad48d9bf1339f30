"""All nodes of a syntax tree, found once for all that ask."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(maxsize=256)
def walk(tree: ast.AST) -> tuple[ast.AST, ...]:
    """`tree` and all nodes below it, level by level as `ast.walk` gives them, without contexts (Load, Store)."""
    found = [tree]
    for node in found:  # grows while it is read
        found.extend(children(node))
    return tuple(found)


_NO_NODES = frozenset("ctx id attr arg kind n s type_comment module level asname lineno simple is_async".split())


class _Fields(dict[type, tuple[str, ...]]):
    """For each class of nodes the fields that may hold nodes."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        names = () if kind is ast.Constant else getattr(kind, "_fields", ())
        self[kind] = tuple(name for name in names if name not in _NO_NODES)
        return self[kind]


FIELDS = _Fields()
"""The fields of a class of nodes that hold nodes or lists in which nodes are; also None and words."""


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below `node`, without contexts."""
    found: list[ast.AST] = []
    for name in FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
    return found
