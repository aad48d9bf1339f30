"""Fixes copies of cards twice and prints what became of them.

    python scripts/measure_fixes.py FOLDER [--repo-id OWNER/NAME]

FOLDER holds cards of any name.  It is not changed: every card is copied to a temporary folder, fixed
there through the files as `cardlint check --fix` does, and looked at again.  The exit code is 1 where a
guarantee of docs/fixes.md is broken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from cardlint.edits import Moves, apply_edits, kept_parts
from cardlint.fixes import FixOutcome, fix_card
from cardlint.repository import Repository
from cardlint.settings import Settings
from cardlint.source import Source
from cardlint.writing import encode, write_card

RANK = ("none", "broken", "incomplete", "runnable")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repo-id", default="acme/pond-birds")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.iterdir() if path.is_file())
    broken = 0
    for unsafe in (False, True):
        settings = Settings(repo_id=options.repo_id if unsafe else None)
        broken += measure(paths, settings, unsafe)
    return int(broken > 0)


def measure(paths: list[Path], settings: Settings, unsafe: bool) -> int:
    """Prints the figures of one kind of fixes; returns how often a guarantee was broken."""
    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    moves: Counter[tuple[str, str]] = Counter()
    faults: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            copy = Path(folder) / path.name
            data = path.read_bytes()
            copy.write_bytes(data)
            outcome = fix(copy, data, settings, unsafe)
            counts["changed"] += outcome.changed
            rules.update(item.name for item in outcome.applied)
            counts["refused"] += len(outcome.refused)
            moves[outcome.before.facts.verdict.value, outcome.after.facts.verdict.value] += 1
            faults.update(broken_guarantees(copy, data, outcome, settings, unsafe))
    print(f"\n{'safe and unsafe' if unsafe else 'safe'} fixes, {len(paths)} cards:")
    print(f"  changed {counts['changed']}, fixes applied {rules.total()}, refused {counts['refused']}")
    for name, count in rules.most_common():
        print(f"  {count:5} {name}")
    for (before, after), count in sorted(moves.items()):
        if before != after:
            print(f"  {count:5} {before} -> {after}")
    print(f"  guarantees broken: {dict(faults) or 'none'}")
    return faults.total()


def fix(copy: Path, data: bytes, settings: Settings, unsafe: bool) -> FixOutcome:
    """Fixes the card in the file `copy`, which holds `data`, and writes it."""
    outcome = fix_card(str(copy), Source.from_bytes(data), settings, unsafe=unsafe, repository=Repository())
    if outcome.changed:
        write_card(str(copy), data, encode(outcome.text))
    return outcome


def broken_guarantees(copy: Path, data: bytes, outcome: FixOutcome, settings: Settings, unsafe: bool) -> list[str]:
    """The guarantees that do not hold of the card that was written."""
    found = []
    written = copy.read_bytes()
    if fix(copy, written, settings, unsafe).changed:
        found.append("a second run changes the card")
    verdicts = [RANK.index(result.facts.verdict.value) for result in (outcome.before, outcome.after)]
    if verdicts[1] < verdicts[0]:
        found.append("the verdict is worse")
    front = outcome.before.card.front_matter
    head = (
        outcome.before.card.source.starts[front.last]
        if front and front.last < len(outcome.before.card.source.starts)
        else 0
    )
    if not written.startswith(encode(outcome.before.card.source.text[:head])):
        found.append("the front matter is another")
    if replayed(data, outcome) != written:
        found.append("something outside the edits is another")
    return found


def replayed(data: bytes, outcome: FixOutcome) -> bytes:
    """The bytes that the edits alone lead to, each round checked to keep what lies between its edits."""
    text = data.decode("utf-8", "surrogateescape") if outcome.rounds else ""
    for edits in outcome.rounds:
        new = apply_edits(text, edits)
        spans = Moves(edits).new_spans()
        starts = [0, *(end for _, end in spans)]
        ends = [*(start for start, _ in spans), len(new)]
        if [new[start:end] for start, end in zip(starts, ends, strict=True)] != kept_parts(text, edits):
            return b""
        text = new
    return encode(text) if outcome.rounds else data


if __name__ == "__main__":
    sys.exit(main())
