"""Diffs: `git apply` is the judge."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardlint.diff import unified_diff
from cardlint.writing import encode

LINES = st.lists(st.sampled_from(["a", "b", "", "c\r", "caf\udce9", "```", "-- x"]), max_size=30)


def patched(folder: Path, old: str, new: str) -> bytes:
    (folder / "card.md").write_bytes(encode(old))
    patch = encode(unified_diff("card.md", old, new))
    command = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=folder, input=patch, check=True, capture_output=True)
    return (folder / "card.md").read_bytes()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(old=LINES, new=LINES, ends=st.tuples(st.booleans(), st.booleans()))
def test_git_applies_it(tmp_path: Path, old: list[str], new: list[str], ends: tuple[bool, bool]) -> None:
    before, after = ("\n".join(lines) + "\n" * end for lines, end in zip((old, new), ends, strict=True))
    if before == after or not before or not after:
        return
    assert patched(tmp_path, before, after) == encode(after)


def test_far_apart_changes_have_hunks_of_their_own() -> None:
    lines = [f"line {number}" for number in range(100)]
    new = ["first", *lines[1:50], "middle", *lines[51:]]
    text = unified_diff("docs/a card.md", "\n".join(lines) + "\n", "\n".join(new) + "\n")
    assert text.startswith("--- a/docs/a card.md\t\n+++ b/docs/a card.md\t\n@@ -1,4 +1,4 @@\n-line 0\n+first\n")
    assert "@@ -48,7 +48,7 @@" in text
    assert text.count("@@ -") == 2


def test_equal_texts_have_none() -> None:
    assert unified_diff("a", "x\n", "x\n") == ""


@pytest.mark.parametrize(("path", "name"), [("/tmp/a.md", "a/tmp/a.md"), ("-", "a/stdin")])
def test_names(path: str, name: str) -> None:
    assert unified_diff(path, "a\n", "b\n").startswith(f"--- {name}\n")
