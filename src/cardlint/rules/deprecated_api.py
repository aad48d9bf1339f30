"""CL402 deprecated-api."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity
from cardlint.rules import Finding, rule


@rule("CL402", "deprecated-api", Severity.WARNING, fixable="safe", of_usage=True)
def deprecated_api(facts: Facts) -> Iterator[Finding]:
    """The code gives an argument that its library ignores.

    Why:
        Nothing fails, but readers get a message, and may believe that the argument is needed:
        `trust_remote_code=True` asks them for trust that nothing uses any more.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", trust_remote_code=True)
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Fix:
        Safe: the argument is deleted.
    """
    for use in facts.removed_uses:
        if use.api.ignored:
            yield Finding(use.span, f"{use.label} is ignored since {use.api.since}: delete it", use.fix)
