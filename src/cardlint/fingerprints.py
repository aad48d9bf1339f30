"""Names a finding so that it is known again when lines above it come or go.

A fingerprint is made of the card's path, the rule's code and the words of the line that it points at,
never of a line number or a message.  Where one rule finds the same words twice, the order counts.
"""

from __future__ import annotations

import os
import posixpath
from collections import Counter
from hashlib import sha256

from cardlint.engine import Result
from cardlint.model import Diagnostic
from cardlint.source import Source

LENGTH = 32


def stable_path(path: str, base: str | None = None) -> str:
    """`path` without detours; relative where it lies in the folder `base` (by default the current one)."""
    if path == "-":
        return path
    if posixpath.isabs(path):
        inside = posixpath.relpath(path, (base or os.getcwd()).replace(os.sep, "/"))
        return posixpath.normpath(path) if inside.startswith("../") or inside == ".." else inside
    return posixpath.normpath(path)


def fingerprints(result: Result) -> list[str]:
    """One fingerprint for each of the result's diagnostics, in their order; all differ."""
    return fingerprints_at(stable_path(result.card.path), result)


def fingerprints_at(path: str, result: Result) -> list[str]:
    """The same as if the card lay at `path`."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for diagnostic in result.diagnostics:
        key = (diagnostic.code, _words(result.card.source, diagnostic))
        found.append(_digest(path, *key, str(seen[key])))
        seen[key] += 1
    return found


def _words(source: Source, diagnostic: Diagnostic) -> str:
    if diagnostic.span is None:
        return ""
    line, _ = source.position(diagnostic.span.start)
    return " ".join(source.lines[line - 1].split())


def _digest(*parts: str) -> str:
    text = "\0".join(parts)
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:LENGTH]
