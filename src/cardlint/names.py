"""Which names a piece of code binds, which it uses unbound, and whether it does anything.

pyflakes decides; it is imported only where a quick look at the tree cannot tell: a name is bound after its
use, or the code deletes names, makes them global or imports a star (a test compares the two).
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from functools import lru_cache

from cardlint.lexical import NAME
from cardlint.patterns import pattern
from cardlint.records import TYPE_CHECKING, dataclass, field
from cardlint.trees import FIELDS, children, walk

if TYPE_CHECKING:
    from typing import Any

NOTEBOOK_NAMES = frozenset({"get_ipython", "__file__", "__name__", "__doc__", "_"})
BUILTINS = frozenset(dir(builtins)) | NOTEBOOK_NAMES
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = frozenset({*_FUNCTIONS, ast.Lambda})
_COMPREHENSIONS = frozenset({ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp})
_UNSURE = ("TryStar", "Delete", "Global", "Nonlocal", "MatchMapping", "TypeAlias", "TypeVar")
_BINDERS = frozenset(
    {ast.Import, ast.ImportFrom, ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.NamedExpr}
    | {getattr(ast, name) for name in _UNSURE if hasattr(ast, name)}
)
_MAX_SCOPES = 50
"""Functions and comprehensions inside each other that are looked into."""
_PASSIVE = (*_FUNCTIONS, ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal)


@dataclass(slots=True)
class _Names:
    """What code does with names: binds them, loads them at once, loads them once a function is called.

    `kept` are the names that `:=` binds, also outside a comprehension that it stands in.  `sure` is False
    where more has to be known of the code to say what is unbound.
    """

    bound: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    loaded: set[str] = field(default_factory=set)
    later: set[str] = field(default_factory=set)
    depth: int = 0
    sure: bool = True

    def inside(self, nodes: list[ast.AST]) -> _Names:
        """The names of a scope in this one."""
        inner = _Names(depth=self.depth + 1)
        if inner.depth <= _MAX_SCOPES:
            inner.read(nodes)
        self.sure = self.sure and inner.sure and inner.depth <= _MAX_SCOPES
        return inner

    def read(self, stack: list[Any]) -> _Names:
        """Takes in the nodes in `stack`, which is used up."""
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is ast.Name:
                (self.bound if type(node.ctx) is ast.Store else self.loaded).add(node.id)
            elif kind in _SCOPES:
                self._scope(node, stack)
            elif kind in _COMPREHENSIONS:
                inner = self.inside(children(node))
                self.loaded |= inner.loaded - inner.bound
                self.later |= inner.later - inner.bound
                self.bound |= inner.kept
                self.kept |= inner.kept
                stack.append(node.generators[0].iter)
            elif kind is ast.AugAssign and type(node.target) is ast.Name:
                self.loaded.add(node.target.id)
                stack.append(node.value)
            elif kind is ast.Try:
                self._try(node, stack)
            else:
                if kind in _BINDERS:
                    self._bind(node)
                for name in FIELDS[kind]:
                    value = getattr(node, name, None)
                    if type(value) is list:
                        stack += value
                    elif value is not None:
                        stack.append(value)
        return self

    def _bind(self, node: ast.AST) -> None:
        """Takes in what is bound otherwise than by assignment, and what makes a quick look unsure."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [_imported(alias) for alias in node.names]
            self.sure = self.sure and "*" not in names
            self.bound.update(names)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            self.bound.update([node.name] if node.name else [])
        elif isinstance(node, ast.NamedExpr):
            self.kept.add(node.target.id)
        else:
            self.sure = False

    def _try(self, node: ast.Try, stack: list[Any]) -> None:
        """Takes in a `try`: where a handler catches NameError, what its body loads may be unbound."""
        stack += [*node.handlers, *node.orelse, *node.finalbody]
        if not any(_catches_name_error(handler) for handler in node.handlers):
            stack += node.body
            return
        body = _Names(depth=self.depth).read(list(node.body))
        self.bound |= body.bound
        self.later |= body.later
        self.sure = self.sure and body.sure and not any(isinstance(n, ast.Try) for s in node.body for n in walk(s))

    def _scope(self, node: ast.AST, stack: list[ast.AST]) -> None:
        """Takes in a function or class; what is evaluated outside it is put on the `stack`."""
        self.sure = self.sure and not getattr(node, "type_params", None)
        if isinstance(node, ast.ClassDef):
            self.bound.add(node.name)
            stack += [*node.decorator_list, *node.bases, *node.keywords]
            inner = self.inside(list(node.body))
            self.loaded |= inner.loaded - inner.bound
            self.later |= inner.later
            return
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        arguments = node.args
        stack += [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        named += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
        stack += [arg.annotation for arg in named if arg.annotation]
        if isinstance(node, ast.Lambda):
            inner = self.inside([node.body])
        else:
            self.bound.add(node.name)
            stack += [*node.decorator_list, *([node.returns] if node.returns else [])]
            inner = self.inside(list(node.body))
        self.later |= (inner.loaded | inner.later) - inner.bound - {arg.arg for arg in named}


def _catches_name_error(handler: ast.ExceptHandler) -> bool:
    caught = walk(handler.type) if handler.type else ()
    return any("NameError" in (getattr(node, "id", ""), getattr(node, "attr", "")) for node in caught)


def bound_names(tree: ast.Module) -> set[str]:
    """The names that `tree` binds, at any depth of control flow but outside functions and classes."""
    return {name for statement in tree.body for name in _names_of(statement).bound}


@lru_cache(maxsize=512)
def _names_of(statement: ast.stmt) -> _Names:
    return _Names().read([statement])


def _imported(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


_BINDINGS = pattern(
    rf"""^[^\S\n]*(?:{NAME}(?:\ *,\ *{NAME})*\ *=(?!=)|(?:from\ +[\w.]+\ +)?import\ +[\w.,*\ ]+|for\ +[\w,()\ ]+\ in\b
    |(?:async\ +)?(?:def|class)\ +{NAME}|with\b.*\bas\ +{NAME})""",
    re.MULTILINE | re.VERBOSE,
)
_NAME = pattern(NAME)


def names_in_broken(code: str) -> set[str]:
    """The names that code which does not parse seems to bind, and some more words of the lines that bind them.

    What follows such a piece is not to blame for its mistake.
    """
    return {name for line in _BINDINGS.findall(code) for name in (*_NAME.findall(line), *("*" if "*" in line else ()))}


def unbound_names(tree: ast.Module, bound: set[str]) -> tuple[ast.Name, ...]:
    """The uses of names that are not bound in `tree`, not in `bound` and no builtins; in reading order.

    One node a name: its first use.  With ``*`` in `bound`, a star that was imported, any name may be bound.
    """
    if "*" in bound:
        return ()
    undefined = _missing(tree, bound)
    if undefined is None:
        used = {node.id for node in walk(tree) if isinstance(node, ast.Name)}
        undefined = _pyflakes(tree, (bound | BUILTINS) & used)
    if not undefined:
        return ()
    first: dict[str, ast.Name] = {}
    for node in walk(tree):
        name = node.target if isinstance(node, ast.AugAssign) else node
        if isinstance(name, ast.Name) and name.id in undefined and (name is not node or isinstance(name.ctx, ast.Load)):
            best = first.get(name.id)
            if best is None or (name.lineno, name.col_offset) < (best.lineno, best.col_offset):
                first[name.id] = name
    return tuple(sorted(first.values(), key=lambda node: (node.lineno, node.col_offset)))


def _missing(tree: ast.Module, bound: set[str]) -> set[str] | None:
    """The names that are used and that nothing binds; None where a quick look cannot tell."""
    have = set(bound)
    missing: set[str] = set()
    later: set[str] = set()
    sure, deletes = True, False
    for statement in tree.body:
        names = _names_of(statement)
        unbound = names.loaded - have
        if unbound:
            unbound -= BUILTINS
        if unbound and not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)):
            unbound -= names.bound - _Names().read(_head(statement)).loaded
        sure = sure and names.sure
        deletes = deletes or isinstance(statement, ast.Delete)
        missing |= unbound
        have |= names.bound
        later |= names.later
    missing |= later - have - BUILTINS
    if deletes or (missing and (not sure or missing & have)):
        return None
    return missing


def _head(statement: ast.stmt) -> list[ast.AST]:
    """What a compound statement evaluates before it binds anything."""
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return [statement.iter]
    if isinstance(statement, (ast.If, ast.While)):
        return [statement.test]
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [statement.items[0].context_expr]
    if isinstance(statement, ast.Match):
        return [statement.subject]
    return []


def _pyflakes(tree: ast.Module, known: set[str] | frozenset[str]) -> set[str]:
    from pyflakes import checker, messages

    limit = sys.getrecursionlimit()
    try:
        found = checker.Checker(tree, filename="card", builtins=set(known), withDoctest=False)
    except RecursionError:
        return set()
    finally:
        sys.setrecursionlimit(limit)
    kinds = (messages.UndefinedName, messages.UndefinedLocal)
    return {str(message.message_args[0]) for message in found.messages if isinstance(message, kinds)}


def acts(tree: ast.Module) -> bool:
    """Whether running `tree` does anything: more than imports, definitions and literals."""
    return any(
        isinstance(
            node,
            (ast.Call, ast.Subscript, ast.Attribute, ast.BinOp, ast.For, ast.With, ast.Compare, ast.Await),
        )
        for statement in tree.body
        if not isinstance(statement, _PASSIVE)
        for node in walk(statement)
    )
