"""CL106 syntax-warning."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity, Span
from cardlint.rules import Finding, rule


@rule("CL106", "syntax-warning", Severity.INFO, of_usage=True)
def syntax_warning(facts: Facts) -> Iterator[Finding]:
    r"""Python compiles the usage code with a warning.

    Why:
        The code runs, but a later Python may refuse it, or it does not mean what it seems to.

    Bad:
        ```python
        import re
        print(re.findall("\d+", "12 ducks"))
        ```

    Good:
        ```python
        import re
        print(re.findall(r"\d+", "12 ducks"))
        ```
    """
    for usage in facts.usage:
        for warning in usage.warnings:
            start = usage.offset(warning.line, warning.column)
            line = facts.card.source.line_span(usage.card_line(warning.line))
            yield Finding(Span(start, max(start, line.end)), f"Python warns: {warning.message}")
