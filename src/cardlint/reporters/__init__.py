"""Reporters turn results into text: one module a format, found by name."""

from __future__ import annotations

from importlib import import_module

from cardlint.reporters.base import Options, Reporter

FORMATS = ("text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown")
ALONE = frozenset({"text", "concise", "jsonl", "junit"})
"""Formats in which the text of a card hangs on that card alone."""


def make_reporter(name: str, options: Options) -> Reporter:
    """The reporter of the format `name`; only that format's module is imported."""
    reporter: Reporter = import_module(f"{__name__}.{name}").make(options)
    return reporter
