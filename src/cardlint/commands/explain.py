"""``cardlint explain CODE``: explains one rule."""

from __future__ import annotations

import argparse
import json

from cardlint.cli import UsageError
from cardlint.commands.rules import rule_object, show
from cardlint.rules import all_rules, find_rule


def run(options: argparse.Namespace) -> int:
    """Prints the rule's documentation."""
    rule = find_rule(options.rule)
    if rule is None:
        import difflib

        names = [word for known in all_rules() for word in (known.code, known.name)]
        near = difflib.get_close_matches(options.rule.upper(), names, 1) or difflib.get_close_matches(
            options.rule, names, 1
        )
        hint = f"; did you mean {near[0]}?" if near else "; `cardlint rules` lists them"
        raise UsageError(f"there is no rule '{options.rule}'{hint}")
    if options.output_format == "json":
        show(json.dumps(rule_object(rule), indent=1, ensure_ascii=False))
        return 0
    show(f"{rule.code} {rule.name} ({rule.severity.value})\n")
    show(rule.documentation)
    if not rule.default:
        show("\nOff by default: --select it.")
    return 0
