"""What compiles: what a quick look at the tree says is what `compile` says."""

from __future__ import annotations

import ast
import random
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardlint.lexical import parse
from cardlint.syntax import compile_code, surely_compiles

ATOMS = (
    *("a", "b.c", "f()", "1", "1.5", "'x'", '"%s"', "b'y'", "None", "...", "True", "[]", "()", "{}", "10**9", "0x1F"),
    *("__debug__", "'\\d'", "1_000", "1j", "f'{a}'", 'f"{a!r:>{b}}"'),
)
FORMS = (
    *("A(B)", "A(B, k=C)", "A(k=B, k=C)", "A(k=B, **C)", "A(*B)", "A[B]", "A[B:C]", "A.k", "-A", "not A", "A + B"),
    *("A % B", "A * B", "A == B", "A is B", "A < B != C", "[A, B]", "(A, B)", "{A: B}", "{A, B}", "f'{A}'", "(A)"),
    *("A if B else C", "[k for k in A]", "lambda k: A", "(k := A)", "A and B", "A @ B", "A / B", "1if A else B"),
    *("await A", "(yield A)", "A // B", "A ** B", "A in B", "A not in B", "A or B", "1or A", "1in A", "not A in B"),
    *(
        "(k for k in A if B)",
        "{k: A for k in B}",
        "{k for k in A}",
        "[j for k in A for j in k]",
        "[k async for k in A]",
    ),
    *("[(k := A) for j in B]", "lambda k, k: A", "lambda *k, j=A: B", "[*A, B]", "(*A,)", "0x1for k in A"),
)
LINES = (
    *("E", "k = E", "k.x = E", "k[E] = E", "k, j = E", "k = j = E", "k += E", "k: E = E", "del k", "assert (E, E)"),
    *("import k.j as x", "from m import *", "from .m import k", "from __future__ import k", "k.__debug__ = E", "pass"),
    *("for k in E:\n    E", "if E:\n    k = E\nelse:\n    E", "with E as k, E:\n    E", "while E: break", "break"),
    *("for k in E:\n    continue\nelse:\n    E", "def k(): return E", "class K: k = E", "global k", "return E"),
    "from __future__ import division",
    *(
        "def k(j, j): return E",
        "def k(j, /, *x, i=E, **y):\n    return",
        "def k(j: E = E) -> E:\n    j += E\n    return j",
    ),
    *(
        "@E\ndef k(): pass",
        "def k():\n    def j(): return E\n    return j",
        "def k():\n    nonlocal j",
        "def k():\n    yield E",
    ),
    *(
        "if E:\n    return E",
        "def k(*, j): return await E",
        "async def k(): return E",
        "k //= E",
        "*k, j = E",
        "k[E:E] = E",
    ),
    *(
        "def k(j):\n    global j",
        "for k in E:\n    return E",
        "class K:\n    def k(self): return E",
        "def k(j=E): j = E",
    ),
    "def k():\n    if E: return E\n    for j in E:\n        if E: return",
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Some lines of Python with expressions inside each other; many of them do not compile."""
    chance = random.Random(draw(st.integers(0, 2**32)))

    def expression(depth: int) -> str:
        if depth == 0 or chance.random() < 0.3:
            return chance.choice(ATOMS)
        form = chance.choice(FORMS)
        return "".join(expression(depth - 1) if char in "ABC" else char for char in form)

    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=4))
    return "\n".join("".join(expression(3) if char == "E" else char for char in line) for line in lines)


def complaint(code: str) -> object:
    """What `compile` says of `code`: its error or its warnings; nothing where it takes it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(code, "<card>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return error
    return [str(item.message) for item in caught] or None


@given(programs())
@settings(max_examples=1500, deadline=None)
def test_what_surely_compiles_does(code: str) -> None:
    tree = parse(code)
    if tree is not None and surely_compiles(code, tree):
        assert complaint(code) is None, code


@pytest.mark.parametrize(
    "unit", ["a.b", "a[b]", "f(a)", "a + a", "a < a", "[a]", "(a, a)", "{a: a}", "-1 + a", "f'{a}'"]
)
@pytest.mark.parametrize("size", [1_000, 1_999])
def test_no_short_chain_is_too_deep_for_the_compiler(unit: str, size: int) -> None:
    code = "a"
    while True:
        longer = unit.replace("a", code, 1)
        if len(longer) > size or parse(longer) is None:
            break
        code = longer
    tree = parse(code)
    assert tree is not None
    assert not surely_compiles(code, tree) or complaint(code) is None


@pytest.mark.parametrize(
    "code",
    [
        *("f(a=1, a=2)", "from __future__ import ducks", "x.__debug__ = 1", "f(__debug__=1)", "break", "return 1"),
        *("'x'()", "[1][0.5]", "a is 1", "assert (a, b)", "'\\d'", "1if a else b", "{1}[0]", "()()", "None[0]"),
        *("f'{f'{a}'}'", "x = *a, *b", "*a, *b = c", "async with a: b", "del f()", "nonlocal a"),
    ],
)
def test_what_the_compiler_complains_of_is_left_to_it(code: str) -> None:
    compiled = compile_code(code)
    said = compiled.problem or compiled.warnings
    assert bool(said) == (complaint(code) is not None)


def test_usage_code_as_cards_have_it_is_plain() -> None:
    code = (
        "from datasets import load_dataset\n\n"
        'ds = load_dataset("acme/pond-birds", "ducks", split="train")\n'
        'for row in ds:\n    print("%s birds" % len(row), row["name"], ds[-1]["name"][:10])\n'
    )
    tree = ast.parse(code)
    assert surely_compiles(code, tree)
    assert compile_code(code).tree is not None
