"""What a card's front matter says of its data: configs, splits, features, and what is wrong with it.

Plain YAML is read line by line, the rest as a stream of PyYAML's events: scalars stay as they were
written (``no``, ``2020_01``), no alias is ever expanded and no tag is ever constructed.
Forms: https://huggingface.co/docs/hub/datasets-manual-configuration.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from cardlint.limits import LIMITS, Limits
from cardlint.model import Severity, Span
from cardlint.patterns import pattern
from cardlint.plain_yaml import Node, read_plain
from cardlint.records import TYPE_CHECKING, cached_property, dataclass
from cardlint.source import Source, printable

if TYPE_CHECKING:
    from typing import Any

    from cardlint.front_matter import FrontMatter

WANTED = ("configs", "dataset_info")
MAX_PROBLEMS = 10
MAX_PURE_PYTHON = 500_000
"""Characters that PyYAML without its C extension is given at most: it needs 8 seconds a megabyte."""
_DATE = pattern(r"(\d{4})-(\d{2})-(\d{2})$")
_MAX_DIGITS = 4300
_FALSE = frozenset({"", "~", "null", "false", "no", "off", "0"})
"""What PyYAML reads as something false, in any letter case; a mark ``default`` is asked for no more than that."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of the front matter; an error where the Hub refuses it."""

    message: str
    span: Span
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Config:
    """One config: `listed` under `configs`, or known from `dataset_info` alone.

    `splits` and `features` are None where the front matter does not tell them.
    """

    name: str
    span: Span
    listed: bool = False
    default: bool = False
    splits: tuple[str, ...] | None = None
    features: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """The declared configs in their order, and the problems; both empty where nothing is known.

    `limit` says which limit the front matter is beyond; nothing of it is read then.
    """

    configs: tuple[Config, ...] = ()
    problems: tuple[Problem, ...] = ()
    limit: str = ""

    def config(self, name: str) -> Config | None:
        """The config called `name`."""
        return next((config for config in self.configs if config.name == name), None)

    @property
    def chosen(self) -> Config | None:
        """The config that is loaded where none is named; None where it cannot be told."""
        if len(self.configs) == 1:
            return self.configs[0]
        marked = [config for config in self.configs if config.default]
        return marked[0] if len(marked) == 1 else self.config("default")


def read_metadata(source: Source, front_matter: FrontMatter | None, limits: Limits = LIMITS) -> Metadata:
    """Reads the front matter, where it is not too large; never fails."""
    if front_matter is None:
        return Metadata()
    text = printable(front_matter.text(source))
    if len(text) > limits.front_matter:
        return Metadata(limit=_beyond(text, limits.front_matter, limits.how_to_raise("front-matter")))
    if not text.strip():
        return Metadata()
    return _Reader(source, front_matter.first + 1, text).read()


def _beyond(text: str, limit: int, cure: str) -> str:
    return f"the front matter has {len(text):,} characters; its configs are checked up to {limit:,} {cure}"


