"""Words that several formats share."""

from __future__ import annotations

from cardlint.patterns import pattern
from cardlint.reporters.base import Summary

# Control characters would let a card or a file name forge lines or drive the terminal.  Bidirectional
# controls would make the shown order differ from the true one.
_UNSAFE = pattern("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def one_line(text: str) -> str:
    """`text` safe to print on one line: control and direction characters are shown as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def plural(count: int, word: str) -> str:
    """``1 card``, ``2 cards``."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def summary_line(summary: Summary) -> str:
    """The closing line: cards by verdict, errors, warnings."""
    order = ("runnable", "incomplete", "broken", "none", "unchecked")
    verdicts = ", ".join(f"{summary.verdicts[name]} {name}" for name in order if summary.verdicts.get(name))
    text = plural(summary.cards, "card")
    if verdicts:
        text += f" ({verdicts})"
    text += f": {plural(summary.errors, 'error')}, {plural(summary.warnings, 'warning')}"
    if summary.unreadable:
        text += f", {plural(summary.unreadable, 'path')} not read"
    if summary.suppressed:
        text += f", {summary.suppressed} suppressed"
    return text
