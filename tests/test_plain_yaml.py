"""The plain reader agrees with PyYAML wherever it answers, and leaves the rest to it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cardlint.plain_yaml import Node, read_plain

PLAIN = [
    "a: b",
    "a:\n- b\n- c d\n# comment\n\ne: [f, 1.10, no]\n",
    "a:\n  - b: 1\n    c: '0: x'\n  - b: 2\nd: \"e\"",
    "a:\n  b:\n    c: d\n  e: f\ng:",
    "'0': a\n'1': b",
    "a:\n- b:\n  - c: d\n    e: f\n  - c: g\n- b: h",
    "a:\n- - b\n  - c\n- - d",
    "url: https://example.org/x#y",
    "{}",
    "# a\n\n{}\n",
    "a: $\nb: ^c\nd: ;",
    "YAML tags:\n- b",
    "a: ['b/c', \"d\", e f, 'g: h' ]",
    "a: 'it''s'\nb: ''",
    "a: é",
    "a: b\n  more of b\n  and 'more'\nc: d",
    "a:\n- b\n  c\n- d",
    "a:\n- 'b\n\n\n  c'\n- \"d\n  e\"\nf: 'g h\n  i'",
]
UNUSUAL = [
    "a: b\na: c",
    "a: &x b",
    "a: *x",
    "a: !t b",
    "a: |\n  b",
    "a: b # c",
    "a: b: c",
    "a: {b: c}",
    "a: [b, [c]]",
    "a: b\n  c: d",
    "a:\n  b: c\n d: e",
    "a: b\n\n  more of b",
    "a: b\n# c\n  more of b",
    "a\n{}",
    "{}\na: b",
    "a: b\nmore of b",
    "a: 'b'\n  more",
    "a: [b]\n  more",
    "a: b\n  - c",
    "a: 'b",
    "a: 'b\nc'",
    "a: ['it''s']",
    "a: 2024-02-31",
    'a: "b\\n"',
    "? a\n: b",
    "- a",
    "a:\tb",
    "a: @b",
    "a: 'b' c",
    "--- a",
    "a:\n- b\nc",
]


def shape(node: Node) -> Any:
    """The tree as plain Python values."""
    if isinstance(node.value, dict):
        return {key: shape(value) for key, value in node.value.items()}
    if isinstance(node.value, list):
        return [shape(item) for item in node.value]
    return node.value


def composed(node: Any) -> Any:
    """The same of PyYAML's nodes."""
    if isinstance(node, yaml.MappingNode):
        pairs = {composed(key): composed(value) for key, value in node.value}
        assert len(pairs) == len(node.value)
        return pairs
    if isinstance(node, yaml.SequenceNode):
        return [composed(item) for item in node.value]
    return node.value


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_read(text: str) -> None:
    node = read_plain(text)
    assert node is not None
    assert shape(node) == composed(yaml.compose(text, Loader=yaml.SafeLoader))


@pytest.mark.parametrize("text", UNUSUAL)
def test_anything_else_is_left_to_yaml(text: str) -> None:
    assert read_plain(text) is None


LINES = st.builds(
    lambda indent, dashes, key, value: " " * indent + "- " * dashes + key + value,
    st.integers(0, 6),
    st.integers(0, 2),
    st.sampled_from(["a:", "b:", "c.d:", "'0':", "0:", "", "x y", "-", "e f:", "é"]),
    st.sampled_from(
        [
            *("", " e", " f g", " [h, i]", " 'j'", " 1_0", " k:", " #", " |", " ", "l", " -", " []", " m: n"),
            *(" 'o", "p'", ' "q', 'r"', " 's''t'", " ['u', v w ]", " x'y", " {}", " z#a", " #b"),
        ]
    ),
)
TAGS = st.builds(
    lambda indent, dash, key, value: indent + dash + key + value,
    st.sampled_from(["", "", "  ", " "]),
    st.sampled_from(["", "", "- ", "-  "]),
    st.sampled_from(["a:", "b:", "c:", "d_e:", ""]),
    st.sampled_from(
        ["", " f", " g h", "  i", " 'j'", " k#l", " m:n", " o #p", " q:", "r ", "# s", " []", " 2024-02-31", "''"]
    ),
)


@settings(max_examples=2000)
@given(st.lists(LINES, min_size=1, max_size=7))
def test_agrees_with_yaml_wherever_it_answers(lines: list[str]) -> None:
    text = "\n".join(lines)
    node = read_plain(text)
    if node is not None:
        assert shape(node) == composed(yaml.compose(text, Loader=yaml.SafeLoader))


@settings(max_examples=2000)
@given(st.lists(TAGS, min_size=1, max_size=7))
def test_keys_that_are_not_wanted_are_read_to_their_end(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    node = read_plain(text, ("b",))
    if node is not None:
        tree = composed(yaml.compose(text, Loader=yaml.SafeLoader))
        assert list(node.value) == list(tree)
        assert "b" not in tree or shape(node.value["b"]) == tree["b"]
        assert all(child.value is None or shape(child) == tree[key] for key, child in node.value.items())


@pytest.mark.parametrize(
    ("text", "built"),
    [
        ("license: mit\ntags:\n- c d\n-  'e'\n# f\n\nb: []\nlanguage: []\n", ["b"]),
        ("a:\n  - b:c\nb:\n  - d\n", ["b"]),
        ("a: b\n  c\nb:\n- d\n", ["a", "b"]),
        ("a:\n- b\n# c\n- d\n", ["a"]),
        ("a: b\n\ne: f\n", []),
    ],
)
def test_keys_that_are_not_wanted_are_left_out(text: str, built: list[str]) -> None:
    node = read_plain(text, ("b",))
    assert node is not None
    assert [key for key, child in node.value.items() if child.value is not None] == built


@pytest.mark.parametrize(
    "text", ["a: b\na: c\n", "a: b: c\n", "a: b #c\n", "a: b\n- c\n", "  a: b\nc: d\n", "a:\nb: c\n- d\n"]
)
def test_a_fault_outside_what_is_wanted_is_not_missed(text: str) -> None:
    assert read_plain(text, ("b",)) is None
