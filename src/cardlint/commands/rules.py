"""``cardlint rules``: lists the rules."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from cardlint.rules import Rule, all_rules


def rule_object(rule: Rule) -> dict[str, Any]:
    """The rule as JSON has it."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "default": rule.default,
        "fix": rule.fixable or None,
        "why": rule.part("Why"),
        "bad": rule.part("Bad"),
        "good": rule.part("Good"),
    }


def show(text: str) -> None:
    """Prints `text` and a line end as UTF-8, as reports are, whatever the terminal's encoding."""
    sys.stdout.buffer.write(f"{text}\n".encode())


def run(options: argparse.Namespace) -> int:
    """Prints the rules, one a line."""
    if options.output_format == "json":
        show(json.dumps([rule_object(rule) for rule in all_rules()], indent=1, ensure_ascii=False))
        return 0
    for rule in all_rules():
        marks = {"safe": "fix", "unsafe": "fix?"}.get(rule.fixable, "")
        marks += "" if rule.default else " off"
        show(f"{rule.code}  {rule.name:22} {rule.severity.value:8}{marks.strip():8}{rule.summary}")
    if sys.stdout.isatty():
        show("\nfix: safe fix   fix?: needs --unsafe-fixes   off: only with --select\ncardlint explain CODE tells more")
    return 0
