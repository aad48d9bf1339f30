"""CL105 not-runnable."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity, Verdict
from cardlint.rules import Finding, rule


@rule("CL105", "not-runnable", Severity.ERROR)
def not_runnable(facts: Facts) -> Iterator[Finding]:
    """The card has usage code, but no piece of it runs as it stands; only with `--require runnable`.

    Why:
        One piece that can be copied and run is what a reader needs first.

    Bad:
        settings: {"require": "runnable"}

        ```python
        ds = load_dataset("acme/pond-birds")
        ```

    Good:
        settings: {"require": "runnable"}

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```
    """
    if facts.settings.require == "runnable" and facts.verdict in (Verdict.BROKEN, Verdict.INCOMPLETE):
        first = facts.usage[0].snippet
        span = facts.card.source.line_span(first.first)
        yield Finding(span, f"no piece of the usage code runs as it stands (verdict: {facts.verdict.value})")
