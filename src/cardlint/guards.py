"""Names that the code itself reckons may be missing: it asks for them first, or catches the failure."""

from __future__ import annotations

import ast

from cardlint.facts import Facts
from cardlint.trees import catches, walk

_ASKS = frozenset({"get", "pop", "setdefault"})
_FAILURES = frozenset({"KeyError", "LookupError", "ValueError"})


def guarded_names(facts: Facts) -> frozenset[str]:
    """The strings that are looked for (``"dev" in ds``, ``row.get("note")``), or stand in a `try` that allows for them.

    Where in the code it is done does not matter.
    """
    found: set[object] = set()
    for usage in facts.usage:
        for node in walk(usage.tree) if usage.tree else ():
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
                found |= _constants(node.left)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ASKS:
                found |= _constants(*node.args[:1])
            elif isinstance(node, ast.Try) and any(catches(handler, _FAILURES) for handler in node.handlers):
                found |= _constants(*(inner for statement in node.body for inner in walk(statement)))
    return frozenset(value for value in found if isinstance(value, str))


def _constants(*nodes: ast.AST) -> set[object]:
    return {node.value for node in nodes if isinstance(node, ast.Constant)}
