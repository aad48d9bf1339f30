"""``cardlint extract``: prints the usage code alone."""

from __future__ import annotations

import argparse
import json
import os
import sys

from cardlint.card import read_card
from cardlint.cli import EXIT_USAGE, UsageError
from cardlint.facts import Facts, gather_facts
from cardlint.files import ReadError, find_cards, read_bytes, shown
from cardlint.limits import Limits
from cardlint.settings import Settings
from cardlint.source import printable


def run(options: argparse.Namespace) -> int:
    """Prints each card's usage code; 2 where a path could not be read."""
    cards = list(find_cards(options.paths or ["."]))
    if options.json and len(cards) != 1:
        raise UsageError(f"extract --json takes one card, not {len(cards)}; use --jsonl for several")
    code = 0
    settings = Settings(compile=bool(options.jsonl), limits=Limits(**dict(options.limit)))
    for path in cards:
        try:
            facts = _facts(path, settings)
        except Exception as error:  # the other cards are still read
            if os.environ.get("CARDLINT_DEBUG"):
                raise
            reason = error if isinstance(error, ReadError) else f"internal fault: {type(error).__name__}: {error}"
            print(f"cardlint: {printable(shown(path))}: {reason}", file=sys.stderr)
            code = EXIT_USAGE
            continue
        _tell_what_was_left_out(facts)
        _write(_text(facts, options))
    return code


def _tell_what_was_left_out(facts: Facts) -> None:
    """Says on standard error which limits were reached, in the words of `limit-reached`."""
    if any(snippet.limit for snippet in facts.card.snippets):
        from cardlint.rules.limit_reached import limit_reached

        for finding in limit_reached(facts):
            line = facts.card.source.position(finding.span.start)[0] if finding.span else 1
            print(f"cardlint: {printable(facts.card.path)}:{line}: {finding.message}", file=sys.stderr)


def _facts(path: str, settings: Settings) -> Facts:
    card = read_card(shown(path), read_bytes(path, settings.limits), settings.limits)
    return gather_facts(card, settings)


def _text(facts: Facts, options: argparse.Namespace) -> str:
    extracted = "\n\n".join(usage.snippet.code for usage in facts.usage)
    if options.json:
        return json.dumps({"extracted_code": extracted}, ensure_ascii=False) + "\n"
    if options.jsonl:
        line = {
            "path": printable(facts.card.path),
            "extracted_code": extracted,
            "verdict": facts.verdict.value,
        }
        return json.dumps(line, ensure_ascii=False) + "\n"
    return extracted + "\n" if extracted else ""


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
