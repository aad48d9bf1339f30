"""CL401 removed-api."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity
from cardlint.rules import Finding, rule


@rule("CL401", "removed-api", Severity.ERROR, fixable="safe", of_usage=True)
def removed_api(facts: Facts) -> Iterator[Finding]:
    """The code uses a name or an argument that its library no longer has.

    Why:
        The call fails for every reader with today's library.  The table behind this rule was checked
        against datasets 5, huggingface_hub 2 and transformers 5; set `[versions]` in the configuration
        to aim at older ones.  Where the card itself pins a library (`pip install "datasets<3"`), that counts.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", use_auth_token=True)
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", token=True)
        ```

    Fix:
        Safe, where the replacement means the same (`token=` for `use_auth_token=`).
    """
    for use in facts.removed_uses:
        if not use.api.ignored:
            since = f"was removed in {use.api.since}" if use.api.removed_in else f"is not in {use.api.since}"
            instead = use.api.instead
            cure = f"write {instead}" if instead.startswith("`") else instead or "nothing takes its place"
            yield Finding(use.span, f"{use.label} {since}: {cure}", use.fix)