class _Reader:
    """Builds the wanted nodes from YAML's events; `first` is the card line of the first YAML line."""

    def __init__(self, source: Source, first: int, text: str) -> None:
        self.source = source
        self.first = first
        self.text = text
        self.problems: list[Problem] = []
        self.in_wanted = False
        self.has_alias = False

    def read(self) -> Metadata:
        plain = read_plain(self.text, WANTED)
        if plain is not None:
            return Metadata(self._configs(plain))
        return self._read_yaml()

    def _read_yaml(self) -> Metadata:
        import yaml

        loader = getattr(yaml, "CSafeLoader", None)
        if loader is None and len(self.text) > MAX_PURE_PYTHON:
            cure = "without PyYAML's C extension, which wheels of PyYAML hold"
            return Metadata(limit=_beyond(self.text, MAX_PURE_PYTHON, cure))
        try:
            top = self._build(yaml.parse(self.text, Loader=loader or yaml.SafeLoader), yaml)
        except yaml.YAMLError as error:
            self._problem(_explain(error), _place(error, self.text))
            return Metadata((), tuple(self.problems))
        except RecursionError:
            self._problem("nested too deeply", 0)
            return Metadata((), tuple(self.problems))
        if top is not None and not isinstance(top.value, dict) and top.value != "":
            self._problem("the front matter is not a list of `key: value` lines", top.start)
        known = top is not None and isinstance(top.value, dict) and not self.has_alias
        configs = self._configs(top) if top is not None and known else ()
        return Metadata(configs, tuple(self.problems))

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line of the YAML starts."""
        return list(accumulate([len(line) + 1 for line in self.text.split("\n")], initial=0))

    def _span(self, offset: int) -> Span:
        """The card's span from the YAML offset to the end of the word there."""
        offset = min(max(offset, 0), len(self.text))
        row = min(bisect_right(self._starts, offset), len(self._starts)) - 1
        number = min(self.first + row, len(self.source.lines))
        line = self.source.lines[number - 1]
        column = min(offset - self._starts[row], len(line))
        word = re.match(r"[\w.-]*", line[column:])
        start = self.source.offset(number, column)
        return Span(start, start + (word.end() if word else 0))

    def _problem(self, message: str, offset: int, severity: Severity = Severity.ERROR) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(message, self._span(offset), severity))

    def _build(self, events: Iterator[Any], yaml: Any) -> Node | None:
        """The root node; below the root, only what stands under the wanted keys is built."""
        root: Node | None = None
        stack: list[tuple[Node, list[Node]]] = []  # an open collection, and the key that waits for a value
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                value = event.value
                node = Node(event.start_mark.index, value)
                if not event.style and value[:1].isdigit() and len(value) >= 10:
                    self._check_plain(value, node.start)
            elif kind is yaml.MappingStartEvent:
                node = Node(event.start_mark.index, {})
            elif kind is yaml.SequenceStartEvent:
                node = Node(event.start_mark.index, [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
                continue
            elif kind is yaml.AliasEvent:
                node = Node(event.start_mark.index)
            else:
                documents += kind is yaml.DocumentStartEvent
                if documents > 1:
                    self._problem("a second YAML document starts here; the Hub reads one", event.start_mark.index)
                    break
                continue
            if kind is not yaml.AliasEvent and event.tag is not None:
                self._check_tag(event.tag, node.start)
            if root is None:
                root = node
            elif stack:
                self._attach(node, *stack[-1], top=len(stack) == 1)
            if kind is yaml.AliasEvent and self.in_wanted:
                self._alias(event.anchor, node.start)
            if kind is not yaml.ScalarEvent and node.value is not None:
                stack.append((node, []))
        return root

    def _alias(self, anchor: str, offset: int) -> None:
        if not self.has_alias:
            message = f"cardlint does not look behind the alias `{anchor}`, so configs, splits and columns go unchecked"
            self._problem(message, offset, Severity.INFO)
            self.has_alias = True

    def _check_tag(self, tag: str, offset: int) -> None:
        if tag != "!" and (not tag.startswith("tag:yaml.org,2002:") or "python/" in tag):
            self._problem(f"the tag `{tag}` is not known to the Hub", offset)

    def _attach(self, node: Node, parent: Node, waiting: list[Node], top: bool) -> None:
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        if not waiting:
            if node.value is not None and not isinstance(node.value, str):
                self._problem("a key must be a word, not a list or a mapping", node.start)
            waiting.append(node)
            self.in_wanted &= not top
            return
        key = waiting.pop()
        name = key.value
        if top:
            self.in_wanted = isinstance(name, str) and name in WANTED
        if not isinstance(name, str) or name == "<<":
            return
        if name in parent.value:
            self._problem(f"the key `{name}` stands here twice", key.start)
        parent.value[name] = node if not top or name in WANTED else Node(node.start)

    def _check_plain(self, value: str, offset: int) -> None:
        if len(value) > _MAX_DIGITS and value.lstrip("+-").isdigit():
            self._problem(f"a number of {len(value):,} digits cannot be read", offset, Severity.WARNING)
        elif len(value) == 10 and (found := _DATE.match(value)):
            from datetime import date

            try:
                date(int(found[1]), int(found[2]), int(found[3]))
            except ValueError:
                cure = "put it in quotes if it is a text"
                self._problem(f"`{value}` is no date that exists; {cure}", offset, Severity.WARNING)

    def _configs(self, top: Node) -> tuple[Config, ...]:
        found: dict[str, Config] = {}
        listed = top.get("configs")
        for node in listed.items() if listed else []:
            name = node.get("config_name")
            if name is None or name.text is None:
                continue
            default = node.get("default")
            flag = default is not None and (default.text or "").lower() not in _FALSE
            splits = _data_file_splits(node.get("data_files"))
            found[name.text] = Config(name.text, self._span(name.start), True, flag, splits)
        info = top.get("dataset_info")
        nodes = [info] if info and isinstance(info.value, dict) else info.items() if info else []
        for node in nodes:
            self._add_info(node, found)
        return tuple(found.values())

    def _add_info(self, node: Node, found: dict[str, Config]) -> None:
        """Adds what one `dataset_info` says; without a name it speaks of the only config, or of `default`."""
        name = node.get("config_name")
        key = name.text if name else next(iter(found)) if len(found) == 1 else "default"
        if key is None or (not name and found and key not in found):
            return
        old = found.get(key)
        declared = _names(node.get("splits"), "name")
        features = _names(node.get("features"), "name")
        if old is None:
            place = self._span((name or node).start)
            # Without a name nothing is declared: the one config is called as the loader likes.
            found[key if name else ""] = Config(key if name else "", place, False, False, declared, features)
            return
        splits = declared if old.splits is None else tuple(dict.fromkeys((*old.splits, *(declared or ()))))
        found[key] = Config(old.name, old.span, old.listed, old.default, splits, features)


def _data_file_splits(node: Node | None) -> tuple[str, ...] | None:
    """The splits of a `data_files`: named ones, or `train` alone where only paths are given."""
    if node is None or isinstance(node.value, dict):
        return None
    if node.text is not None:
        return ("train",)
    items = node.items()
    if items and all(item.text is not None for item in items):
        return ("train",)
    return _names(node, "split")


def _names(node: Node | None, key: str) -> tuple[str, ...] | None:
    """The texts under `key` of each item; None where one of them has none."""
    items = node.items() if node else []
    names = [found.text if (found := item.get(key)) else None for item in items]
    known = tuple(name for name in names if name is not None)
    return known if known and len(known) == len(names) else None


def _explain(error: Any) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    context = getattr(error, "context", None)
    return f"{context}: {problem}" if context else str(problem)


def _place(error: Any, text: str) -> int:
    """Where the fault is seen; of a quote or bracket that is never closed, where it opens."""
    mark, opener = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None or (opener is not None and _is_behind(int(mark.index), int(opener.index), text)):
        mark = opener
    if mark is not None:
        return int(mark.index)
    position = getattr(error, "position", 0)
    return int(position) if isinstance(position, int) and position <= len(text) else 0


def _is_behind(problem: int, opener: int, text: str) -> bool:
    """Whether the fault of a quote or bracket is seen only at the end of the text, or at the next key of the root."""
    if text[opener : opener + 1] not in ("'", '"', "[", "{"):
        return False
    line = text.rfind("\n", 0, problem) + 1
    return problem >= len(text.rstrip()) or (line > opener and text[line : line + 1] not in " \t]}")
