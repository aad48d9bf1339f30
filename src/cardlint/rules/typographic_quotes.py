"""CL602 typographic-quotes."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.lexical import parse
from cardlint.model import CodeLine, Edit, Fix, Safety, Severity, Span
from cardlint.quotes import STRAIGHT, blanked
from cardlint.rules import Finding, rule
from cardlint.rules.invisible_character import BLANKS, NOTHING


@rule("CL602", "typographic-quotes", Severity.ERROR, fixable="safe", of_usage=True)
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
        lines = usage.snippet.lines
        if usage.problem is None or not any(map(usage.snippet.code.__contains__, STRAIGHT)):
            continue
        places, valid = _places(lines)
        starts = [facts.card.source.offset(line.number, line.column) for line in lines]
        edits = tuple(
            Edit(Span(start + at, start + at + 1), STRAIGHT[line.text[at]])
            for line, start, found in zip(lines, starts, places, strict=True)
            for at in found
        )
        exact = all(line.exact for line, found in zip(lines, places, strict=True) if found)
        fix = Fix(edits, Safety.SAFE, "straighten the quotes") if valid and exact else None
        for line, start, found in zip(lines, starts, places, strict=True):
            if found:
                quote = line.text[found[0]]
                message = f"`{quote}` is no quote in Python: write `{STRAIGHT[quote]}`"
                yield Finding(Span(start + found[0], start + found[0] + 1), message, fix)


def _places(lines: tuple[CodeLine, ...]) -> tuple[list[list[int]], bool]:
    """Where in each line typographic quotes stand for straight ones, and whether straight ones give valid Python."""
    texts = [line.text for line in lines]
    first = None
    for mixed in (False, True):
        code = blanked(texts, mixed)
        places = [[at for at, char in enumerate(line) if char in STRAIGHT] for line in code]
        if any(places) and parse("\n".join(map(_typed, texts, code))) is not None:
            return places, True
        first = first or places
    return first or [], False


def _typed(text: str, code: str) -> str:
    """`text` as a keyboard would give it, but for what stands in its strings and comments."""
    if text.isascii():
        return text
    return "".join(_KEYS.get(char, char) if char == kept else char for char, kept in zip(text, code, strict=True))


_KEYS = STRAIGHT | dict.fromkeys(BLANKS, " ") | dict.fromkeys(NOTHING, "")
