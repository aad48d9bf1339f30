"""Runs the spec files of `tests/rules`, and holds every rule to having documentation and a spec file.

What is expected of a card is a line for each diagnostic of the file's rule, in order:
``LINE:COLUMN severity text that the message must contain``; nothing where there is none.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from spec import HEAD_LINE, TESTS, Case, parameters

from cardlint.card import read_card
from cardlint.engine import Result, check_card
from cardlint.rules import Rule, all_rules
from cardlint.settings import Settings

EXPECTED = re.compile(r"(\d+:\d+) (error|warning|info) (.+)")
NO_CARDS = {"unreadable", "limit-reached", "secret", "fix-refused", "unused-suppression"}
"""Rules whose examples cannot be written down as text."""


def run_case(case: Case) -> Result:
    """Checks the card of a case; a file with a name in `files` alone stands around it."""
    settings = Settings(**case.settings)
    card = read_card("-", case.card.encode("utf-8", "surrogateescape"))
    if not case.files:
        return check_card(card, settings)
    from cardlint.repository import Repository

    return check_card(card, settings, Repository(None, frozenset(case.files)))


def said_by(result: Result, name: str) -> list[str]:
    """The diagnostics of the rule `name` as spec files have them."""
    found = []
    for item in result.diagnostics:
        if item.name == name:
            line, column = result.card.source.position(item.span.start) if item.span else (1, 1)
            found.append(f"{line}:{column} {item.severity.value} {item.message}")
    return found


@pytest.mark.parametrize("case", parameters("rules"))
def test_spec(case: Case) -> None:
    said = said_by(run_case(case), case.path.stem.replace("_", "-"))
    wanted = [EXPECTED.fullmatch(line) for line in case.expected.split("\n") if line.strip()]
    assert all(wanted), f"{case.where}: a line is not of the form LINE:COLUMN severity text"
    assert len(said) == len(wanted), f"{case.where}: {said}"
    for text, found in zip(said, wanted, strict=True):
        assert found is not None
        place, severity, part = found.groups()
        assert text.startswith(f"{place} {severity} "), f"{case.where}: {text}"
        assert part in text, f"{case.where}: {text}"


RULES = [pytest.param(rule, id=rule.name) for rule in all_rules()]


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_its_documentation_and_its_spec_file(rule: Rule) -> None:
    assert re.fullmatch(r"CL\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    module = rule.check.__module__.rpartition(".")[2]
    assert module == rule.check.__name__ == rule.name.replace("-", "_"), "module, function and name go together"
    assert re.fullmatch(r"[A-Z`].*[.]", rule.summary), "the docstring's first line is a sentence"
    for part in ("Why", "Bad", "Good", *(["Fix"] if rule.fixable else [])):
        assert rule.part(part), f"the docstring of {rule.name} has no part '{part}:'"
    if rule.fixable:
        assert rule.part("Fix").startswith(rule.fixable.capitalize()), "the part 'Fix:' begins with the fix's safety"
    path = TESTS / "rules" / f"{module}.md"
    assert path.is_file(), f"{rule.name} has no spec file tests/rules/{path.name}"
    cases = [parameter.values[0] for parameter in parameters("rules") if parameter.values[0].path == path]
    assert rule.name == "fix-refused" or any(case.expected.strip() for case in cases), (  # told by --fix alone
        f"{path.name} has no case that the rule reports"
    )
    assert any(not case.expected.strip() for case in cases), f"{path.name} has no case that the rule passes over"


def test_codes_and_names_are_unique() -> None:
    words = Counter(word for rule in all_rules() for word in (rule.code, rule.name))
    assert [word for word, count in words.items() if count > 1] == []


def test_every_spec_file_belongs_to_a_rule() -> None:
    modules = {rule.name.replace("-", "_") for rule in all_rules()}
    assert {path.stem for path in (TESTS / "rules").glob("*.md")} <= modules


def example(rule: Rule, part: str) -> Case:
    """The card of a part of the documentation; ``settings:`` and ``files:`` above it hold as in a spec."""
    lines = rule.part(part).split("\n")
    head = {}
    while found := HEAD_LINE.fullmatch(lines[0]):
        head[found[1]] = found[2]
        lines.pop(0)
    card = "\n".join(lines).lstrip("\n") + "\n"
    return Case(TESTS / "rules" / rule.name, 0, f"{part} of the documentation", head, card, "")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.id not in NO_CARDS])
def test_examples_of_the_documentation(rule: Rule) -> None:
    assert said_by(run_case(example(rule, "Bad")), rule.name), "the bad example gives no diagnostic"
    assert not said_by(run_case(example(rule, "Good")), rule.name), "the good example gives one"


BYTES = {
    "Latin-1": (b"# Pond caf\xe9\n", ["1:11 warning the byte E9 is not UTF-8"]),
    "only the first bad byte is named": (b"\xff\n\xfe\n", ["1:1 warning the byte FF"]),
    "a surrogate": (b"# \xed\xa0\x80\n", ["1:3 warning the byte ED"]),
    "a NUL": (b"one\ntw\0o\n", ["2:3 warning a NUL character"]),
    "a bad byte and a NUL": (b"\xe9\n\0\n", ["1:1 warning the byte E9", "2:1 warning a NUL"]),
    "UTF-16": ("# Ponds\n".encode("utf-16-le"), None),
    "UTF-8": ("# Étang 鴨\n".encode(), []),
    "a byte order mark": (b"\xef\xbb\xbf# Ponds\n", []),
    "the character U+FFFD itself": ("# \ufffd\n".encode(), []),
}


@pytest.mark.parametrize("name", BYTES)
def test_unreadable_bytes(name: str) -> None:
    data, wanted = BYTES[name]
    if wanted is None:
        data, wanted = b"\xff\xfe" + data, ["1:1 warning the file is UTF-16-LE"]
    said = said_by(check_card(read_card("-", data), Settings()), "unreadable")
    assert len(said) == len(wanted)
    assert all(text.startswith(start) for text, start in zip(said, wanted, strict=True)), said
