"""CL102 undefined-name."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity
from cardlint.names import bound_names
from cardlint.rules import Finding, rule, runs
from cardlint.rules.missing_import import import_line


@rule("CL102", "undefined-name", Severity.WARNING, of_usage=True)
def undefined_name(facts: Facts) -> Iterator[Finding]:
    """The usage code uses a name that neither it nor an earlier piece of the card binds.

    Why:
        The code stops with a NameError.  A reader cannot know what the name stands for.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", split="train")
        print(birds[0])
        ```

    Good:
        ```python
        from datasets import load_dataset
        birds = load_dataset("acme/pond-birds", split="train")
        print(birds[0])
        ```
    """
    others = runs("missing-import", facts.settings)
    unbound = [(usage, node) for usage in facts.usage for node in usage.unbound]
    bound = {name for usage in facts.usage if unbound and usage.tree for name in bound_names(usage.tree)}
    for usage, node in unbound:
        if not (others and import_line(usage, node)):
            yield Finding(usage.span(node), _message(node.id, node.id in bound))


def _message(name: str, elsewhere: bool) -> str:
    if elsewhere:
        return f"'{name}' is assigned elsewhere in this card, but has no value here; check the order of the lines"
    return f"'{name}' is never imported or assigned in this card; add the line that defines it"
