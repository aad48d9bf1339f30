"""f-strings as Python 3.12 reads them, for the Pythons before it (PEP 701)."""

from __future__ import annotations

from cardlint.patterns import pattern

_OPENER = pattern(r"(?<![\w\"'])(?:[fF][rR]?|[rR][fF])(\"\"\"|'''|\"|')")


def with_other_quotes(code: str) -> str:
    """`code` with the other kind of quote wherever a replacement field reuses its f-string's own.

    Each character keeps its place, so positions in the result are positions in `code`.
    """
    characters = list(code)
    at = 0
    while opener := _OPENER.search(code, at):
        at = _mend(characters, opener.end(), opener[1])
    return "".join(characters)


def _mend(characters: list[str], at: int, quote: str) -> int:
    """Exchanges the quotes in the fields of the f-string whose text starts at `at`; returns the index behind it."""
    other = "'" if quote[0] == '"' else '"'
    depth = 0
    while at < len(characters):
        char = characters[at]
        if char == "\n" and len(quote) == 1:
            return at
        if depth == 0 and (char == "\\" or (char in "{}" and characters[at + 1 : at + 2] == [char])):
            at += 1
        elif char == "{":
            depth += 1
        elif char == "}":
            depth = max(0, depth - 1)
        elif char == quote[0]:
            if depth == 0 and "".join(characters[at : at + len(quote)]) == quote:
                return at + len(quote)
            if depth > 0:
                characters[at] = other
        at += 1
    return at
