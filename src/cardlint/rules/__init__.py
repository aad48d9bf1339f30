"""The rules and how one is added.

A rule is a module of this package with one generator, marked by `rule`, from the facts of a card to
findings.  Its docstring is its documentation: a first line, then the parts ``Why``, ``Bad`` and
``Good`` (cards, indented), and ``Fix`` where there is one.  Modules are found by their file names;
nothing else needs to know of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module

from cardlint.facts import Facts
from cardlint.model import Fix, Severity, Span
from cardlint.records import dataclass
from cardlint.settings import Settings

Check = Callable[[Facts], Iterator["Finding"]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of one place; `severity` only where it differs from the rule's own."""

    span: Span | None
    message: str
    fix: Fix | None = None
    severity: Severity | None = None


class Skip(Exception):
    """Raised by a rule that cannot run on this card; the text is the reason, in a few words."""


@dataclass(frozen=True)
class Rule:
    """A check with its code (``CL101``), its name (the bad pattern) and its severity.

    What a rule with `once` says again, in the same words, is told for the first place alone.  A rule `of_usage`
    has nothing to say of a card without usage code, and is not asked.
    """

    code: str
    name: str
    severity: Severity
    check: Check
    default: bool = True
    fixable: str = ""
    once: bool = False
    of_usage: bool = False

    @property
    def documentation(self) -> str:
        """The docstring, dedented."""
        from inspect import cleandoc

        return cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.documentation.partition("\n")[0]

    def part(self, title: str) -> str:
        """The text below ``title:`` in the documentation, dedented; empty where there is none."""
        lines = self.documentation.split("\n")
        if f"{title}:" not in lines:
            return ""
        start = lines.index(f"{title}:") + 1
        body = []
        for line in lines[start:]:
            if line and not line[0].isspace():
                break
            body.append(line)
        from inspect import cleandoc

        return cleandoc("\n" + "\n".join(body)).strip("\n")


_REGISTRY: list[Rule] = []


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    default: bool = True,
    fixable: str = "",
    once: bool = False,
    of_usage: bool = False,
) -> Callable[[Check], Check]:
    """Registers the decorated check.

    `default` is false for a rule that runs only when it is selected; `fixable` is ``safe``,
    ``unsafe`` or empty; for `once` and `of_usage` see `Rule`.
    """

    def register(check: Check) -> Check:
        _REGISTRY.append(Rule(code, name, severity, check, default, fixable, once, of_usage))
        return check

    return register


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule, sorted by code."""
    for file in sorted(os.listdir(os.path.dirname(__file__))):
        if file.endswith(".py") and not file.startswith("_"):
            import_module(f"{__name__}.{file[:-3]}")
    return tuple(sorted(_REGISTRY, key=lambda rule: rule.code))


@lru_cache(maxsize=256)
def find_rule(word: str) -> Rule | None:
    """The rule whose code (any letter case) or name is `word`."""
    wanted = word.strip()
    return next((r for r in all_rules() if r.code == wanted.upper() or r.name == wanted.lower()), None)


def specificity(rule: Rule, words: tuple[str, ...]) -> int:
    """How closely one of `words` names the rule; -1 where none does.

    A word is the rule's name or code, a prefix of its code (``CL3``), or ``ALL``.
    """
    best = -1
    for word in words:
        upper = word.upper()
        if word == rule.name or upper == rule.code:
            return len(rule.code)
        if upper == "ALL":
            best = max(best, 0)
        elif upper.startswith("CL") and rule.code.startswith(upper):
            best = max(best, len(upper))
    return best


REQUIRING = ("no-usage-code", "not-runnable")
"""The rules that report a card below what `require` asks for."""


def is_selected(rule: Rule, settings: Settings) -> bool:
    """Whether `rule` runs; where it is both selected and ignored, the closer word counts.

    What `require` asks for is looked at whatever is selected.
    """
    if not settings.select and not settings.ignore:
        return rule.default
    selected, ignored = specificity(rule, settings.select), specificity(rule, settings.ignore)
    if settings.select:
        return selected > ignored or (bool(settings.require) and rule.name in REQUIRING and ignored < 0)
    return rule.default and ignored < 0


def runs(name: str, settings: Settings) -> bool:
    """Whether the rule called `name` is selected."""
    found = find_rule(name)
    return found is not None and is_selected(found, settings)
