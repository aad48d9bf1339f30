"""Several processes: the order of what they give, what only one may read, and what happens when one ends."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cardlint import parallel
from cardlint.cli import UsageError
from cardlint.parallel import CHUNK, MOST_CHARACTERS, in_parallel

HERE = os.getpid()


def note(paths: list[str]) -> list[tuple[str, bool]]:
    """The paths, each with whether it was another process that took it."""
    time.sleep(0.001)
    return [(path, os.getpid() != HERE) for path in paths]


def refuse(paths: list[str]) -> list[str]:
    """Fails in another process."""
    if os.getpid() != HERE:
        raise LookupError(paths[0])
    return paths


def vanish(paths: list[str]) -> list[str]:
    """Ends the other process, as a crash would."""
    if os.getpid() != HERE:
        os._exit(3)
    return paths


def large(paths: list[str]) -> list[str]:
    """Gives back more than a pipe takes while nobody reads it."""
    return [path * 200_000 for path in paths]


def numbered(count: int) -> list[str]:
    return [str(number) for number in range(count)]


@pytest.mark.parametrize("jobs", [2, 3, 8])
@pytest.mark.parametrize("count", [1, CHUNK, CHUNK + 1, 200, 1000])
def test_what_comes_is_in_the_order_of_the_paths(count: int, jobs: int) -> None:
    parts = list(in_parallel(iter(numbered(count)), note, jobs))
    assert [path for part in parts for path, _ in part] == numbered(count)
    if count > 10 * CHUNK:
        assert {elsewhere for part in parts for _, elsewhere in part} == {True, False}
    if count <= CHUNK:
        assert not multiprocessing.active_children()


def test_standard_input_is_read_here() -> None:
    paths = [*numbered(300), "-", *numbered(300), "-"]
    parts = list(in_parallel(iter(paths), note, 3))
    noted = [item for part in parts for item in part]
    assert [path for path, _ in noted] == paths
    assert not any(elsewhere for path, elsewhere in noted if path == "-")


def test_long_paths_and_large_answers_block_nobody() -> None:
    paths = [*("x" * MOST_CHARACTERS * 50 for _ in range(60)), *numbered(200)]
    assert [path for part in in_parallel(iter(paths), note, 3) for path, _ in part] == paths
    assert [len(text) for part in in_parallel(iter("abc" * 50), large, 3) for text in part] == [200_000] * 150


def test_what_the_work_raises_is_raised_here() -> None:
    with pytest.raises(LookupError):
        list(in_parallel(iter(numbered(500)), refuse, 3))
    assert not multiprocessing.active_children()


def test_a_process_that_ends_is_told_of() -> None:
    with pytest.raises(UsageError, match="-j1"):
        list(in_parallel(iter(numbered(500)), vanish, 3))
    assert not multiprocessing.active_children()


def test_who_takes_no_more_leaves_no_process() -> None:
    parts = in_parallel(iter(numbered(2000)), note, 3)
    for _ in range(30):
        next(parts)
    parts.close()
    assert not multiprocessing.active_children()


@pytest.mark.slow
def test_processes_that_are_not_forked_do_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_context", lambda: multiprocessing.get_context("spawn"))
    parts = list(in_parallel(iter(numbered(400)), note, 2))
    assert [path for part in parts for path, _ in part] == numbered(400)


@pytest.mark.parametrize("form", ["text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown"])
def test_the_report_is_that_of_one_process(tmp_path: Path, form: str) -> None:
    for number in range(80):
        folder = tmp_path / f"{number:03}"
        folder.mkdir()
        code = ("print('ducks'", "import datasets\nprint(dataset)", "print 1", "x = 1")[number % 4]
        (folder / "README.md").write_text(f"# Ponds\n\n## Usage\n\n```python\n{code}\n```\n", encoding="utf-8")
    (tmp_path / "040" / "README.md").write_bytes(b"caf\xe9\n")
    missing = str(tmp_path / "none.md")
    command = [sys.executable, "-m", "cardlint", "check", "--output-format", form, "--no-config", ".", missing, "-"]
    runs = [
        subprocess.run([*command, "-j", jobs], cwd=tmp_path, capture_output=True, input=b"```python\nprint(\n```\n")
        for jobs in ("1", "2", "5")
    ]
    assert runs[0].returncode == 2
    assert {(run.returncode, run.stdout, run.stderr) for run in runs} == {
        (runs[0].returncode, runs[0].stdout, runs[0].stderr)
    }
