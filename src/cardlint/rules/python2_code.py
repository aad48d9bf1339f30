"""CL601 python2-code."""

import re
from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.lexical import parse
from cardlint.model import CodeLine, Edit, Fix, Safety, Severity, Span
from cardlint.patterns import pattern
from cardlint.quotes import blanked
from cardlint.rules import Finding, rule

_PRINT = pattern(
    r"(\s*(?:.*[;:]\s+)?)print\s+(?![=.,)\]:(+*/|&^%<>-])((?!in\b|is\b|and\b|or\b|if\b|not\b|for\b).+?)\s*$"
)
_EXCEPT = pattern(r"\s*except\s+[\w.()]+\s*,\s*\w+\s*:")
_EXEC = pattern(r"\s*exec\s+[\"'\w]")
_RAISE = pattern(r"\s*raise\s+[\w.]+\s*,\s*\S")
_WORD = pattern(r"\b(?:print|except|exec|raise)\s")
_SIMPLE = pattern(r"[^#;\\>]*$")


@rule("CL601", "python2-code", Severity.ERROR, fixable="unsafe", of_usage=True)
def python2_code(facts: Facts) -> Iterator[Finding]:
    """The code is written for Python 2.

    Why:
        Python 3 has no `print` statement and no `except Error, name`; the whole piece fails with a
        SyntaxError.

    Bad:
        ```python
        import pandas as pd
        print len(pd.read_csv("train.csv"))
        ```

    Good:
        ```python
        import pandas as pd
        print(len(pd.read_csv("train.csv")))
        ```

    Fix:
        Unsafe: brackets around what is printed.
    """
    for usage in facts.usage:
        lines = usage.snippet.lines
        if usage.problem is None or not any(_WORD.search(line.text) for line in lines):
            continue
        for line, code in zip(lines, blanked([line.text for line in lines]), strict=True):
            start = facts.card.source.offset(line.number, line.column)
            span = Span(start + len(code) - len(code.lstrip()), start + len(code.rstrip()))
            if found := _PRINT.match(code):
                span = Span(start + found.end(1), span.end)
                yield Finding(
                    span, "`print` without brackets is Python 2: write `print(...)`", _fix(line, found, start)
                )
            elif _EXCEPT.match(code):
                yield Finding(span, "`except Error, name` is Python 2: write `except Error as name`")
            elif _RAISE.match(code):
                yield Finding(span, "`raise Error, text` is Python 2: write `raise Error(text)`")
            elif _EXEC.match(code):
                yield Finding(span, "`exec` without brackets is Python 2: write `exec(...)`")


def _fix(line: CodeLine, found: "re.Match[str]", start: int) -> Fix | None:
    """Brackets around what is printed, which `found` has with blanks for its strings."""
    first, last = found.span(2)
    printed = line.text[first:last]
    if not line.exact or not _SIMPLE.match(found[2]) or parse(f"print({printed})") is None:
        return None
    span = Span(start + found.end(1), start + last)
    return Fix((Edit(span, f"print({printed})"),), Safety.UNSAFE, "put brackets around what is printed")
