"""Writes a fixed card back, whole or not at all.

The new bytes go to a temporary file in the card's folder, are synced, and take the card's place by one
rename.  So whatever stops the program, the card on disk is the old or the new one, never a part.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator

from cardlint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

_WRITE_BITS = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_TEMPORARY = ".cardlint-{}.tmp"


class WriteError(Exception):
    """A card could not be written; the text says why, for the user, without the card's path."""


def encode(text: str) -> bytes:
    """The bytes of a card's text: lone surrogates become the bytes that were not UTF-8 again."""
    return text.encode("utf-8", "surrogateescape")


def write_card(path: str, old: bytes, new: bytes) -> None:
    """Puts `new` in the place of `old` in the file at `path`.

    Mode bits and, where that is allowed, the owner stay; of a symbolic link the target is written and
    the link stays.  Raises WriteError, and leaves the file as it was, where the file no longer holds
    `old`, is read-only, or cannot be written for another reason.
    """
    target = os.path.realpath(path)
    try:
        status = os.stat(target)
        if not status.st_mode & _WRITE_BITS or not os.access(target, os.W_OK):
            raise WriteError("the file is read-only; nothing was written")
        _require_unchanged(target, old)

        def finish(temporary: str) -> None:
            _keep_owner(temporary, status)
            os.chmod(temporary, stat.S_IMODE(status.st_mode))
            _require_unchanged(target, old)

        with _replacing(target, finish) as file:
            file.write(new)
    except FileNotFoundError as error:
        raise WriteError("the file was removed meanwhile; nothing was written") from error
    except OSError as error:
        raise WriteError(f"cannot write: {error.strerror or error}; the file is as it was") from error


def write_bytes(path: str, data: bytes) -> None:
    """Writes a file that is no card, such as a report: whole or not at all.  Raises OSError."""
    with whole_file(path) as file:
        file.write(data)


@contextlib.contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """A file to write, which is at `path` once all is written, and not at all where an error comes between.

    What is there and no regular file (``/dev/stdout`` and the like) is written at once; of a symbolic
    link the target is written and the link stays.  Raises OSError, for a folder too.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as device:
            yield device
        return
    with _replacing(os.path.realpath(path), _new_file_mode) as file:
        yield file


def _new_file_mode(temporary: str) -> None:
    """Gives the file the mode that the user's umask asks for."""
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(temporary, 0o666 & ~mask)


@contextlib.contextmanager
def _replacing(target: str, finish: Callable[[str], None]) -> Iterator[BinaryIO]:
    """A file that takes the place of `target` at the end; `finish` is given the temporary file just before."""
    folder = os.path.dirname(target)
    # The name is chosen before the file exists, so that an interrupt cannot come between.
    temporary = os.path.join(folder, _TEMPORARY.format(secrets.token_hex(8)))
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        finish(temporary)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _require_unchanged(target: str, old: bytes) -> None:
    with open(target, "rb") as file:
        if file.read() != old:
            raise WriteError("the file was changed meanwhile; nothing was written")


def _keep_owner(temporary: str, status: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # only root may give files away
            os.chown(temporary, status.st_uid, status.st_gid)


def _sync_folder(folder: str) -> None:
    """Makes the rename itself last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
