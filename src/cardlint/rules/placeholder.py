"""CL103 placeholder."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity
from cardlint.rules import Finding, rule


@rule("CL103", "placeholder", Severity.WARNING, of_usage=True)
def placeholder(facts: Facts) -> Iterator[Finding]:
    """The reader must fill something in before the usage code runs.

    Why:
        A copy of the code fails until the reader has understood what belongs there.  Where the value
        is known (the repository's own name, a file in it) the card can write it out.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("your_username/pond-birds")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```
    """
    for usage in facts.usage:
        for found in usage.placeholders:
            yield Finding(
                usage.span(found.node),
                f"'{found.text}' is a placeholder; write the value that a reader can run",
            )
