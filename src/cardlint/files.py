"""Finds the cards that paths name, and reads them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence

SKIPPED_FOLDERS = frozenset({"node_modules", "site-packages", "__pycache__", "venv", "env"})
MAX_BYTES = 64 * 1024 * 1024
"""A larger file is not read."""


class ReadError(Exception):
    """A path that cannot be read; the text says why."""


def find_cards(paths: Sequence[str]) -> Iterator[str]:
    """The cards that `paths` name, in order: files as given, the README.md files of folders sorted.

    Hidden folders, virtual environments and ``node_modules`` below a folder are left out.  A path that
    does not exist is yielded too: reading it tells.
    """
    for path in paths:
        if path != "-" and os.path.isdir(path):
            yield from _in_folder(path)
        else:
            yield path


def _in_folder(folder: str) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_skipped(where, name))
        for name in sorted(files):
            if name.lower() == "readme.md":
                yield os.path.join(where, name)


def _is_skipped(where: str, name: str) -> bool:
    if name.startswith(".") or name in SKIPPED_FOLDERS:
        return name not in ("env", "venv") or os.path.exists(os.path.join(where, name, "pyvenv.cfg"))
    return os.path.exists(os.path.join(where, name, "pyvenv.cfg"))


def read_bytes(path: str) -> bytes:
    """The bytes of a card, or of standard input for ``-``; raises `ReadError`."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise ReadError("is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise ReadError("is not a regular file")
        if status.st_size > MAX_BYTES:
            raise ReadError(f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ReadError((error.strerror or str(error)).lower()) from error
    except ValueError as error:
        raise ReadError(str(error)) from error


def shown(path: str) -> str:
    """The path as it is printed: as given, with forward slashes."""
    return path.replace(os.sep, "/") if os.sep != "/" else path
