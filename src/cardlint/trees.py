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


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below `node`, without contexts."""
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
            found.append(value)
    return found
