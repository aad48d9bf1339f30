"""Runs the spec files of `tests/cards`: the code, its lines, the kinds and the verdict.

What is expected of a card stands in lines: ``verdict: X``; for a kind of snippet its lines in the card,
``usage: 4-5, 9``, ``record: 3-7`` (blank lines never count; without ``usage`` there is none);
``problems: 6`` for lines at which an error or a warning must stand.  After ``code:`` follows the extracted
code; without it the code must be the card's own usage lines, bar indentation.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spec import Case, parameters

from cardlint.cli import main
from cardlint.engine import check_data
from cardlint.model import Kind, Severity
from cardlint.settings import Settings

KINDS = {kind.value for kind in Kind}


def numbers(text: str) -> set[int]:
    """The numbers that ``4-5, 9`` names."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def read_expected(case: Case) -> tuple[dict[str, str], str | None]:
    """The lines ``key: value`` and the code, None where it is not given."""
    head, found, code = ("\n" + case.expected).partition("\ncode:\n")
    lines = dict(line.split(": ", 1) for line in head.strip().split("\n"))
    unknown = set(lines) - KINDS - {"verdict", "problems"}
    assert not unknown, f"{case.where}: {unknown} cannot be expected"
    return lines, code if found else None


def compare_code(case: Case, expected: dict[str, str], code: str | None, extracted: str) -> None:
    """Fails where the extracted code is not the expected one, or not the card's own usage lines."""
    if code is not None:
        assert extracted == code.rstrip("\n"), case.where
        return
    card_lines = case.card.split("\n")
    written = [card_lines[n - 1].strip() for n in sorted(numbers(expected["usage"]))] if "usage" in expected else []
    assert [line.strip() for line in extracted.split("\n") if line.strip()] == [t for t in written if t], case.where


@pytest.mark.parametrize("case", parameters("cards"))
def test_card(case: Case) -> None:
    expected, code = read_expected(case)
    result = check_data("README.md", case.card.encode(), Settings(**case.settings))
    card_lines = case.card.split("\n")
    kinds = {"usage", *expected} & KINDS
    held = {
        kind: {
            number
            for snippet in result.card.snippets
            if snippet.kind.value == kind
            for number in numbers(", ".join(f"{first}-{last}" for first, last in snippet.ranges))
            if card_lines[number - 1].strip(" \t>")
        }
        for kind in kinds
    }
    wanted = {
        kind: {n for n in numbers(expected[kind]) if card_lines[n - 1].strip(" \t>")} if kind in expected else set()
        for kind in kinds
    }
    assert held == wanted, case.where
    assert result.facts.verdict.value == expected["verdict"], case.where
    compare_code(case, expected, code, result.extracted_code)
    serious = [d for d in result.diagnostics if d.severity is not Severity.INFO]
    at = {result.card.source.position(d.span.start)[0] for d in serious if d.span}
    if "problems" in expected:
        assert numbers(expected["problems"]) <= at, case.where
    elif expected["verdict"] == "runnable":
        assert not any(d.severity is Severity.ERROR for d in serious), case.where


@pytest.mark.parametrize("case", parameters("cards"))
def test_command_line_says_the_same(case: Case, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    expected, code = read_expected(case)
    path = tmp_path / "README.md"
    path.write_bytes(case.card.encode())
    assert main(["extract", "--jsonl", str(path)]) == 0
    said = json.loads(capsysbinary.readouterr().out)
    assert said["verdict"] == expected["verdict"]
    compare_code(case, expected, code, said["extracted_code"])
    assert main(["extract", str(path)]) == 0
    assert capsysbinary.readouterr().out.decode().rstrip("\n") == said["extracted_code"]


CODE = 'from datasets import load_dataset\nds = load_dataset("acme/pond-birds")'
FENCE = f"```python\n{CODE}\n```\n"
ODD_BYTES = {
    "crlf": (f"---\nlicense: mit\n---\n{FENCE}".replace("\n", "\r\n").encode(), 5),
    "carriage returns alone": (f"---\nlicense: mit\n---\n{FENCE}".replace("\n", "\r").encode(), 5),
    "byte order mark before front matter": (b"\xef\xbb\xbf---\nlicense: mit\n---\n" + FENCE.encode(), 5),
    "byte order mark before the fence": (b"\xef\xbb\xbf" + FENCE.encode(), 2),
    "latin-1 in prose": ("Near the café.\n\n".encode("latin-1") + FENCE.encode(), 4),
    "a NUL in prose": (b"Near the \0 pond.\n\n" + FENCE.encode(), 4),
    "utf-16": (f"# Birds\n\n{FENCE}".encode("utf-16"), 4),
    "no final line end": (FENCE.rstrip("\n").encode(), 2),
    "opening dashes, newlines, no closing dashes": (b"---\n" + b"\n" * 20_000 + FENCE.encode(), 20_003),
    "dashes with blanks behind": (f"--- \nlicense: mit\n---\t\n{FENCE}".encode(), 5),
    "empty front matter": (f"---\n---\n{FENCE}".encode(), 4),
    "line separators in prose": (f"one\u2028two\x85three\x0cfour\n\n{FENCE}".encode(), 4),
}


@pytest.mark.parametrize("name", ODD_BYTES)
def test_odd_bytes(name: str) -> None:
    data, first = ODD_BYTES[name]
    result = check_data("README.md", data, Settings())
    assert result.extracted_code == CODE
    assert [snippet.ranges for snippet in result.card.snippets] == [[(first, first + 1)]]
    assert result.facts.verdict.value == "runnable"


NOTHING = {
    "nothing at all": b"",
    "only a byte order mark": b"\xef\xbb\xbf",
    "only front matter": b"---\nlicense: mit\n---",
    "only blank lines": b"\n\n\n",
    "an empty fence": b"```python\n```\n",
    "a fence that opens at the end": b"# Birds\n\n```python",
}


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_to_extract(name: str) -> None:
    result = check_data("README.md", NOTHING[name], Settings())
    assert result.extracted_code == ""
    assert result.facts.verdict.value == "none"
