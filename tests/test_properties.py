"""What holds for every card: found by Hypothesis, the same examples in each run (see conftest.py)."""

from __future__ import annotations

import ast
import contextlib
import difflib
import io
import sys
import warnings

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from strategies import STATEMENTS, bodies, card_bytes, cards, odd_cards, well_formed, whole_cards

from cardlint.cli import main
from cardlint.engine import Result, check_data
from cardlint.hub import close_matches
from cardlint.lexical import parse
from cardlint.model import Kind, Verdict
from cardlint.outline import make_outline
from cardlint.settings import Settings
from cardlint.source import Source


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


@given(st.one_of(cards, odd_cards, whole_cards))
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


@given(st.one_of(cards, odd_cards, whole_cards))
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


@given(card_bytes())
def test_every_span_stands_in_the_text(data: bytes) -> None:
    result = check_data("-", data, Settings())
    size = len(result.card.source.text)
    for item in result.diagnostics:
        assert item.span is None or 0 <= item.span.start <= item.span.end <= size
        for edit in item.fix.edits if item.fix else ():
            assert 0 <= edit.span.start <= edit.span.end <= size


@given(card_bytes())
def test_no_input_ends_in_an_internal_fault_and_the_report_is_the_same_again(data: bytes) -> None:
    for arguments in (["check", "-v", "-"], ["check", "--output-format", "json", "-"], ["extract", "-"]):
        first = run(arguments, data)
        parse.cache_clear()
        assert run(arguments, data) == first
        code, _, err = first
        assert (code in (0, 1), err) == (True, "")


@given(st.one_of(cards, whole_cards))
def test_what_is_called_runnable_compiles(text: str) -> None:
    facts = check(text).facts
    assert (facts.verdict is Verdict.RUNNABLE) == any(usage.runnable for usage in facts.usage)
    for usage in facts.usage:
        if usage.tree is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(usage.snippet.code, "card", "exec", dont_inherit=True)


@given(st.one_of(cards, bodies))
def test_suppressing_changes_what_is_said_and_not_what_is_found(text: str) -> None:
    plain = check(text)
    result = check("<!-- cardlint: off -->\n\n" + text)
    assert extraction(result, 2) == extraction(plain)
    assert result.facts.verdict == plain.facts.verdict
    if "cardlint: on" not in text:
        assert {item.name for item in result.diagnostics} <= {"unused-suppression"}


def run(arguments: list[str], data: bytes) -> tuple[int, bytes, str]:
    """Exit code, output and errors of the program with `data` for its standard input."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8", newline=""), io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(data), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _stdin(stdin):
        code = main(arguments)
    out.flush()
    return code, out.buffer.getvalue(), err.getvalue()  # type: ignore[attr-defined]


class _stdin(contextlib.redirect_stdout):
    """Like `contextlib.redirect_stdout`, for standard input."""

    _stream = "stdin"


@given(well_formed())
def test_the_outline_finds_the_fences_that_commonmark_has(text: str) -> None:
    ours = [
        (fence.first, fence.last, fence.info, [line.text.rstrip() for line in lines])
        for fence, lines in make_outline(Source.from_text(text)).fences
    ]
    theirs = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "fence" and token.map:
            content = [line.rstrip() for line in token.content.split("\n")[:-1]]
            theirs.append((token.map[0] + 1, token.map[1], token.info.strip(), content))
    assert ours == theirs


def test_newer_fstrings_become_lists_of_their_fields_in_place() -> None:
    from cardlint.fstrings import as_older_python

    written = 'print(f"{row["text"]!r} {{x}}", f"{x}")\n'
    assert as_older_python(written) == 'print([  row["text"]         ], f"{x}")\n'


FSTRINGS = st.recursive(
    st.sampled_from(
        ("a", 'a["b"]', "'\\n'.join(a)", "a if b else c", "not a", "a, b", " {1: a}[b]", "'}'", "(lambda: a)()")
    ),
    lambda inner: st.builds(
        lambda quote, fields, text: f"f{quote}{text.join('{' + field + '}' for field in fields)}{text}{quote}",
        st.sampled_from(('"', "'", '"""', "'''")),
        st.lists(
            st.builds("{}{}".format, inner, st.sampled_from(("", "!r", ":>10", ":{b}.{c}f", "="))),
            min_size=1,
            max_size=3,
        ),
        st.sampled_from(("", " ", "{{x}}", "text: ")),
    ),
    max_leaves=6,
)


@given(FSTRINGS)
def test_newer_fstrings_keep_their_names_and_places(written: str) -> None:
    from cardlint.fstrings import as_older_python

    written = f"x = ({written})"
    mended = as_older_python(written)
    assert len(mended) == len(written)
    assert all(old == new for old, new in zip(written, mended, strict=True) if new not in " [],")
    if sys.version_info >= (3, 12):
        tree = ast.parse(written)
        names = {(node.id, node.lineno, node.col_offset) for node in ast.walk(tree) if isinstance(node, ast.Name)}
        found = ast.parse(mended)
        assert {(n.id, n.lineno, n.col_offset) for n in ast.walk(found) if isinstance(n, ast.Name)} == names
    ast.parse(mended)


WORDS = st.text("abcd", max_size=8)


@given(WORDS, st.lists(WORDS, max_size=6), st.integers(1, 3), st.sampled_from((0.6, 0.75, 0.85)))
def test_close_matches_are_those_of_difflib(word: str, names: list[str], limit: int, cutoff: float) -> None:
    assert close_matches(word, names, limit, cutoff) == difflib.get_close_matches(word, names, limit, cutoff)
