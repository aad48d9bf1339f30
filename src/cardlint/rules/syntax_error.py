"""CL101 syntax-error."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity, Span
from cardlint.rules import Finding, rule
from cardlint.tabs import tab_fix


@rule("CL101", "syntax-error", Severity.ERROR, fixable="safe", of_usage=True)
def syntax_error(facts: Facts) -> Iterator[Finding]:
    """The usage code is not valid Python.

    Why:
        Every reader who copies the code gets a SyntaxError before anything is loaded.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds"
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Fix:
        Safe: writes spaces for tabs in the indentation, where that alone makes the code valid.
    """
    for usage in facts.usage:
        problem = usage.problem
        if problem is None:
            continue
        start = usage.offset(problem.line, problem.column)
        end = usage.offset(problem.end_line, problem.end_column)
        yield Finding(Span(start, max(start, end)), f"not valid Python: {problem.message}", tab_fix(usage))
