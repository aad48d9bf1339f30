"""What holds for every card: found by Hypothesis, the same examples in each run (see conftest.py)."""

from __future__ import annotations

import contextlib
import io

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cardlint.cli import main
from cardlint.engine import Result, check_data
from cardlint.model import Kind
from cardlint.outline import make_outline
from cardlint.settings import Settings

STATEMENTS = (
    "from datasets import load_dataset",
    'ds = load_dataset("acme/pond-birds", split="train")',
    "for row in ds:",
    "    print(row)",
    "print(ds[0])",
    "import pandas as pd",
    'frame = pd.read_csv("data/train.csv")',
    "def count(rows):",
    "    return len(rows)",
    "# a comment",
    "",
)
TEXTS = (
    "# Pond birds",
    "## Usage",
    "## Dataset Creation",
    "Photos of birds on ponds.",
    "Load it like this:",
    "- one",
    "1. two",
    "> said a friend",
    "| name | pond |",
    "{'id': 1, 'name': 'duck'}",
    "<details>",
    "</details>",
    "<!-- note -->",
    "```text``` holds the sentence",
    "",
    "",
)
ODD = (
    *("```", "~~~", "````", "```python", "    ```", "> ```", "- ```py", "<pre>", "</pre>", "<code>", "<!--", "-->"),
    *("---", ">>> print(1)", "... ", "In [1]: x", "Out[1]: 2", "!pip install x", "%%bash", "%time f(1)", "x = [", ")"),
    *('"""', "'", "\\", "é\u2028è", "\u200b", "\x0c", "&lt;&#x41;&bogus;", "**Bold**", "===", "\t\tx = 1"),
    *("\xa0\xa0y = 2", "`load_dataset('a/b')`", 'load_dataset("a/b', "<!-- cardlint: ignore", "\r", "\0"),
)

blocks = st.builds(
    lambda info, lines: "\n".join([f"```{info}", *lines, "```"]),
    st.sampled_from(("python", "py", "", "json", "python title=x")),
    st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=6),
)
cards = st.lists(st.one_of(st.sampled_from(TEXTS), blocks), max_size=8).map(lambda parts: "\n\n".join(parts) + "\n")
odd_cards = st.lists(st.sampled_from(STATEMENTS + TEXTS + ODD), max_size=25).map("\n".join)


def check(text: str) -> Result:
    """The result for a card of this text, outside any repository."""
    return check_data("-", text.encode("utf-8", "surrogatepass"), Settings())


def extraction(result: Result, shift: int = 0) -> list[tuple[str, str, list[int]]]:
    """Kind, code and lines of the snippets, lines less `shift`."""
    return [
        (snippet.kind.value, snippet.code, [line.number - shift for line in snippet.lines])
        for snippet in result.card.snippets
    ]


def places(result: Result) -> list[str]:
    """The codes of the diagnostics with line and column, sorted."""
    position = result.card.source.position
    return sorted(f"{item.code} {position(item.span.start) if item.span else ''}" for item in result.diagnostics)


@given(st.one_of(cards, odd_cards))
def test_every_line_stands_in_the_card_where_it_says(text: str) -> None:
    result = check(text)
    lines = result.card.source.lines
    for snippet in result.card.snippets:
        assert snippet.lines
        numbers = [line.number for line in snippet.lines]
        if snippet.kind is Kind.USAGE:
            assert numbers == sorted(set(numbers))
        for line in snippet.lines:
            if line.exact:
                assert lines[line.number - 1][line.column :].startswith(line.text)
            else:
                assert 1 <= line.number <= len(lines)


@given(st.one_of(cards, odd_cards))
def test_line_ends_and_a_byte_order_mark_change_nothing(text: str) -> None:
    plain = check(text)
    for other in (text.replace("\n", "\r\n"), "\ufeff" + text):
        result = check(other)
        assert extraction(result) == extraction(plain)
        assert result.facts.verdict == plain.facts.verdict
        assert places(result) == places(plain)


