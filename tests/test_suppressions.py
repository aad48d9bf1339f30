"""Comments in the card that switch rules off; each case: the card, and the diagnostics that are left."""

from __future__ import annotations

import pytest

from cardlint.engine import check_data
from cardlint.settings import Settings

LOAD = "from datasets import load_dataset\n"
BROKEN = "```python\nds = load_dataset('acme/pond-birds'\n```\n"
PANDAS = "```python\nimport pandas as pd\npd.read_csv('a.csv')\n```\n"
LOAD_DEV = "b = load_dataset('acme/pond-birds', split='dev')\n"
SPLITS = "---\ndataset_info:\n  splits:\n  - name: train\n---\n\n"
WRONG = f"{LOAD}a = load_dataset('acme/pond-birds', split='dev')"

CASES = {
    "a block": (f"<!-- cardlint: ignore CL101 -->\n{BROKEN}", [], 1),
    "a block, after a blank line, by name": (f"<!-- cardlint: ignore syntax-error -->\n\n{BROKEN}", [], 1),
    "a block, all rules": (f"<!-- cardlint: ignore -->\n{BROKEN}", [], 1),
    "the next block only": (f"<!-- cardlint: ignore CL101 -->\n{BROKEN}\n{BROKEN}", ["7 syntax-error"], 1),
    "another rule": (
        f"<!-- cardlint: ignore CL301 -->\n{BROKEN}",
        ["1 unused-suppression", "3 syntax-error"],
        0,
    ),
    "one of two rules": (f"<!-- cardlint: ignore CL101, CL301 -->\n{BROKEN}", ["1 unused-suppression"], 1),
    "off and on": (
        f"<!-- cardlint: off -->\n\n{BROKEN}\n<!-- cardlint: on -->\n\n{BROKEN}",
        ["10 syntax-error"],
        1,
    ),
    "off to the end": (f"<!-- cardlint: off CL101 -->\n\n{BROKEN}\n{BROKEN}", [], 2),
    "off for what has no place": ("<!-- cardlint: off no-usage-code -->\n\n# Pond birds\n", [], 1),
    "a line of code": (
        f"{SPLITS}```python\n{WRONG}  # cardlint: ignore[unknown-split]\n{LOAD_DEV}```\n",
        ["10 unknown-split"],
        1,
    ),
    "the line below": (
        f"{SPLITS}```python\n{LOAD}# cardlint: ignore[CL303]\n{LOAD_DEV}```\n",
        [],
        1,
    ),
    "all rules on a line": (f"{SPLITS}```python\n{WRONG}  # cardlint: ignore\n```\n", [], 1),
    "unused on a line": (
        f"```python\n{LOAD}a = load_dataset('acme/b')  # cardlint: ignore\n```\n",
        ["3 unused-suppression"],
        0,
    ),
    "front matter": (
        "---\na: 1\na: 2  # cardlint: ignore[bad-front-matter]\n---\n\n" + PANDAS,
        [],
        1,
    ),
    "a comment shown in code is none": (
        f"```python\n# <!-- cardlint: off -->\n{WRONG}\n```\n{BROKEN}",
        ["7 syntax-error"],
        0,
    ),
    "words about cardlint": (f"cardlint: off\n\n{BROKEN}", ["4 syntax-error"], 0),
}


@pytest.mark.parametrize("name", CASES)
def test_suppression(name: str) -> None:
    card, expected, count = CASES[name]
    result = check_data("-", card.encode(), Settings())
    source = result.card.source
    found = [f"{source.position(d.span.start)[0] if d.span else 1} {d.name}" for d in result.diagnostics]
    assert found == expected
    assert result.suppressed == count


def test_rules_that_did_not_run_are_not_called_unused() -> None:
    card = f"<!-- cardlint: ignore CL301 -->\n{BROKEN}\n<!-- cardlint: ignore -->\n\ntext\n"
    result = check_data("-", card.encode(), Settings(select=("CL101", "CL002")))
    assert [d.name for d in result.diagnostics] == ["syntax-error"]
