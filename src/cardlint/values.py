"""What is known for certain about the values in a card's code."""

from __future__ import annotations

import ast

from cardlint.facts import SnippetFacts
from cardlint.records import TYPE_CHECKING, dataclass, field, replace

if TYPE_CHECKING:
    from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something imported, by its dotted path: ``datasets.load_dataset``."""

    path: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant, and the node in which it was written."""

    value: object
    node: ast.expr
    usage: SnippetFacts

    @property
    def text(self) -> str | None:
        """The constant where it is a string."""
        return self.value if isinstance(self.value, str) else None


@dataclass(frozen=True, slots=True)
class Items:
    """A list or a tuple of values; None stands for one that is not known."""

    values: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of an imported class, as ``huggingface_hub.HfApi``; only the class is known."""

    path: str


@dataclass(frozen=True, slots=True)
class Splits:
    """What `load_dataset` gives without a split; `columns` is false once they may have changed."""

    load: Call
    columns: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """One split, its name where it is known; `streamed` once it was made a stream."""

    load: Call
    split: str | None = None
    columns: bool = True
    streamed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row, or a batch of rows, of a split."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Features:
    """The `features` of a split."""

    rows: Rows


@dataclass(frozen=True, slots=True)
class Function:
    """A function that the card defines."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


Value: TypeAlias = "Symbol | Literal | Items | Instance | Splits | Rows | Row | Features | Function"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as it was written, and its value where it is known."""

    node: ast.expr
    value: Value | None

    @property
    def text(self) -> str | None:
        """The value where it is a string."""
        return self.value.text if isinstance(self.value, Literal) else None

    @property
    def is_none(self) -> bool:
        """Whether the value is the constant None."""
        return isinstance(self.value, Literal) and self.value.value is None

    @property
    def literal(self) -> Literal | None:
        """The constant, where the value is one."""
        return self.value if isinstance(self.value, Literal) else None


@dataclass(frozen=True, eq=False)
class Call:
    """A call of something known.

    `path` is the dotted path of an imported function, or empty for a method; then `receiver` is the
    value whose `method` is called.  `open` where ``*args`` or ``**kwargs`` may bring more arguments.
    """

    usage: SnippetFacts
    node: ast.Call
    path: str
    args: tuple[Argument, ...]
    keywords: dict[str, Argument] = field(default_factory=dict)
    open: bool = False
    receiver: Value | None = None
    method: str = ""

    def argument(self, name: str, position: int | None = None) -> Argument | None:
        """The argument given by `name` or at the 0-based `position`; None where it is left out."""
        if name in self.keywords:
            return self.keywords[name]
        if position is not None and position < len(self.args):
            return self.args[position]
        return None


@dataclass(frozen=True, eq=False)
class Access:
    """A subscript with a constant string: ``ds["train"]`` (base `Splits`), ``row["text"]`` (base `Row`)."""

    usage: SnippetFacts
    node: ast.Subscript
    base: Splits | Rows | Row | Features
    key: Literal


@dataclass(frozen=True, eq=False)
class Mention:
    """A use of an imported name by its dotted path, in an import statement or as an attribute."""

    usage: SnippetFacts
    node: ast.AST
    path: str
    imported: bool


KEEP = frozenset("cache filter flatten_indices select set_format shard shuffle skip sort take with_format".split())
"""Methods that leave splits and columns as they are."""
CHANGE = frozenset(
    {"add_column", "cast", "cast_column", "class_encode_column", "flatten", "map", "remove_columns"}
    | {"rename_column", "rename_columns", "select_columns", "with_transform"}
)
"""Methods that give a data set with the same splits, and other columns."""
MUTATE = frozenset({"clear", "pop", "popitem", "setdefault", "update"})
"""Methods that change what they are called on."""


def after_method(value: Splits | Rows, method: str) -> Value | None:
    """What the method of a data set gives, as far as it is known."""
    if method in KEEP:
        return value
    if method == "to_iterable_dataset" and isinstance(value, Rows):
        return replace(value, streamed=True)
    return replace(value, columns=False) if method in CHANGE else None


def subscript(base: Value | None, index: Value | None, node: ast.expr) -> Value | None:
    """What ``base[index]`` gives, as far as it is known."""
    text = index.text if isinstance(index, Literal) else None
    if isinstance(base, Splits):
        return Rows(base.load, text, base.columns)
    if isinstance(base, Rows):
        number = isinstance(index, Literal) and isinstance(index.value, int)
        return Row(base) if number or isinstance(node, (ast.Slice, ast.UnaryOp)) else None
    if isinstance(base, Items) and isinstance(index, Literal) and isinstance(index.value, int):
        return base.values[index.value] if -len(base.values) <= index.value < len(base.values) else None
    return None
