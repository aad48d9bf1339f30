"""Addresses: of a place in a card, of a card, of a rule."""

from __future__ import annotations

import os
from pathlib import PurePath
from urllib.parse import quote

from cardlint.engine import Result
from cardlint.fingerprints import stable_path
from cardlint.model import Diagnostic
from cardlint.reporters.base import place
from cardlint.reporters.words import one_line

RULES_PAGE = "https://github.com/OWNER/cardlint/blob/main/docs/rules.md"
"""The page that documents every rule; `rule_address` adds the rule's heading."""


def located(result: Result, diagnostic: Diagnostic) -> str:
    """The line ``path:line:column: CODE message [name]``, safe to print."""
    line, column, _, _ = place(result, diagnostic)
    text = f"{diagnostic.code} {diagnostic.message} [{diagnostic.name}]"
    return one_line(f"{result.card.path}:{line}:{column}: {text}")


def uri_of(path: str) -> str:
    """`path` as a URI reference (RFC 3986): relative in the current folder, else ``file:``.

    Bytes of a file name that are not UTF-8 are percent-encoded as they are.
    """
    stable = stable_path(path)
    if stable.startswith("/") or PurePath(stable).drive:
        return "file:///" + quote(os.fsencode(stable.lstrip("/")), safe="/")
    return quote(os.fsencode(stable), safe="/")


def rule_address(code: str, name: str) -> str:
    """The address of a rule's documentation."""
    return f"{RULES_PAGE}#{code.lower()}-{name}"
