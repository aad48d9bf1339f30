"""Follows names and values through a card's usage code, in reading order, without running it.

Only what is certain is kept: a name that a loop, a branch or a function may bind anew is unknown.
An unbound name with one conventional origin counts as imported (its import is missing, no more).
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from dataclasses import dataclass, field

from cardlint.conventions import CONVENTIONAL_ORIGINS
from cardlint.facts import SnippetFacts
from cardlint.names import bound_names
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
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Program:
    """What the usage code of a card calls, subscripts and imports; each in reading order."""

    calls: list[Call] = field(default_factory=list)
    accesses: list[Access] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def calls_of(self, *paths: str) -> list[Call]:
        """The calls of the functions with these dotted paths."""
        return [call for call in self.calls if call.path in paths]


def read_program(usage: tuple[SnippetFacts, ...]) -> Program:
    """Reads the valid snippets of a card, in reading order."""
    reader = _Reader(usage)
    for snippet in usage:
        reader.read(snippet)
    reader.finish()
    return reader.program


class _Reader:
    """The state of the walk: what each name stands for, and the function bodies still to be read."""

    def __init__(self, usage: tuple[SnippetFacts, ...]) -> None:
        self.program = Program()
        self.env: Env = {}
        self.usage = usage[0] if usage else None
        self.deferred: list[tuple[SnippetFacts, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, Env]] = []
        self.rows_of: dict[int, list[Rows]] = {}
        self.star = False
        self.bindings: Counter[str] = Counter()
        for snippet in usage:
            for node in ast.walk(snippet.tree) if snippet.tree else ():
                self._count(node)

    def _count(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            self.bindings[node.id] += 1
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.star |= any(alias.name == "*" for alias in node.names)
            self.bindings.update((alias.asname or alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, (*_DEFINITIONS, ast.ClassDef)):
            self.bindings[node.name] += 1

    def read(self, snippet: SnippetFacts) -> None:
        """Reads one snippet; one nested too deeply leaves its names unknown."""
        if snippet.tree is None:
            return
        self.usage = snippet
        try:
            self.block(snippet.tree.body, self.env)
        except RecursionError:
            for name in bound_names(snippet.tree):
                self.env[name] = None

    def finish(self) -> None:
        """Reads the function bodies, which see each name as it stands at the end if bound only once."""
        while self.deferred:
            self.usage, node, outer = self.deferred.pop(0)
            env: Env = {}
            for name in {*outer, *self.env}:
                value = outer[name] if name in outer else self.env[name]
                env[name] = value if self.bindings[name] <= 1 or (isinstance(value, Symbol) and name in outer) else None
            parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            extra = [arg for arg in (node.args.vararg, node.args.kwarg) if arg]
            body = [ast.Expr(node.body)] if isinstance(node, ast.Lambda) else node.body
            local = bound_names(ast.Module(list(body), []))
            env.update(dict.fromkeys((*(arg.arg for arg in (*parameters, *extra)), *local)))
            rows = self.rows_of.get(id(node), [])
            if parameters and len(rows) == 1:
                env[parameters[0].arg] = Row(rows[0])
            try:
                self.block(body, env)  # type: ignore[arg-type]
            except RecursionError:
                continue

    # Statements

    def block(self, body: list[ast.stmt], env: Env) -> None:
        for statement in body:
            self.statement(statement, env)

    def statement(self, node: ast.stmt, env: Env) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self.imports(node, env)
        elif isinstance(node, ast.Assign):
            value = self.value(node.value, env)
            for target in node.targets:
                self.bind(target, value, env)
        elif isinstance(node, ast.AnnAssign):
            self.bind(node.target, self.value(node.value, env) if node.value else None, env)
        elif isinstance(node, ast.AugAssign):
            self.value(node.value, env)
            self.bind(node.target, None, env)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self.loop(node, env)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                self.value(item.context_expr, env)
                if item.optional_vars:
                    self.bind(item.optional_vars, None, env)
            self.block(node.body, env)
        elif isinstance(node, (ast.If, ast.While)):
            self.value(node.test, env)
            self.branches(env, node.body, node.orelse)
        elif isinstance(node, ast.Try):
            self.block(node.body, env)
            bodies = [handler.body for handler in node.handlers]
            self.branches(env, *bodies, [])
            self.block([*node.orelse, *node.finalbody], env)
        elif isinstance(node, (*_DEFINITIONS, ast.ClassDef)):
            self.definition(node, env)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                self.bind(target, None, env)
        elif isinstance(node, ast.Match):
            self.value(node.subject, env)
            self.branches(env, *(case.body for case in node.cases), [])
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.value(child, env)

    def imports(self, node: ast.Import | ast.ImportFrom, env: Env) -> None:
        assert self.usage is not None
        for alias in node.names:
            if isinstance(node, ast.Import):
                path = alias.name
                env[alias.asname or path.split(".")[0]] = Symbol(path if alias.asname else path.split(".")[0])
            elif node.level or alias.name == "*":
                path = ""
                env[alias.asname or alias.name] = None
            else:
                path = f"{node.module}.{alias.name}"
                env[alias.asname or alias.name] = Symbol(path)
            place = alias if hasattr(alias, "lineno") else node
            self.program.mentions.append(Mention(self.usage, place, path, True))

    def loop(self, node: ast.For | ast.AsyncFor, env: Env) -> None:
        over = self.value(node.iter, env)
        changed = bound_names(ast.Module([node], []))
        env.update(dict.fromkeys(changed))
        if isinstance(over, Items) and len(over.values) == 2 and over.values[0] is None:  # enumerate(rows)
            over = over.values[1]
            if isinstance(node.target, ast.Tuple) and len(node.target.elts) == 2:
                self.bind(node.target.elts[1], Row(over) if isinstance(over, Rows) else None, env)
        else:
            self.bind(node.target, Row(over) if isinstance(over, Rows) else None, env)
        self.block(node.body, env)
        env.update(dict.fromkeys(changed))
        self.block(node.orelse, env)

    def branches(self, env: Env, *bodies: list[ast.stmt]) -> None:
        """Reads ways of which one is gone; a name that they leave with different values is unknown."""
        before = dict(env)
        results = []
        for body in bodies:
            way = dict(before)
            self.block(body, way)
            results.append(way)
        for name in {name for way in results for name in way}:
            values = [way.get(name) for way in results]
            env[name] = values[0] if all(value == values[0] for value in values) else None

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, env: Env) -> None:
        for decorator in node.decorator_list:
            self.value(decorator, env)
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                self.value(base, env)
            self.block(node.body, dict(env))
            env[node.name] = None
            return
        assert self.usage is not None
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.value(default, env)
        env[node.name] = Function(node)
        self.deferred.append((self.usage, node, {} if env is self.env else dict(env)))

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

    # Expressions

    def value(self, node: ast.expr, env: Env) -> Value | None:
        """The value of `node` as far as it is known; what it calls and subscripts is noted."""
        assert self.usage is not None
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
        assert self.usage is not None
        base = self.value(node.value, env)
        if isinstance(base, Symbol):
            path = f"{base.path}.{node.attr}"
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
        assert self.usage is not None
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
        if not path and not method:
            return None
        open_ = any(isinstance(arg, ast.Starred) for arg in node.args) or any(k.arg is None for k in node.keywords)
        call = Call(self.usage, node, path, args, named, open_, receiver if method else None, method)
        self.program.calls.append(call)
        result = self.result(call)
        if method in MUTATE and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            env[node.func.value.id] = None
        return result

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
