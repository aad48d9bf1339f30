"""Cards made to take a linter down: every one is checked to the end, and the good code on it is found."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cardlint.engine import Result, check_data
from cardlint.fixes import fix_card
from cardlint.limits import ABOUT, LARGEST, LIMITS, Budget, Limits, field_of
from cardlint.model import CodeLine
from cardlint.records import replace
from cardlint.settings import Settings
from cardlint.source import Source
from cardlint.syntax import compile_code

GOOD = '```python\nfrom datasets import load_dataset\nds = load_dataset("acme/pond-birds")\n```\n'


def fenced(*codes: str) -> str:
    return "".join(f"```python\n{code}\n```\n\n" for code in codes)


def stairs(first: str, second: str, depth: int) -> str:
    """Two lines again and again, each pair indented below the one before."""
    return "\n".join(f"{' ' * at}{first}\n{' ' * at}{second}" for at in range(depth)) + " a"


NESTED = {
    "brackets": [mark * 30_000 for mark in "([{"],
    "closed brackets": ["(" * 5_000 + ")" * 5_000, "[" * 150 + "]" * 150],
    "attributes": ["a" + ".b" * 9_000],
    "calls": ["a" + "()" * 9_000, "a" + "[0]" * 6_000],
    "signs": ["x = " + "-" * 15_000 + "1", "x = " + "not " * 4_000 + "1", "x = " + "~" * 900 + "1"],
    "sums": ["x = 1" + "+1" * 9_000, 's = "a"' + ' "a"' * 4_000, "x = a" + "\\\n+ a" * 9_000],
    "lambdas": ["f = " + "lambda: " * 2_400 + "0"],
    "choices": ["x = " + "1 if a else " * 1_600 + "0", "if a: pass\n" + "elif a: pass\n" * 7_000],
    "blocks": ["\n".join(" " * depth + "if a:" for depth in range(120)) + " pass"],
    "f-strings": ["f'" + "{x:" * 300 + "}" * 300 + "'", 'f"' + "{x}" * 5_000 + '"'],
    "decorators": ["@d\n" * 3_000 + "def f(): pass", "@d\n" * 3_000],
    "targets": ["a=" * 9_000 + "1", "a" + ",a" * 9_000 + " = 1"],
    "long chains": ["x = (a" + unit * 15_000 + ")" for unit in (".b\n", "()\n", "[0]\n", "+b\n")],
    "short lines": [
        *("if a: pass\n" + "elif b(a, c[0]): print(a.b(c)[0])\n" * count for count in (99, 101, 900)),
        *(f"s = {text}\nx = (a\n" + " .b(c)[0]\n" * 4_000 + ")" for text in ('")"', '"("', '"""(\n"""', '""")\n"""')),
        's = "("\nx = a' + ".b(c)[0]" * 2_000 + '\nt = ")"',
        "x = a \\\n" + " + b(c) \\\n" * 3_000 + " + d",
        "\n".join([*(" " * at + "if a(b)[0] and not c:" for at in range(99)), *([f"{' ' * 99}x = {'-' * 390}a"] * 99)]),
    ],
    "comprehensions": ["x = " + "[" * 25 + "a" + " for b in a]" * 25, "x = " + "{a: " * 25 + "a" + " for b in a}" * 25],
    "handlers": [stairs("try: pass", "except E as e:", depth) + " = [b for b in c]" for depth in (9, 10, 20)],
    "managers": [f"async def f():\n async with {', '.join(['a'] * count)}: pass" for count in (18, 19, 20, 21)],
    "last clauses": [stairs("try: pass", "finally:", depth) + f"\nx = {depth}" for depth in (15, 16, 18, 19, 20)],
    "exits": ["def f():\n try:\n" + "  if a: return\n" * 3_400 + " finally:\n" + "  a;a;a;a;a;a;a;a\n" * 2_700],
    "functions": [stairs("a", "def f(a=lambda: 0):", 90), "f = (" + "lambda:\n" * 2_900 + "0)"],
    "folding": ["n = 10 ** 10 ** 10", 's = "a" * 10 ** 9', "t = ((((1,) * 4096) * 4096) * 4096)"],
    "numbers": ["n = " + "9" * 19_000, "n = 0x" + "f" * 19_000],
}
LONG = {
    "a word": "a" * 300_000,
    "dotted names": ".".join(["ab"] * 100_000),
    "blanks": "# a" + " " * 300_000 + "b\n\nx" + " " * 300_000 + "(y)",
    "backticks": "`" * 50_000 + " " + " ".join("`" * length for length in range(4, 600)),
    "late opener": "a " * 150_000 + "```python",
    "unclosed tags": "<pre " * 50_000 + "\n" + "<code" * 50_000,
    "opened blocks": "<pre>\n\n<!-- \n\n" * 4_000,
    "breaks": "x = f(1)" + "<br>" * 20_000 + "\n" + "<br" + " " * 200_000 + ">",
    "quotes": "> " * 50_000 + "x\n\n" + ">\n" * 20_000,
    "lists": "- " * 50_000 + "x",
    "prompts": ">>> " * 20_000 + "\n" + ">>> x = (\n" * 3_000,
    "input prompts": "In [" * 20_000 + "\nIn [" + " " * 200_000 + "]: x",
    "calls in prose": "load_dataset(" * 20_000,
    "code spans": "`load_dataset('a/b')` " * 3_000,
    "assignments": "a=" * 100_000 + "\n" + "a, " * 50_000 + "= 1",
    "headings": "## a\n" * 5_000 + "x\n===\n" * 5_000,
    "front matter": "---\n" + "a: b\n" * 20_000,
    "braces": "{" * 300_000,
    "suppressions": "<!-- cardlint: ignore CL501 -->\n" * 30_000,
    "suppressions in one line": "<!-- cardlint: ignore -->" * 10_000 + "\n" * 20_000,
    "switched off and on": "".join(f"<!-- cardlint: off CL{n} -->\n" for n in range(20_000))
    + "".join(f"<!-- cardlint: on CL{n} -->\n" for n in range(20_000, 0, -1)),
    "printed words among code that does not parse": fenced("a = f(1)\na\n" * 5_000 + "Some words.\n"),
    "printed words": fenced("print(1)\n" + "word\n" * 15_000),
    "names bound in many pieces": fenced(*(f"a{n} = b{n}" for n in range(1_900))),
}


def check(card: str, limits: Limits = LIMITS) -> Result:
    return check_data("-", card.encode(), Settings(limits=limits))


def told(result: Result, *names: str) -> list[str]:
    """The diagnostics called `names`, in reading order."""
    return [item.name for item in result.diagnostics if item.name in names]


@pytest.mark.parametrize("name", NESTED)
def test_nested_code(name: str) -> None:
    result = check(fenced(*NESTED[name]) + GOOD)
    assert 'load_dataset("acme/pond-birds")' in result.extracted_code


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets the size of a stack in the program")
def test_nested_code_on_a_small_stack(tmp_path: Path) -> None:
    import resource

    for name, codes in NESTED.items():
        codes = [*codes, *(code + "\nprint 1" for code in codes)]
        (tmp_path / f"{name}.md").write_text(fenced(*codes) + GOOD, encoding="utf-8")

    def shrink() -> None:
        resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, resource.getrlimit(resource.RLIMIT_STACK)[1]))

    command = [
        sys.executable,
        "-m",
        "cardlint",
        "check",
        "--output-format",
        "concise",
        *sorted(map(str, tmp_path.iterdir())),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=shrink)
    assert done.returncode == 1, done.stderr
    assert "internal fault" not in done.stdout + done.stderr


def test_code_of_any_use_is_not_too_deep() -> None:
    chain = "x = a" + ".b(c[0])" * 200
    sums = "x = (" + "a +\n" * 800 + "a)"
    choices = "if a: pass\n" + "elif b(c[0]): pass\n" * 300
    loops = "for a in b:\n with c, d:\n  try: e = [[f for f in g] for g in h]\n  finally: i()\n"
    for code in (chain, sums, choices, loops * 200):
        assert compile_code(code).problem is None


def test_where_no_thread_can_be_had_deep_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(size: int = 0) -> int:
        raise ValueError(size)

    monkeypatch.setattr(threading, "stack_size", refuse)
    problem = compile_code("x = (" + "b +\n" * 600 + "c)").problem
    assert problem is not None
    assert "nested too deeply to be compiled (this system gives no thread" in problem.message


@pytest.mark.parametrize(
    ("code", "limit"),
    [
        ("x = a" + ".b" * 1_000, "more than 1,000 levels"),
        ("x = " + "lambda: " * 17 + "0", "more than 16 loops, handlers, functions"),
        ("\n".join("  " * n + "try: a()\n" + "  " * n + "finally:" for n in range(13)) + " b(c, d, e, f)", "`finally`"),
    ],
    ids=["levels", "blocks", "copies"],
)
def test_a_message_tells_which_limit_of_nesting_it_was(code: str, limit: str) -> None:
    problem = compile_code(code).problem
    assert problem is not None
    assert f"nested too deeply to be compiled ({limit}" in problem.message.replace("the compiler would copy its ", "")


@pytest.mark.parametrize("name", LONG)
def test_long_text(name: str) -> None:
    result = check(LONG[name] + "\n\n" + GOOD)
    assert 'load_dataset("acme/pond-birds")' in "\n".join(
        "\n".join(line.text for line in snippet.lines) for snippet in result.card.snippets
    )


def lines(*texts: str) -> tuple[CodeLine, ...]:
    return tuple(CodeLine(number, 0, text) for number, text in enumerate(texts, 1))


@pytest.mark.parametrize(
    ("limits", "texts", "words"),
    [
        (
            Limits(piece=10),
            ["x = 1234567"],
            "12 characters; pieces of up to 10 are checked (`--limit piece=N` raises it)",
        ),
        (replace(LARGEST, pieces=0), ["x"], "0 pieces that may be code; the rest is not checked (`--limit pieces=N`"),
        (LARGEST, ["x" * 150_001], "pieces of up to 150,000 are checked (the limit `piece` cannot be raised further)"),
        (Limits(line=5), ["x = 1"], ""),
        (Limits(line=5), ["x = 12"], "a line here has 6 characters"),
        (Limits(pieces=0), ["x"], "more than 0 pieces"),
        (Limits(code=3), ["x", "y"], "more than 3 characters of code"),
        (LIMITS, ["x"] * 1_000, ""),
    ],
)
def test_limits(limits: Limits, texts: list[str], words: str) -> None:
    refused = Budget(limits).refuse(lines(*texts))
    assert words in refused
    assert bool(words) == bool(refused)


def test_what_is_beyond_a_limit_is_told_once_and_the_rest_is_checked() -> None:
    result = check(GOOD + fenced("x = [" + "1, " * 10_000 + "]") + GOOD + fenced("print(1"))
    assert [
        (item.name, item.code) for item in result.diagnostics if item.name in ("limit-reached", "syntax-error")
    ] == [
        ("limit-reached", "CL004"),
        ("syntax-error", "CL101"),
    ]


def test_many_pieces() -> None:
    result = check(GOOD * (LIMITS.pieces + 100))
    assert len(result.facts.usage) == LIMITS.pieces
    assert [item.name for item in result.diagnostics].count("limit-reached") == 1


def test_front_matter_beyond_the_limit() -> None:
    features = "  - name: a\n    dtype: string\n" * (LIMITS.front_matter // 20)
    result = check(f"---\ndataset_info:\n  features:\n{features}---\n{GOOD}")
    assert [item.name for item in result.diagnostics].count("limit-reached") == 1
    assert len(result.facts.usage) == 1


WIDE = "# " + "a" * 9_000 + "\n"
MISTAKE = "print(1"
CONFIGS = "---\nconfigs:\n- config_name: en\n  data_files: a.csv\n---\n"
SET = {
    "front-matter": (CONFIGS + GOOD.replace('s")', 's", "de")'), 40, 50, "unknown-config"),
    "pieces": (fenced(*["a()"] * 2_100, MISTAKE), LIMITS.pieces, 2_101, "syntax-error"),
    "piece": (fenced("x = [\n" + WIDE * 12 + "]\nprint(ponds)"), LIMITS.piece, 120_000, "undefined-name"),
    "line": (fenced("x = '" + "a" * 60_000 + "'\n" + MISTAKE), LIMITS.line, 70_000, "syntax-error"),
    "code": (fenced(*[WIDE * 11] * 4, WIDE * 4 + MISTAKE), LIMITS.code, 450_000, "syntax-error"),
}
"""For each limit a card, a value that keeps it from being checked, one that does not, and what is found then."""


@pytest.mark.parametrize("name", SET)
def test_a_limit_holds_and_a_larger_one_is_obeyed(name: str) -> None:
    card, low, high, found = SET[name]
    result = check(card, replace(LIMITS, **{field_of(name): low}))
    assert told(result, "limit-reached", found) == ["limit-reached"]
    assert f"(`--limit {name}=N` raises it)" in next(i for i in result.diagnostics if i.code == "CL004").message
    assert told(check(card, replace(LIMITS, **{field_of(name): high})), "limit-reached", found) == [found]


def test_every_limit_is_tried() -> None:
    assert {*SET, "card"} == set(ABOUT)  # a whole card is what tests/test_cli.py tries
    assert [field_of(name) for name in ABOUT] == list(Limits.__match_args__)


CALL = 'ds = load_dataset("acme/pond-birds", split="train")'
SHORT = "\n\n```python\nprint(1)\n```\n"
STANDS = {
    "fence": f"```python\n{CALL}\n```",
    "fence without a label": f"```\n{CALL}\n```",
    "indented": f"Load it:\n\n    {CALL}",
    "html": f"<pre>\n{CALL}\n</pre>",
    "bare": f"Load it:\n\n{CALL}",
    "bare in a list": f"- {CALL}",
    "bare over lines": CALL.replace("(", "(\n").replace(")", "\n)"),
    "prompt": f">>> {CALL}",
    "code span": f"Load it with `{CALL}`.",
    "code span of another call": 'Load it with `pd.read_csv("hf://datasets/acme/pond-birds/a.csv")`.',
    "sentence": f"Then {CALL} loads it.",
}


@pytest.mark.parametrize("limits", [Limits(line=25), Limits(piece=25), Limits(code=25)])
@pytest.mark.parametrize("name", STANDS)
def test_what_is_left_out_is_told_wherever_it_stands(name: str, limits: Limits) -> None:
    assert check(STANDS[name]).extracted_code
    alone = check(STANDS[name], limits)
    assert (alone.extracted_code, told(alone, "limit-reached")) == ("", ["limit-reached"])
    if limits.code == LIMITS.code:
        assert check(STANDS[name] + SHORT, limits).extracted_code == "print(1)"


@pytest.mark.parametrize(
    "statement", ["print('" + "a" * 30_000 + "')", "print(\n" + ("'" + "a" * 19_000 + "'\n") * 11 + ")"]
)
def test_a_bare_statement_beyond_a_limit_is_told(statement: str) -> None:
    result = check(f"{GOOD}\n{statement}\n\n{fenced(MISTAKE)}")
    assert told(result, "limit-reached", "syntax-error") == ["limit-reached", "syntax-error"]


@pytest.mark.parametrize("before", ["```\n\n```\n\n", "```bash\nls\n```\n\n", "```json\n{}\n```\n\n"])
def test_the_pieces_that_follow_are_left_out_and_that_is_told(before: str) -> None:
    card = before * 3 + GOOD
    left_out = check(card, Limits(pieces=1))
    if before.startswith("```\n\n"):  # an empty fence is no piece
        assert (len(left_out.facts.usage), told(left_out, "limit-reached")) == (1, [])
    else:
        assert (left_out.extracted_code, told(left_out, "limit-reached")) == ("", ["limit-reached"])
    assert len(check(card, Limits(pieces=4)).facts.usage) == 1


def test_many_fixes_that_fail_are_given_up() -> None:
    settings = Settings(limits=Limits(piece=2_000))
    code = "import ponds\n" + "\n".join(f"print ponds.p{n}" for n in range(120))
    card = fenced(code)  # with brackets it is beyond the limit
    outcome = fix_card("-", Source.from_text(card), settings, unsafe=True)
    assert {item.reason for item in outcome.refused} >= {"too many fixes of this card are at fault"}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_front_matter_up_to_the_limit_is_read(ends: str) -> None:
    card = SET["front-matter"][0].replace("\n", ends)
    size = len(CONFIGS) - len("---\n---\n")
    assert told(check(card, Limits(front_matter=size)), "limit-reached", "unknown-config") == ["unknown-config"]
    assert told(check(card, Limits(front_matter=size - 1)), "limit-reached", "unknown-config") == ["limit-reached"]


def test_a_card_with_code_left_out_is_not_told_to_have_none() -> None:
    result = check_data("-", fenced("x = [" + "1, " * 10_000 + "]").encode(), Settings())
    assert [item.name for item in result.diagnostics] == ["limit-reached"]
    assert "not looked at" in result.skipped["no-usage-code"]
