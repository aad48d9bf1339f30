"""CL602 typographic-quotes."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Edit, Fix, Safety, Severity, Span
from cardlint.patterns import pattern
from cardlint.rules import Finding, rule

_STRAIGHT = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201b": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201f": '"',
    "\u201e": '"',
}
_QUOTES = pattern("[" + "".join(_STRAIGHT) + "]")


@rule("CL602", "typographic-quotes", Severity.ERROR, fixable="safe")
def typographic_quotes(facts: Facts) -> Iterator[Finding]:
    """The code has curly quotes where Python wants straight ones.

    Why:
        A text program has curled the quotes; Python refuses the piece with `invalid character`.  Curly
        quotes inside a string or a comment are right and are left alone.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset(\u201cacme/pond-birds\u201d)
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Fix:
        Safe: straight quotes, where the piece is then valid Python.
    """
    for usage in facts.usage:
        if usage.problem is None or usage.snippet.code.isascii():
            continue
        for line in usage.snippet.lines:
            places = list(_outside_strings(line.text))
            if not places:
                continue
            start = facts.card.source.offset(line.number, line.column)
            edits = tuple(Edit(Span(start + at, start + at + 1), _STRAIGHT[line.text[at]]) for at in places)
            sure = line.exact and _is_sound(line.text)
            fix = Fix(edits, Safety.SAFE, "straighten the quotes") if sure else None
            yield Finding(
                Span(start + places[0], start + places[0] + 1),
                f"`{line.text[places[0]]}` is no quote in Python: write `{_STRAIGHT[line.text[places[0]]]}`",
                fix,
            )


def _outside_strings(text: str) -> list[int]:
    """Where curly quotes stand outside straight-quoted strings and comments."""
    places = []
    inside = ""
    at = 0
    while at < len(text):
        char = text[at]
        if inside:
            if char == "\\":
                at += 1
            elif char == inside:
                inside = ""
        elif char in "\"'":
            inside = char
        elif char == "#":
            break
        elif char in _STRAIGHT:
            places.append(at)
        at += 1
    return places


def _is_sound(text: str) -> bool:
    """Whether the quotes of the line pair up once they are straight, and none hides in a string's text."""
    straight = [_STRAIGHT[char] for char in text if char in _STRAIGHT]
    kinds = set(straight)
    return len(kinds) == 1 and len(straight) % 2 == 0 and kinds.pop() not in _QUOTES.sub("", text)
