"""Finds the cards that paths name, and reads them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence

from cardlint.limits import LIMITS, Limits

SKIPPED_FOLDERS = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env"})
_CHUNK = 1024 * 1024
_PART = 64 * 1024
# Binary on Windows; elsewhere a pipe with no writer is not waited for.
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class ReadError(Exception):
    """A path that cannot be read; the text says why."""


def find_cards(paths: Sequence[str]) -> Iterator[str]:
    """The cards that `paths` name, in order: files as given, the README.md files of folders sorted.

    Hidden folders, virtual environments and ``node_modules`` below a folder are left out.  A path that
    does not exist is yielded too, and a folder that cannot be looked into: reading it tells.
    """
    for path in paths:
        if path != "-" and os.path.isdir(path) and not _is_removed(os.stat(path)):
            yield from _in_folder(path)
        else:
            yield path


def _is_removed(status: os.stat_result) -> bool:
    """Whether the folder is still some process's current one, and otherwise gone."""
    return status.st_nlink == 0


def _in_folder(folder: str) -> Iterator[str]:
    shut: list[str] = []
    for where, folders, files in os.walk(folder, onerror=lambda error: shut.append(error.filename)):
        yield from shut
        shut.clear()
        folders[:] = sorted(name for name in folders if not _is_skipped(where, name))
        for name in sorted(files):
            if name.lower() == "readme.md":
                yield os.path.join(where, name)
    yield from shut


def _is_skipped(where: str, name: str) -> bool:
    if name.startswith(".") or name in SKIPPED_FOLDERS:
        return name not in ("env", "venv") or os.path.exists(os.path.join(where, name, "pyvenv.cfg"))
    return os.path.exists(os.path.join(where, name, "pyvenv.cfg"))


def read_bytes(path: str, limits: Limits = LIMITS) -> bytes:
    """The bytes of a card, or of standard input for ``-``; raises `ReadError`."""
    if path == "-":
        return _read_standard_input(limits)
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            return _read_file(descriptor, limits)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ReadError((error.strerror or str(error)).lower()) from error
    except ValueError as error:
        raise ReadError(str(error)) from error


def _read_file(descriptor: int, limits: Limits) -> bytes:
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise ReadError("the folder was removed" if _is_removed(status) else "is a folder")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError("is not a regular file")
    if status.st_size > limits.card:
        raise _too_large(limits)
    data = os.read(descriptor, status.st_size + 1)
    while more := os.read(descriptor, _PART):  # it came in parts, or grows
        data += more
        if len(data) > limits.card:
            raise _too_large(limits)
    return data


def _read_standard_input(limits: Limits) -> bytes:
    """All of standard input, part by part: how large it is shows only at its end."""
    parts: list[bytes] = []
    size = 0
    while part := sys.stdin.buffer.read(_CHUNK):
        size += len(part)
        if size > limits.card:
            raise _too_large(limits)
        parts.append(part)
    return b"".join(parts)


def _too_large(limits: Limits) -> ReadError:
    return ReadError(f"is larger than {limits.card:,} bytes {limits.how_to_raise('card')}")


def shown(path: str) -> str:
    """The path as it is printed: as given, with forward slashes."""
    return path.replace(os.sep, "/") if os.sep != "/" else path
