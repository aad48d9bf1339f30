"""Runs the rules over a card: order, selection, suppression, severity."""

from __future__ import annotations

from functools import lru_cache

from cardlint.card import Card, read_card
from cardlint.facts import Facts, gather_facts
from cardlint.model import Diagnostic, Severity, Span
from cardlint.records import dataclass, field
from cardlint.repository import Repository, repository_of
from cardlint.rules import Finding, Rule, Skip, all_rules, find_rule, is_selected, specificity
from cardlint.settings import Settings
from cardlint.suppressions import Suppressed, suppress


@dataclass(frozen=True)
class Result:
    """All that is said of one card.

    `skipped` maps the name of a rule that could not run to the reason; `suppressed` counts the
    diagnostics that the card itself switches off; `unread` is true where the card could not be checked
    at all, and the one diagnostic says why.
    """

    facts: Facts
    diagnostics: tuple[Diagnostic, ...]
    skipped: dict[str, str] = field(default_factory=dict)
    suppressed: int = 0
    unread: bool = False

    @property
    def card(self) -> Card:
        """The card that was checked."""
        return self.facts.card

    @property
    def extracted_code(self) -> str:
        """The code of the usage snippets in reading order, joined by one blank line."""
        return "\n\n".join(usage.snippet.code for usage in self.facts.usage)

    def count(self, severity: Severity) -> int:
        """How many diagnostics have `severity`."""
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)


def check_data(path: str, data: bytes, settings: Settings) -> Result:
    """Reads and checks the card in `data`."""
    return check_card(read_card(path, data, settings.limits), settings)


def check_card(card: Card, settings: Settings, repository: Repository | None = None) -> Result:
    """Runs the selected rules over `card`; diagnostics come sorted by place.

    `repository` is the one that holds the card; without it the one around the card's path is looked at,
    once a rule asks.
    """
    facts = gather_facts(card, settings, repository or repository_of(card.path))
    found: list[Diagnostic] = []
    skipped: dict[str, str] = {}
    once: set[str] = set()
    ignored = settings.ignored_in(card.path)
    rules, ran = _rules_to_run(settings.select, settings.ignore, ignored, settings.require)
    for rule in rules:
        if rule.of_usage and not facts.usage:
            continue
        try:
            findings = list(rule.check(facts))
        except Skip as skip:
            skipped[rule.name] = str(skip)
            continue
        if findings:
            found += _diagnostics(rule, findings, settings)
            once.update([rule.code] if rule.once else [])
    everything = not (settings.select or settings.ignore or ignored)
    result = suppress(card.source, card.front_matter, card.snippets, found, ran, everything)
    kept = _first_ones(result.kept, once) if once else result.kept
    found = [*kept, *_unused(result, settings, ran)]
    start = Span(0, 0)
    found.sort(key=lambda item: ((item.span or start).start, item.code, (item.span or start).end))
    return Result(facts, tuple(found), skipped, result.count)


def _first_ones(diagnostics: tuple[Diagnostic, ...], codes: set[str]) -> list[Diagnostic]:
    """`diagnostics` without what a rule of `codes` says again: after suppression, which may hide the first."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for item in diagnostics:
        words = item.code, item.message
        if item.code not in codes or words not in seen:
            kept.append(item)
        seen.add(words)
    return kept


@lru_cache(maxsize=64)
def _rules_to_run(
    select: tuple[str, ...], ignore: tuple[str, ...], ignored: tuple[str, ...], require: str | None
) -> tuple[list[Rule], dict[str, str]]:
    """The rules for a card, by the words that select and ignore them, and their names by their codes."""
    settings = Settings(select=select, ignore=ignore, require=require)
    rules = [rule for rule in all_rules() if is_selected(rule, settings) and specificity(rule, ignored) < 0]
    return rules, {rule.code: rule.name for rule in rules}


def _unused(result: Suppressed, settings: Settings, ran: dict[str, str]) -> list[Diagnostic]:
    rule = find_rule("unused-suppression") if result.unused else None
    if rule is None or rule.code not in ran:
        return []
    severity = Severity(settings.severities.get(rule.name, rule.severity.value))
    return [Diagnostic(rule.code, rule.name, severity, message, span) for span, message in result.unused]


def _diagnostics(rule: Rule, findings: list[Finding], settings: Settings) -> list[Diagnostic]:
    override = settings.severities.get(rule.name)
    return [
        Diagnostic(
            rule.code,
            rule.name,
            Severity(override) if override else finding.severity or rule.severity,
            finding.message,
            finding.span,
            finding.fix,
        )
        for finding in findings
    ]
