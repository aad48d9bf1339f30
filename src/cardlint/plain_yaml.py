"""Reads the plain part of YAML that nearly all front matter keeps to, a line at a time.

That is: block mappings and lists of scalars, plain or in quotes without escapes, that may be folded over
lines, and one-line lists in brackets.  For any other text, and for any fault, the answer is None, and a
YAML library has the word; a test compares the two.  This is why: importing PyYAML costs as long as all else
that a small card needs, and 5 MB of features take it seconds.
"""

from __future__ import annotations

import re
from collections.abc import Container

from cardlint.patterns import pattern
from cardlint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_LINE = pattern(
    r"""(?P<indent>\ *)(?P<dashes>(?:-\ +)*)
    (?:(?P<key>[A-Za-z0-9_](?:[\w.\ -]*[\w.-])?|'[^']*'|"[^"\\]*"):(?:\ +(?P<value>[^\ ].*))?|(?P<item>[^\ ].*))$""",
    re.VERBOSE | re.DOTALL,
)
_QUOTED = pattern(r"""'(?:[^']|'')*'$|"[^"\\]*"$""")
_UNCLOSED = pattern(r"""( *)(?:- +)*(?:[A-Za-z0-9_][\w.-]*: +)?('(?:[^']|'')*|"[^"\\]*)$""")
_WORD = r"""(?:[A-Za-z0-9_][\w ./+<>()-]*|'[^',]*' *|"[^",\\]*" *)"""
_FLOW = pattern(rf"\[ *(?:{_WORD}(?:, *{_WORD})*)?\]$")
_TAG = r"""(?P<key>[A-Za-z_]\w{0,99}):
    (?:\ +(?:@|\[\])\ ?\n|\ ?\n(?:(?:-\ +@\ ?\n)+|(?:\ \ -\ +@\ ?\n)+)?)""".replace(
    "@",
    r"""(?:(?!\d{4}-\d)[A-Za-z0-9_](?:[^\n:\# ]|:(?=[^\n ])|(?<!\ )\#|\ (?=[^\n\# ]))*|'[^'\n]*'|"[^"\\\n]*")""",
)
# A key with a word or a list of words, and nothing behind it that could be more of them.
_TAG_ALONE = pattern(rf"{_TAG}(?!(?:\ *(?:\#.*)?\n)*[ -])", re.VERBOSE)
_DATE = pattern(r"\d{4}-\d\d?-\d\d?")
_FIRST = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/(.<+$^;")
_COMMON = pattern(
    r"( *)(- )?(?:([A-Za-z_][\w.]*|'\d+'): )?((?!\d{4}-)\w(?:[\w./<>+()' -]{0,99}[\w./>)])?)\n",
)
_OPENER = pattern(r"( *)([A-Za-z_]\w*):\n")
_MAX_SCALAR = 1000
_MAX_DEPTH = 50
_MAX_TAGS = 4000


class Node:
    """A YAML node: the 0-based offset of its start, and its text, items or pairs; None where it was not built."""

    __slots__ = ("start", "value")

    def __init__(self, start: int, value: Any = None) -> None:
        self.start = start
        self.value = value

    @property
    def text(self) -> str | None:
        """The scalar as it was written."""
        return self.value if isinstance(self.value, str) else None

    def items(self) -> list[Node]:
        """The items of a list; none where it is something else."""
        return self.value if isinstance(self.value, list) else []

    def get(self, key: str) -> Node | None:
        """The value under `key` of a mapping."""
        if not isinstance(self.value, dict):
            return None
        found: Node | None = self.value.get(key)
        return found


class _Unusual(Exception):
    """The text is not plain."""


def read_plain(text: str, wanted: Container[str] | None = None) -> Node | None:
    """The root mapping of `text`, or None where it is not plain YAML.

    Given the `wanted` keys of the root, what stands under others may be left unbuilt, which is faster.
    """
    if "\t" in text or not text.replace("\n", "").isprintable():
        return None
    if "{}" in text and len(text) < _MAX_TAGS and _bare_lines(text) == ["{}"]:
        return Node(text.index("{}"), {})
    try:
        return _read(text, wanted)
    except _Unusual:
        return None


def _bare_lines(text: str) -> list[str]:
    """The lines without blanks around them, empty ones and comments left out."""
    return [bare for line in text.split("\n") if (bare := line.strip(" ")) and bare[0] != "#"]


def _read(text: str, wanted: Container[str] | None) -> Node:
    root = Node(0, "")
    # Open collections with their columns; `waiting` is an empty node that may still become one.
    columns: list[int] = []
    nodes: list[Node] = []
    waiting: Node | None = root
    after_end = True  # a plain scalar cannot go on here
    position = 0
    while position < len(text):
        start = position
        tag = _TAG_ALONE.match(text, start) if wanted is not None and text[start].isalpha() else None
        if tag is not None and tag["key"] not in wanted:  # type: ignore[operator]
            _take_tag(tag["key"], start, root, columns, nodes)
            waiting, after_end, position = None, True, tag.end()
            continue
        found = _COMMON.match(text, start)
        if found is not None and _common(found, start, columns, nodes, waiting):
            waiting, after_end, position = None, False, found.end()
            continue
        opener = _OPENER.match(text, start)
        if opener is not None:
            waiting = _open_key(opener, start, columns, nodes, waiting)
            after_end, position = False, opener.end()
            continue
        line, position = _next_line(text, start)
        bare = line.strip(" ")
        if not bare or bare[0] == "#":
            after_end = True
            continue
        if not after_end and waiting is None and _goes_on(line, columns, nodes):
            continue
        if "'" in bare or '"' in bare:
            line, position = _closed(line, text, position)
        line = line.rstrip(" ")
        waiting = _line(line, start, columns, nodes, waiting)
        after_end = line[-1] in "'\"]"
    if not isinstance(root.value, dict):
        raise _Unusual
    return root


def _next_line(text: str, start: int) -> tuple[str, int]:
    """The line at `start`, and where the next one starts."""
    end = text.find("\n", start)
    return (text[start:end], end + 1) if end >= 0 else (text[start:], len(text))


def _take_tag(key: str, start: int, root: Node, columns: list[int], nodes: list[Node]) -> None:
    """Puts a key of the root there without what stands under it."""
    if not columns:
        root.value = {}
        columns.append(0)
        nodes.append(root)
    if columns[0] != 0 or not isinstance(root.value, dict) or key in root.value:
        raise _Unusual
    del columns[1:], nodes[1:]
    root.value[key] = Node(start)


def _closed(line: str, text: str, position: int) -> tuple[str, int]:
    """The line with those that follow up to its closing quotation mark, and where the next one starts."""
    found = _UNCLOSED.match(line)
    while found is not None:
        line = line.rstrip(" ")
        folds = -1
        more = ""
        while not more:
            if position >= len(text):
                raise _Unusual
            more, position = _next_line(text, position)
            more = more.rstrip(" ")
            folds += 1
        if len(more) - len(more.lstrip(" ")) <= len(found[1]) or len(line) > _MAX_SCALAR:
            raise _Unusual
        line += ("\n" * folds or " ") + more.strip(" ")
        found = _UNCLOSED.match(line)
    return line, position


def _goes_on(line: str, columns: list[int], nodes: list[Node]) -> bool:
    """Whether the line is more of the plain scalar before it, which it is added to then."""
    text = line.strip(" ")
    if not columns or len(line) - len(line.lstrip(" ")) <= columns[-1] or text[0] not in _FIRST:
        return False
    values = nodes[-1].value
    last = values[-1] if type(values) is list else values[next(reversed(values))]
    if type(last.value) is not str or last.value[:1] not in _FIRST or ":" in text or "#" in text:
        return False
    if len(last.value) > _MAX_SCALAR:
        raise _Unusual
    last.value += " " + text
    return True


def _common(found: re.Match[str], offset: int, columns: list[int], nodes: list[Node], waiting: Node | None) -> bool:
    """Takes in a pair, a word of a list, or the first pair of a mapping in a list, unless the line is a bare word.

    Most lines are such.
    """
    indent, dash, name, word = found.groups()
    column = len(indent)
    if dash is None:
        if name is None:
            return False
        pairs = nodes[-1].value if columns and columns[-1] == column else None
        if type(pairs) is not dict:
            pairs = _open(column, dict, offset, columns, nodes, waiting, False).value
        key = name.strip("'")
        if key in pairs:
            raise _Unusual
        pairs[key] = Node(offset + column + len(name) + 2, word)
        return True
    items = _open(column, list, offset, columns, nodes, waiting, False).value
    if name is None:
        items.append(Node(offset + column + 2, word))
        return True
    node = Node(offset + column + 2, {name.strip("'"): Node(offset + column + len(name) + 4, word)})
    items.append(node)
    columns.append(column + 2)
    nodes.append(node)
    return True


def _open_key(found: re.Match[str], offset: int, columns: list[int], nodes: list[Node], waiting: Node | None) -> Node:
    """The empty node of one more key, where the line holds just that."""
    pairs = _open(len(found[1]), dict, offset, columns, nodes, waiting, False).value
    if found[2] in pairs:
        raise _Unusual
    node = Node(found.end() - 1, "")
    pairs[found[2]] = node
    return node


def _line(line: str, offset: int, columns: list[int], nodes: list[Node], waiting: Node | None) -> Node | None:
    """Takes in one line; gives the node that waits for its value, if one does."""
    found = _LINE.match(line)
    if found is None:
        raise _Unusual
    indent, dashes, key, value, item = found.groups()
    column = len(indent)
    fresh = False  # behind a dash of the same line
    for dash in re.finditer("-", dashes) if dashes else ():
        at = column + dash.start()
        node = _open(at, list, offset, columns, nodes, waiting, fresh)
        waiting = Node(offset + at + 2, "")
        node.value.append(waiting)
        fresh = True
    column += len(dashes)
    if key is None:
        if waiting is None or not fresh:
            raise _Unusual
        waiting.value = _scalar(item)
        waiting.start = offset + column
        return None
    node = _open(column, dict, offset, columns, nodes, waiting, fresh)
    name = key[1:-1] if key[0] in "'\"" else key
    if name in node.value:
        raise _Unusual
    if value is None:
        waiting = Node(offset + len(line), "")
        node.value[name] = waiting
        return waiting
    node.value[name] = Node(offset + len(line) - len(value), _scalar(value))
    return None


def _open(
    column: int,
    kind: type,
    offset: int,
    columns: list[int],
    nodes: list[Node],
    waiting: Node | None,
    fresh: bool,
) -> Node:
    """The collection of `kind` at `column`: one that is open, or the waiting node made into one."""
    while columns and columns[-1] > column:
        if fresh:
            raise _Unusual
        columns.pop()
        nodes.pop()
        waiting = None
    if columns and columns[-1] == column and kind is dict and type(nodes[-1].value) is list:
        columns.pop()  # the list stood at the column of its own key
        nodes.pop()
        waiting = None
    if columns and columns[-1] == column and type(nodes[-1].value) is kind and not fresh:
        return nodes[-1]
    below = not columns or column > columns[-1] or (kind is list and column == columns[-1])
    if waiting is None or not below or len(columns) > _MAX_DEPTH:
        raise _Unusual
    waiting.value = kind()
    waiting.start = offset + column
    columns.append(column)
    nodes.append(waiting)
    return waiting


def _scalar(text: str) -> Any:
    """The value of a one-line scalar, or of a list in brackets."""
    if text[0] in _FIRST or text[0].isalpha():
        if len(text) > _MAX_SCALAR or ": " in text or " #" in text or text[-1] == ":" or _DATE.match(text):
            raise _Unusual
        return text
    if _QUOTED.match(text):
        return text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1]
    if _FLOW.match(text):
        inner = text[1:-1].strip(" ")
        return [Node(0, _unquoted(word.strip(" "))) for word in inner.split(",")] if inner else []
    raise _Unusual


def _unquoted(word: str) -> str:
    return word[1:-1] if word[0] in "'\"" else word
