"""Unbound names: what a quick look at the tree says is what pyflakes says."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardlint.names import BUILTINS, _missing, _pyflakes, unbound_names

NAMES = st.sampled_from(("a", "b", "c", "self", "x"))
LINES = st.builds(
    lambda form, one, two, three: form.replace("A", one).replace("B", two).replace("C", three),
    st.sampled_from(
        (
            *(
                "A = B",
                "A, B = C",
                "A.load(B)",
                "A += 1",
                "print(A, B)",
                "import A.B",
                "from m import A as B",
                "A = A.B",
            ),
            *("A = [B for B in C]", "{A: B for A, B in C if B}", "(A for B in C for C in A)", "f = lambda A, *B: C(A)"),
            *("for A in B:\n    print(A)", "with A as B:\n    C = B", "if A:\n    B = 1\nelse:\n    B = C"),
            *(
                "def A(B, C=A):\n    return B(C)",
                "def A():\n    B = 1\n    return C + B",
                "async def A(*B, **C): await A(B)",
            ),
            *("class A(B):\n    C = 1\n    def f(self): return C", "@A\ndef B(x: C) -> A: ...", "while A: B = C"),
            *(
                "try:\n    A\nexcept B as C:\n    C",
                "try:\n    A = B\nexcept (C, NameError):\n    C = 1",
                "try: A(B)\nexcept: C",
                "del A",
                "print(A := B, A)",
                "from m import *",
                "def A():\n    global B\n    B = C",
            ),
            *(
                "print(f'{A!r:>{B}}')",
                "x: A = B",
                "A[B:C] = x",
                "assert A, B",
                "match A:\n    case [B, *C]:\n        B",
            ),
        )
    ),
    NAMES,
    NAMES,
    NAMES,
)


@settings(max_examples=1500)
@given(st.lists(LINES, min_size=1, max_size=4))
def test_agrees_with_pyflakes(lines: list[str]) -> None:
    tree = ast.parse("\n".join(lines))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    missing, told = _missing(tree, set()), _pyflakes(tree, BUILTINS & used)
    if missing is not None:
        assert missing <= told
        assert told - missing <= _bound_anywhere(tree)  # at most uses before the binding


def _bound_anywhere(tree: ast.Module) -> set[str]:
    """The names that are bound in some scope."""
    names = set()
    for node in ast.walk(tree):
        names |= {
            alias.asname or alias.name.split(".")[0] for alias in getattr(node, "names", []) if hasattr(alias, "name")
        }
        names |= {value for name in ("name", "arg") if isinstance(value := getattr(node, name, None), str)}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


@pytest.mark.parametrize(
    ("code", "unbound"),
    [
        ("print(ds)", "ds"),
        ("rows = [row for row in ds]\nprint(row)", "ds row"),
        ("count = lambda rows: len(rows) + n", "n"),
        ("def show(row):\n    text = row['x']\n    return text, other", "other"),
        ("def show():\n    return later\nlater = 1", ""),
        ("class Birds:\n    size = 1\n    def count(self):\n        return size", "size"),
        ("x = x + 1", "x"),
        ("print(x)\nx = 1", "x"),
        ("try:\n    ds\nexcept NameError:\n    ds = None", ""),
        ("from datasets import *\nload_dataset('a/b')", ""),
        ("ds = 1\ndel ds\nprint(ds)", "ds"),
        ("{key: value for key, value in pairs}", "pairs"),
        ("[x for x in x]", "x"),
        ("for ds in ds:\n    print(ds)", "ds"),
    ],
)
def test_unbound_names(code: str, unbound: str) -> None:
    found = unbound_names(ast.parse(textwrap.dedent(code)), set())
    assert sorted({node.id for node in found}) == unbound.split()
