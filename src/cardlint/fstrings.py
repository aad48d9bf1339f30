"""f-strings as Python 3.12 reads them, for the Pythons before it (PEP 701).

An f-string of the newer kind reuses its quotes in a field, or has a backslash, a comment or, in one pair of
quotes, a line end there.  It is written as the list of its fields, which any Python can parse.
"""

from __future__ import annotations

import re

from cardlint.patterns import pattern

_OPENER = pattern(r"(?<![\w\"'])(?:[fF][rR]?|[rR][fF])(\"\"\"|'''|\"|')")
_STRING = pattern(r"(\"\"\"|'''|\"|')(?:\\.|(?!\1).)*\1", re.DOTALL)
_CONVERSION = pattern(r"(?:=\s*(?:![rsa]\s*)?|![rsa]\s*)(?=[:}])")


MAX_DEPTH = 12
"""f-strings within the fields of others that are followed; deeper ones are left as they are."""


def as_older_python(code: str) -> str:
    """`code` with the list of its fields for each f-string that only Python 3.12 and newer can read.

    Each character that stays keeps its place, so positions in the result are positions in `code`.
    """
    written = list(code)
    ranges = [(0, len(code), 0)]
    while ranges:
        at, last, depth = ranges.pop()
        while opener := _OPENER.search(code, at, last):
            reader = _Reader(code, opener[1])
            at = reader.text(opener.end())
            if reader.is_newer():
                reader.write_fields_alone(written, opener.start(), at)
            if depth < MAX_DEPTH:
                ranges += [(*field, depth + 1) for field in reader.fields]
    return "".join(written)


class _Reader:
    """Reads one f-string; `fields` are the half-open ranges of the expressions in it."""

    def __init__(self, code: str, quote: str, depth: int = 0) -> None:
        self.code = code
        self.quote = quote
        self.depth = depth
        self.fields: list[tuple[int, int]] = []
        self.closed = False

    def text(self, at: int) -> int:
        """Reads the text that starts at `at`; the index behind the closing quote, or where the f-string breaks off."""
        code = self.code
        while at < len(code):
            if code.startswith(self.quote, at):
                self.closed = True
                return at + len(self.quote)
            if code[at] == "\n" and len(self.quote) == 1:
                return at
            if code[at] == "\\" or code[at : at + 2] in ("{{", "}}"):
                at += 2
            elif code[at] == "{":
                at = self.field(at + 1)
            else:
                at += 1
        return at

    def field(self, start: int, level: int = 0) -> int:
        """Reads the field whose expression starts at `start`; the index behind its closing brace."""
        code = self.code
        at, depth = start, 0
        while at < len(code):
            char = code[at]
            if char in "\"'":
                at = self._string(at)
                continue
            if char == "#":
                at = code.find("\n", at) if "\n" in code[at:] else len(code)
                continue
            if depth == 0 and (char in ":}" or _CONVERSION.match(code, at)):
                self.fields.append((start, at))
                return self._specification(at, level)
            depth += (char in "([{") - (char in ")]}")
            at += 1
        return at

    def _specification(self, at: int, level: int) -> int:
        """Reads on from the end of an expression to behind the field's closing brace; a format may hold fields."""
        while at < len(self.code) and self.code[at] not in "}\n":
            holds = self.code[at] == "{" and level < MAX_DEPTH
            at = self.field(at + 1, level + 1) if holds else at + 1
        return at + 1

    def _string(self, at: int) -> int:
        """The index behind the string that stands in an expression."""
        before = self.code[max(0, at - 2) : at].lower()
        if (before.endswith("f") or before in ("fr", "rf")) and self.depth < MAX_DEPTH:
            quote = self.code[at : at + 3] if self.code[at : at + 3] in ('"""', "'''") else self.code[at]
            return _Reader(self.code, quote, self.depth + 1).text(at + len(quote))
        found = _STRING.match(self.code, at)
        return found.end() if found else at + 1

    def is_newer(self) -> bool:
        """Whether a field has what an f-string could not hold before Python 3.12."""
        odd = (self.quote, "\\", "#", *("\n" if len(self.quote) == 1 else ()))
        held = [self.code[first:last] for first, last in self.fields]
        return self.closed and any(mark in expression for expression in held for mark in odd)

    def write_fields_alone(self, written: list[str], start: int, end: int) -> None:
        """Writes a list of the expressions, at their places, over the f-string from `start` to `end`."""
        written[start:end] = [char if char == "\n" else " " for char in written[start:end]]
        written[start] = "["
        written[end - len(self.quote)] = "]"
        for number, (first, last) in enumerate(sorted(self.fields)):
            written[first:last] = self.code[first:last]
            if number:
                written[first - 1] = ","
