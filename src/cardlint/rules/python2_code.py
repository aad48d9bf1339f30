"""CL601 python2-code."""

import re
from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.lexical import parse
from cardlint.model import CodeLine, Edit, Fix, Safety, Severity, Span
from cardlint.patterns import pattern
from cardlint.rules import Finding, rule

_PRINT = pattern(
    r"(\s*(?:.*[;:]\s+)?)print\s+(?![=.,)\]:(+*/|&^%<>-])((?!in\b|is\b|and\b|or\b|if\b|not\b|for\b).+?)\s*$"
)
_EXCEPT = pattern(r"\s*except\s+[\w.()]+\s*,\s*\w+\s*:")
_EXEC = pattern(r"\s*exec\s+[\"'\w]")
_RAISE = pattern(r"\s*raise\s+[\w.]+\s*,\s*\S")
_SIMPLE = pattern(r"[^#;\\>]*$")


@rule("CL601", "python2-code", Severity.ERROR, fixable="unsafe")
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
        if usage.problem is None:
            continue
        for line in usage.snippet.lines:
            start = facts.card.source.offset(line.number, line.column)
            if found := _PRINT.match(line.text):
                span = Span(start + found.end(1), start + len(line.text.rstrip()))
                yield Finding(
                    span, "`print` without brackets is Python 2: write `print(...)`", _fix(line, found, start)
                )
            elif _EXCEPT.match(line.text):
                yield Finding(_span(line, start), "`except Error, name` is Python 2: write `except Error as name`")
            elif _RAISE.match(line.text):
                yield Finding(_span(line, start), "`raise Error, text` is Python 2: write `raise Error(text)`")
            elif _EXEC.match(line.text):
                yield Finding(_span(line, start), "`exec` without brackets is Python 2: write `exec(...)`")


def _span(line: CodeLine, start: int) -> Span:
    return Span(start + len(line.text) - len(line.text.lstrip()), start + len(line.text.rstrip()))


def _fix(line: CodeLine, found: "re.Match[str]", start: int) -> Fix | None:
    if not line.exact or not _SIMPLE.match(found[2]) or parse(f"print({found[2]})") is None:
        return None
    span = Span(start + found.end(1), start + found.end(2))
    return Fix((Edit(span, f"print({found[2]})"),), Safety.UNSAFE, "put brackets around what is printed")
