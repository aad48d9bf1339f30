"""CL002 unused-suppression."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity
from cardlint.rules import Finding, rule


@rule("CL002", "unused-suppression", Severity.INFO)
def unused_suppression(facts: Facts) -> Iterator[Finding]:
    """A comment switches off what is not reported there.

    Why:
        The fault was mended, the comment stands in the wrong place, or there is no rule of that name;
        left alone, it will hide the next fault.

    Bad:
        <!-- cardlint: ignore CL101 -->
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```
    """
    # What is unused is known only after all other rules: the engine finds it (`cardlint.suppressions`).
    yield from ()
