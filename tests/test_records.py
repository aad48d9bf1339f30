"""What stands in for dataclasses: frozen where Python's development mode watches over it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from spec import TESTS, read_cases

ASSIGN = """
from cardlint.model import Span
span = Span(1, 2)
try:
    {}
except AttributeError as error:
    print(error)
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-X", "dev", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("change", ["span.start = 3", "span.length = 3", "del span.start"])
def test_frozen_records_refuse_a_change(change: str) -> None:
    assert run("-c", ASSIGN.format(change)).stdout.startswith("Span is frozen: '")


def test_nothing_frozen_is_changed_while_cards_are_checked(tmp_path: Path) -> None:
    files = [path for kind in ("cards", "rules") for path in sorted((TESTS / kind).glob("*.md"))]
    cases = [case for path in files for case in read_cases(path)]
    for number, case in enumerate(cases):
        (tmp_path / f"{number}.md").write_bytes(case.card.encode())
    done = run("-m", "cardlint", "check", "--diff", "--exit-zero", "-q", *map(str, tmp_path.glob("*.md")))
    assert "fault" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
