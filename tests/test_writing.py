"""Writing: whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cardlint import writing
from cardlint.writing import WriteError, encode, write_bytes, write_card

OLD, NEW = b"old\r\n\xff", b"\xef\xbb\xbfnew"


@pytest.fixture
def card(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(OLD)
    return path


def leftovers(card: Path) -> list[str]:
    return [name for name in os.listdir(card.parent) if name.endswith(".tmp")]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o664])
def test_bytes_and_mode(card: Path, mode: int) -> None:
    card.chmod(mode)
    write_card(str(card), OLD, NEW)
    assert card.read_bytes() == NEW
    assert stat.S_IMODE(card.stat().st_mode) == mode
    assert not leftovers(card)


def test_a_link_stays_and_its_target_is_written(card: Path) -> None:
    folder = card.parent / "elsewhere"
    folder.mkdir()
    link = folder / "README.md"
    link.symlink_to(os.path.join("..", "README.md"))
    write_card(str(link), OLD, NEW)
    assert link.is_symlink()
    assert card.read_bytes() == NEW


def test_a_file_that_was_changed_is_not_overwritten(card: Path) -> None:
    card.write_bytes(b"edited meanwhile")
    with pytest.raises(WriteError, match="changed meanwhile"):
        write_card(str(card), OLD, NEW)
    assert card.read_bytes() == b"edited meanwhile"


def test_a_change_while_the_new_file_is_made_is_seen(card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def edit_meanwhile(descriptor: int) -> None:
        sync(descriptor)
        card.write_bytes(b"edited meanwhile")

    monkeypatch.setattr(os, "fsync", edit_meanwhile)
    with pytest.raises(WriteError, match="changed meanwhile"):
        write_card(str(card), OLD, NEW)
    assert card.read_bytes() == b"edited meanwhile"
    assert not leftovers(card)


def test_a_file_that_is_gone(card: Path) -> None:
    card.unlink()
    with pytest.raises(WriteError, match="removed meanwhile"):
        write_card(str(card), OLD, NEW)
    assert not card.exists()


def test_read_only(card: Path) -> None:
    card.chmod(0o444)
    with pytest.raises(WriteError, match="read-only"):
        write_card(str(card), OLD, NEW)
    assert card.read_bytes() == OLD


def test_a_full_disk_leaves_the_old_card(card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match="No space left"):
        write_card(str(card), OLD, NEW)
    assert card.read_bytes() == OLD
    assert not leftovers(card)


@pytest.mark.parametrize("function", ["open", "fsync", "chmod", "replace"])
def test_an_interrupt_at_any_step(card: Path, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    real = getattr(os, function)

    def interrupted(*arguments: object, **options: object) -> object:
        real(*arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.os, function, interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_card(str(card), OLD, NEW)
    monkeypatch.undo()
    assert card.read_bytes() in (OLD, NEW)
    assert not leftovers(card)


def test_text_comes_back_as_bytes() -> None:
    data = b"\xef\xbb\xbfcaf\xe9 \xf0\x9f\xa6 \xc3\xa9\r\n"
    assert encode(data.decode("utf-8", "surrogateescape")) == data


def test_a_report_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    write_bytes(str(path), b"one")
    write_bytes(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["report.md"]
    with pytest.raises(OSError):
        write_bytes(str(tmp_path / "missing" / "report.md"), b"one")


WRITER = """
import sys
from cardlint.writing import write_card
old, new = (letter * 300_000 for letter in (b"a", b"b"))
print("ready", flush=True)
while True:
    write_card(sys.argv[1], old, new)
    write_card(sys.argv[1], new, old)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_killed_at_any_moment_the_card_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    whole = {b"a" * 300_000, b"b" * 300_000}
    path.write_bytes(b"a" * 300_000)
    for number in range(200):
        if path.read_bytes() != b"a" * 300_000:
            path.write_bytes(b"a" * 300_000)
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(number % 20 / 4000)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert path.read_bytes() in whole
