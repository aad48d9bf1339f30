"""CL603 invisible-character."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Edit, Fix, Kind, Safety, Severity, Span
from cardlint.quotes import blanked
from cardlint.rules import Finding, rule

_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
BLANKS = "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"
NOTHING = "\u200b\u2060\ufeff\u00ad"
_ODD = frozenset(BLANKS + NOTHING)
_NAMES = {
    "\u00a0": "no-break space",
    "\u3000": "ideographic space",
    "\u202f": "narrow no-break space",
    "\u200b": "zero-width space",
    "\u2060": "word joiner",
    "\ufeff": "byte order mark",
    "\u00ad": "soft hyphen",
}


@rule("CL603", "invisible-character", Severity.WARNING, fixable="safe", of_usage=True)
def invisible_character(facts: Facts) -> Iterator[Finding]:
    """The code holds a character that looks like a blank, or like nothing.

    Why:
        A no-break space or a zero-width space outside a string is a SyntaxError that nobody sees.
        Controls of the writing direction can make code read other than it runs, and are an error
        wherever they stand.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds",\u00a0split="train")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", split="train")
        ```

    Fix:
        Safe: an ordinary space, or nothing, where the piece is not valid Python as it stands.
    """
    for usage in facts.usage:
        snippet = usage.snippet
        if snippet.kind is not Kind.USAGE or snippet.code.isascii():
            continue
        broken = usage.problem is not None and any(map(snippet.code.__contains__, BLANKS + NOTHING))
        code = blanked([line.text for line in snippet.lines]) if broken else [""] * len(snippet.lines)
        for line, outside in zip(snippet.lines, code, strict=True):
            start = facts.card.source.offset(line.number, line.column)
            bidi = next((at for at, char in enumerate(line.text) if char in _BIDI), None)
            if bidi is not None:
                message = (
                    f"a control of the writing direction (U+{ord(line.text[bidi]):04X}) can hide what the code does"
                )
                span = Span(start + bidi, start + bidi + 1)
                yield Finding(span, f"{message}: delete it", severity=Severity.ERROR)
                continue
            found = [(at, char) for at, char in enumerate(outside) if char in _ODD]
            if not found:
                continue
            at, char = found[0]
            name = _NAMES.get(char, "blank that is no ordinary space")
            cure = "write an ordinary space" if char in BLANKS else "delete it"
            edits = tuple(Edit(Span(start + at, start + at + 1), " " if odd in BLANKS else "") for at, odd in found)
            what = "write ordinary spaces" if any(odd in BLANKS for _, odd in found) else "delete what cannot be seen"
            fix = Fix(edits, Safety.SAFE, what) if line.exact else None
            message = f"a {name} (U+{ord(char):04X}) stands in the code: {cure}"
            yield Finding(Span(start + at, start + at + 1), message, fix)
