"""Follows names and values through a card's usage code, in reading order, without running it.

Only what is certain is kept: a name that a loop, a branch or a function may bind anew is unknown.
An unbound name with one conventional origin counts as imported (its import is missing, no more).
"""

from __future__ import annotations

import ast

from cardlint.expressions import Env, Expressions, Program
from cardlint.facts import SnippetFacts
from cardlint.names import bound_names
from cardlint.trees import catches, walk
from cardlint.values import Function, Items, Mention, Row, Rows, Symbol

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORT_FAILURES = frozenset({"AttributeError", "ImportError", "ModuleNotFoundError"})
_BINDERS = frozenset({ast.Name, ast.Import, ast.ImportFrom, *_DEFINITIONS, ast.ClassDef})


def read_program(usage: tuple[SnippetFacts, ...]) -> Program:
    """Reads the valid snippets of a card, in reading order."""
    if not usage:
        return Program()
    reader = _Reader(usage)
    for snippet in usage:
        reader.read(snippet)
    reader.finish()
    return reader.program


class _Reader(Expressions):
    """Reads statements; what a loop, a branch or a function may bind anew is unknown behind it."""

    def __init__(self, usage: tuple[SnippetFacts, ...]) -> None:
        super().__init__(usage[0])
        self.replaced: set[str] = set()
        for snippet in usage:
            for node in walk(snippet.tree) if snippet.tree else ():
                if type(node) in _BINDERS:
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
            outer, self.replaced = self.replaced, self.replaced | _bound_either_way(node)
            self.block(node.body, env)
            bodies = [handler.body for handler in node.handlers]
            self.branches(env, *bodies, [])
            self.replaced = outer
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
            if (alias.asname or alias.name) in self.replaced:
                continue
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
        none = object()
        changed = {name for way in results for name, value in way.items() if before.get(name, none) is not value}
        for name in changed:
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
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.value(default, env)
        env[node.name] = Function(node)
        self.deferred.append((self.usage, node, {} if env is self.env else dict(env)))


def _bound_either_way(node: ast.Try) -> set[str]:
    """The names that a `try` binds, and binds otherwise where an import fails: neither origin must exist."""
    handlers = [handler.body for handler in node.handlers if catches(handler, _IMPORT_FAILURES)]
    otherwise = {name for body in handlers for name in bound_names(ast.Module(body, []))}
    return otherwise & bound_names(ast.Module(node.body, [])) if otherwise else otherwise
