"""CL003 fix-refused."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity
from cardlint.rules import Finding, rule


@rule("CL003", "fix-refused", Severity.INFO)
def fix_refused(facts: Facts) -> Iterator[Finding]:
    """A fix was not applied, because it would have done harm or no good.

    Why:
        Every fix is proven before it is kept: the verdict is no worse, the front matter and all other
        code are as before, and what it mends is gone.  One that fails is left out, and said here.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", "nests", split="tset")
        ```

        (`--fix` finds a repair, and finds that the code would be worse with it)

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", "nests", split="test")
        ```

        (repaired by hand)
    """
    # `cardlint.fixes` reports it: only there is it known.
    yield from ()
