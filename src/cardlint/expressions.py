"""The values of expressions in a card's code, as far as they are certain; what they call is noted.

`cardlint.calls` reads the statements around them.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections import Counter

from cardlint.conventions import CONVENTIONAL_ORIGINS
from cardlint.facts import SnippetFacts
from cardlint.records import dataclass, field, replace
from cardlint.values import (
    MUTATE,
    Access,
    Argument,
    Call,
    Features,
    Function,
    Instance,
    Items,
    Literal,
    Mention,
    Row,
    Rows,
    Splits,
    Symbol,
    Value,
    after_method,
    subscript,
)

Env = dict[str, "Value | None"]
MAX_PATH = 200
"""Characters of a dotted path at most: a longer one is no library's, and a chain of them costs squares."""
_STORES = frozenset({"add", "append", "extend", "insert", "put", "write", "writerow"})
"""Methods that take a row and leave it as it is."""
Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass
class Program:
    """What the usage code of a card calls, subscripts and imports; each in reading order."""

    calls: list[Call] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def calls_of(self, *paths: str) -> list[Call]:
        """The calls of the functions with these dotted paths."""
        return [call for call in self.calls if call.path in paths]


class Expressions:
    """What each name stands for, and the function bodies that are still to be read."""

    def __init__(self, usage: SnippetFacts) -> None:
        self.program = Program()
        self.env: Env = {}
        self.usage = usage
        self.deferred: list[tuple[SnippetFacts, Defined, Env]] = []
        self.rows_of: dict[int, list[Rows]] = {}
        self.star = False
        self.bindings: Counter[str] = Counter()

    def value(self, node: ast.expr, env: Env) -> Value | None:
        """The value of `node` as far as it is known; what it calls and subscripts is noted."""
        if isinstance(node, ast.Name):
            return self.name(node, env)
        if isinstance(node, ast.Constant):
            return Literal(node.value, node, self.usage)
        if isinstance(node, ast.Attribute):
            return self.attribute(node, env)
        if isinstance(node, ast.Call):
            return self.call(node, env)
        if isinstance(node, ast.Subscript):
            base = self.value(node.value, env)
            index = self.value(node.slice, env)
            if (
                isinstance(base, (Splits, Rows, Row, Features))
                and isinstance(index, Literal)
                and index.text is not None
            ):
                self.program.accesses.append(Access(self.usage, node, base, index))
            return subscript(base, index, node.slice)
        if isinstance(node, (ast.List, ast.Tuple)):
            return Items(tuple(self.value(item, env) for item in node.elts))
        if isinstance(node, ast.NamedExpr):
            value = self.value(node.value, env)
            self.bind(node.target, value, env)
            return value
        if isinstance(node, ast.Lambda):
            self.deferred.append((self.usage, node, dict(env)))
            return Function(node)
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            self.comprehension(node, env)
            return None
        parts = [self.value(child, env) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return _joined(parts, node, self.usage)
        if isinstance(node, ast.JoinedStr):
            return _joined(parts, node, self.usage)
        if isinstance(node, ast.FormattedValue) and node.conversion == -1 and node.format_spec is None:
            return parts[0]
        return None

    def name(self, node: ast.Name, env: Env) -> Value | None:
        if node.id in env:
            return env[node.id]
        if self.bindings[node.id] or self.star:
            return None
        if node.id in CONVENTIONAL_ORIGINS:
            return Symbol(CONVENTIONAL_ORIGINS[node.id])
        return Symbol(f"builtins.{node.id}") if hasattr(builtins, node.id) else None

    def attribute(self, node: ast.Attribute, env: Env) -> Value | None:
        base = self.value(node.value, env)
        if isinstance(base, Symbol):
            path = f"{base.path}.{node.attr}"
            if len(path) > MAX_PATH:
                return None
            self.program.mentions.append(Mention(self.usage, node, path, False))
            if path.startswith("datasets.Split."):
                return Literal(node.attr.lower(), node, self.usage)
            return Symbol(path)
        if isinstance(base, Rows) and node.attr == "features":
            return Features(base)
        return None

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, env: Env) -> None:
        inner = dict(env)
        for part in node.generators:
            over = self.value(part.iter, inner)
            self.bind(part.target, Row(over) if isinstance(over, Rows) else None, inner)
            for test in part.ifs:
                self.value(test, inner)
        if isinstance(node, ast.DictComp):
            self.value(node.key, inner)
            self.value(node.value, inner)
        else:
            self.value(node.elt, inner)

    def call(self, node: ast.Call, env: Env) -> Value | None:
        receiver = None
        method = path = ""
        function: Value | None
        if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
            receiver = self.value(node.func.value, env)
        elif isinstance(node.func, ast.Attribute):
            receiver = self.name(node.func.value, env)  # type: ignore[arg-type]
        if receiver is not None and not isinstance(receiver, Symbol):
            method = node.func.attr  # type: ignore[attr-defined]
            function = None
        elif isinstance(receiver, Symbol):
            path = f"{receiver.path}.{node.func.attr}"  # type: ignore[attr-defined]
            self.program.mentions.append(Mention(self.usage, node.func, path, False))
        elif not isinstance(node.func, ast.Attribute):
            function = self.value(node.func, env)
            path = function.path if isinstance(function, Symbol) else ""
        args = tuple(Argument(arg, self.value(arg, env)) for arg in node.args)
        named = {k.arg: Argument(k.value, self.value(k.value, env)) for k in node.keywords if k.arg}
        for keyword in node.keywords:
            if keyword.arg is None:
                self.value(keyword.value, env)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name == "set_transform" or (name == "set_format" and "transform" in named):
            self.transformed(receiver, env)
        rows = [
            arg.node.id
            for arg in (*args, *named.values())
            if isinstance(arg.value, Row) and isinstance(arg.node, ast.Name)
        ]
        if rows and name not in _STORES and path.partition(".")[0] not in sys.stdlib_module_names:
            env.update(dict.fromkeys(rows))  # the function may put columns into the row
        if not path and not method:
            return None
        open_ = any(isinstance(arg, ast.Starred) for arg in node.args) or any(k.arg is None for k in node.keywords)
        call = Call(self.usage, node, path, args, named, open_, receiver if method else None, method)
        self.program.calls.append(call)
        result = self.result(call)
        if method in MUTATE and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            env[node.func.value.id] = None
        return result

    def transformed(self, receiver: Value | None, env: Env) -> None:
        """Forgets the columns of the data set that a transform is set on; of all, where that is not known."""
        load = receiver.load if isinstance(receiver, (Rows, Splits)) else None
        for name, value in env.items():
            if isinstance(value, (Rows, Splits)) and load in (None, value.load):
                env[name] = replace(value, columns=False)

    def result(self, call: Call) -> Value | None:
        """What a call gives, as far as it is known."""
        first = call.args[0].value if call.args else None
        if call.path == "datasets.load_dataset":
            return _loaded(call)
        if call.path in ("builtins.iter", "builtins.enumerate"):
            return Items((None, first)) if call.path.endswith("enumerate") else first
        if call.path == "builtins.next":
            return Row(first) if isinstance(first, Rows) else None
        if call.method in ("map", "filter") and isinstance(call.receiver, (Rows, Splits)):
            target = call.argument("function", 0)
            plain = not call.open and not {"input_columns", "with_indices", "with_rank"} & set(call.keywords)
            if target and isinstance(target.value, Function) and plain:
                rows = Rows(call.receiver.load, None, call.receiver.columns)
                self.rows_of.setdefault(id(target.value.node), []).append(
                    rows if isinstance(call.receiver, Splits) else call.receiver
                )
        if isinstance(call.receiver, (Rows, Splits)):
            return after_method(call.receiver, call.method)
        if call.path.endswith(".from_pretrained") and call.path.startswith("transformers."):
            return Instance(call.path.removesuffix(".from_pretrained"))
        if call.path == "huggingface_hub.HfApi":
            return Instance(call.path)
        return None

    def bind(self, target: ast.expr, value: Value | None, env: Env) -> None:
        if isinstance(target, ast.Name):
            env[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            values = value.values if isinstance(value, Items) and len(value.values) == len(target.elts) else None
            for index, item in enumerate(target.elts):
                self.bind(item, values[index] if values else None, env)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, None, env)
        elif isinstance(target, (ast.Subscript, ast.Attribute)):
            self.value(target.value, env)
            root = target.value
            while isinstance(root, (ast.Subscript, ast.Attribute)):
                root = root.value
            if isinstance(root, ast.Name) and not isinstance(env.get(root.id), Symbol):
                env[root.id] = None


def _loaded(call: Call) -> Value | None:
    split = call.argument("split", 4)
    if call.open:
        return None
    if split is None or split.is_none:
        return Splits(call)
    if isinstance(split.value, Items):
        texts = [item.text if isinstance(item, Literal) else None for item in split.value.values]
        return Items(tuple(Rows(call, text) for text in texts))
    return Rows(call, split.text)


def _joined(parts: list[Value | None], node: ast.expr, usage: SnippetFacts) -> Literal | None:
    """A string put together of known ones."""
    texts = [part.text if isinstance(part, Literal) else None for part in parts]
    known = [text for text in texts if text is not None]
    return Literal("".join(known), node, usage) if len(known) == len(texts) else None
