"""Tells code from what stands in strings and comments, also where the code is not valid Python.

Typographic quotes around a text count as its quotes: who wrote them meant a string.
"""

from __future__ import annotations

from collections.abc import Sequence

from cardlint.patterns import pattern
from cardlint.records import dataclass

STRAIGHT = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201b": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201f": '"',
    "\u201e": '"',
}
"""What a keyboard gives for each typographic quote."""
_CLOSERS = {plain: tuple(curly for curly in STRAIGHT if STRAIGHT[curly] == plain) for plain in "'\""}
_MARK = pattern("\"{3}|'{3}|[\"'#" + "".join(STRAIGHT) + "]")


@dataclass(frozen=True, slots=True)
class _Blanked:
    """A line with blanks for its strings and comment; the quote that it leaves open, for the next line too or not."""

    text: str
    quote: str = ""
    is_broken: bool = False


def blanked(lines: Sequence[str], mixed: bool = False) -> list[str]:
    """`lines` with blanks for the characters of strings and comments; quotes stay, and so does each length.

    With `mixed` a text may begin with a straight quote and end with a typographic one, where its line has
    no other end of it.
    """
    found = []
    quote = ""
    for line in lines:
        done = _blank(line, quote, False)
        if done.is_broken and mixed:
            done = _blank(line, quote, True)
        found.append(done.text)
        quote = done.quote
    return found


def _blank(line: str, quote: str, mixed: bool) -> _Blanked:
    parts: list[str] = []
    at = 0
    while True:
        if quote:
            closed = _closing(line, at, _closers(quote, mixed))
            if closed is None:
                if quote not in STRAIGHT:
                    goes_on = len(quote) == 3 or line.endswith("\\")
                    text = "".join(parts) + " " * (len(line) - at)
                    return _Blanked(text, quote if goes_on else "", not goes_on)
            else:
                start, end = closed
                parts += [" " * (start - at), line[start:end]]
                at = end
        found = _MARK.search(line, at)
        if found is None:
            return _Blanked("".join(parts) + line[at:])
        parts.append(line[at : found.start()])
        if found[0] == "#":
            return _Blanked("".join(parts) + " " * (len(line) - found.start()))
        quote = found[0]
        parts.append(quote)
        at = found.end()


def _closers(quote: str, mixed: bool) -> tuple[str, ...]:
    """What ends a text that `quote` begins."""
    if quote in STRAIGHT:
        return (STRAIGHT[quote], *_CLOSERS[STRAIGHT[quote]])
    return (quote, *_CLOSERS[quote]) if mixed and quote in _CLOSERS else (quote,)


def _closing(line: str, at: int, closers: tuple[str, ...]) -> tuple[int, int] | None:
    """The first of `closers` from `at` on; what stands behind a backslash is none."""
    while at < len(line):
        if line[at] == "\\":
            at += 1
        else:
            for closer in closers:
                if line.startswith(closer, at):
                    return at, at + len(closer)
        at += 1
    return None
