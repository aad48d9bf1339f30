"""The option `--limit` and the table `limits`: what they set holds wherever a card is read."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from cardlint.cli import main
from cardlint.limits import ABOUT

CODE = 'from datasets import load_dataset\nds = load_dataset("acme/pond-birds")'
GOOD = f"# Pond birds\n\n```python\n{CODE}\n```\n".encode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a card that nothing is wrong with."""
    (tmp_path / "good.md").write_bytes(GOOD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))


LONG = CODE + "\nx = '" + "a" * 30_000 + "'\n"
LEFT_OUT, CHECKED = "CL004", "CL201"
LIMITED = [
    ("", "", LEFT_OUT),
    ("--limit line=30_000", "", LEFT_OUT),
    ("--limit line=40_000", "", CHECKED),
    ("--limit line=40000 -j 2", "", CHECKED),
    ("--limit line=40000 --limit piece=20000", "", LEFT_OUT),
    ("--limit line=40000 --limit line=10", "", LEFT_OUT),
    ("--limit code=10 --limit line=40000", "", LEFT_OUT),
    ("", "line = 40000", CHECKED),
    ("-j 2", "line = 40000", CHECKED),
    ("--no-config", "line = 40000", LEFT_OUT),
    ("--limit line=40000", "line = 10", CHECKED),
    ("--limit line=10", "line = 40000", LEFT_OUT),
    ("--limit line=40000", "piece = 20000", LEFT_OUT),
    ("--limit pieces=9", "line = 40000", CHECKED),
]


@pytest.mark.parametrize(("arguments", "config", "wanted"), LIMITED)
@pytest.mark.parametrize("path", ["long.md", "-"])
def test_limits_from_the_command_line_and_the_file(
    arguments: str,
    config: str,
    wanted: str,
    path: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    card = f"```\n{LONG}```\n".encode()
    (folder / "long.md").write_bytes(card)
    (folder / "cardlint.toml").write_text(f"[limits]\n{config}\n")
    _standard_input(monkeypatch, card)
    main(["--select", "CL004,CL201", "--output-format", "json", *arguments.split(), path])
    (found,) = json.loads(capfd.readouterr().out)["cards"]
    assert [item["code"] for item in found["diagnostics"]] == [wanted]
    assert found["extracted_code"] == ("" if wanted == LEFT_OUT else LONG.rstrip())


def test_extract_keeps_to_limits(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "long.md").write_text(f"```\n{LONG}```\n")
    for arguments, wanted, told in (
        ("", "", "cardlint: long.md:2: a line here has"),
        ("--limit line=40000", LONG, ""),
        ("--limit line=40000 --limit card=99", "", "cardlint: long.md: is larger"),
    ):
        main(["extract", *arguments.split(), "long.md"])
        out, err = capfd.readouterr()
        assert out == wanted
        assert err.startswith(told)
        assert bool(err) == bool(told)


@pytest.mark.parametrize("path", ["long.md", "-"])
def test_fixes_are_proven_within_the_same_limits(
    path: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "long.md").write_text(f"```\n{LONG}```\n")
    for arguments, wanted in (([], "```\n"), (["--limit", "line=40000"], "```python\n")):
        _standard_input(monkeypatch, (folder / "long.md").read_bytes())
        main(["--fix", *arguments, path])
        out = capfd.readouterr().out
        assert (out if path == "-" else (folder / "long.md").read_text()) == f"{wanted}{LONG}```\n"


@pytest.mark.parametrize("arguments", ["", "--fix", "--diff"])
@pytest.mark.parametrize("path", ["good.md", "-"])
def test_a_card_beyond_the_limit_is_not_read(
    arguments: str, path: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for size, code in ((len(GOOD) - 1, 2), (len(GOOD), 0)):
        _standard_input(monkeypatch, GOOD)
        assert main([*arguments.split(), "--limit", f"card={size}", path]) == code
        out, err = capfd.readouterr()
        assert (f"is larger than {size:,} bytes (`--limit card=N` raises it)" in out + err) is (code == 2)


def test_the_help_names_each_limit(capfd: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "extract"):
        main([command, "--help"])
        words = " ".join(capfd.readouterr().out.split())
        assert f"set a limit: {', '.join(ABOUT)}" in words