@given(cards)
def test_a_paragraph_before_shifts_lines_only(text: str) -> None:
    before = "Birds are counted each year.\n\n"
    result = check(before + text)
    assert extraction(result, 2) == extraction(check(text))


@given(cards, st.sampled_from(("license: mit\n", "", "pretty_name: |\n  ```python\n  print 1\n  ```\n")))
def test_front_matter_before_shifts_lines_only(text: str, metadata: str) -> None:
    plain = check(text)
    head = f"---\n{metadata}---\n"
    result = check(head + text)
    assert extraction(result, head.count("\n")) == extraction(plain)
    assert result.facts.verdict == plain.facts.verdict


@given(st.sampled_from(("> ", "  ", "   ")), st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=6))
def test_a_list_or_a_quotation_around_a_fence_changes_marks_only(mark: str, lines: list[str]) -> None:
    fence = ["```python", *lines, "```"]
    opener = "- " if mark == "  " else "1. " if mark == "   " else mark
    wrapped = [(opener if number == 0 else mark) + line for number, line in enumerate(fence)]
    plain, inside = check("\n".join(fence)), check("\n".join(wrapped))
    assert extraction(inside) == extraction(plain)
    assert inside.facts.verdict == plain.facts.verdict


@given(st.one_of(st.binary(max_size=300), odd_cards.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_no_input_raises(data: bytes) -> None:
    result = check_data("-", data, Settings())
    size = len(result.card.source.text)
    for item in result.diagnostics:
        assert item.span is None or 0 <= item.span.start <= item.span.end <= size


@given(odd_cards)
def test_no_input_ends_in_an_internal_fault(text: str) -> None:
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "surrogatepass")), "utf-8")
    for arguments in (["check", "-v", "-"], ["check", "--output-format", "json", "-"], ["extract", "-"]):
        stdin.seek(0)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _stdin(stdin):
            assert main(arguments) in (0, 1)
    assert err.getvalue() == ""


class _stdin(contextlib.redirect_stdout):
    """Like `contextlib.redirect_stdout`, for standard input."""

    _stream = "stdin"


CONTAINERS = {"": "", "> ": "> ", "- ": "  ", "1. ": "   ", "> - ": ">   "}
plain_lines = st.sampled_from(("x = 1", "    y = 2", "", "one two", "# three", "`four`"))


@st.composite
def well_formed(draw: st.DrawFn) -> str:
    """A document of paragraphs, headings and closed fences, some in lists and quotations."""
    out: list[str] = []
    for _ in range(draw(st.integers(1, 5))):
        if draw(st.booleans()):
            out += [draw(st.sampled_from(("# Pond birds", "Photos of birds.", "Two\nlines of text"))), ""]
            continue
        opener = draw(st.sampled_from(sorted(CONTAINERS)))
        rest = CONTAINERS[opener]
        marks = draw(st.sampled_from(("```", "````", "~~~", "~~~~~")))
        info = draw(st.sampled_from(("", "python", " py", "json title=x")))
        body = draw(st.lists(plain_lines, max_size=5))
        closer = marks + draw(st.sampled_from(("", marks[0])))
        out += [f"{opener}{marks}{info}", *(f"{rest}{line}" for line in body), f"{rest}{closer}", "", "Between.", ""]
    return "\n".join(out)


@given(well_formed())
def test_the_outline_finds_the_fences_that_commonmark_has(text: str) -> None:
    ours = [
        (fence.first, fence.last, fence.info, [line.text.rstrip() for line in lines])
        for fence, lines in make_outline(text.split("\n")).fences
    ]
    theirs = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "fence" and token.map:
            content = [line.rstrip() for line in token.content.split("\n")[:-1]]
            theirs.append((token.map[0] + 1, token.map[1], token.info.strip(), content))
    assert ours == theirs


def test_quotes_in_fields_are_exchanged_in_place() -> None:
    from cardlint.fstrings import with_other_quotes

    written = 'print(f"{row["text"]!r} {{x}}", "y")\n' + "f'{a['b']}'"
    assert with_other_quotes(written) == 'print(f"{row[\'text\']!r} {{x}}", "y")\n' + "f'{a[\"b\"]}'"
