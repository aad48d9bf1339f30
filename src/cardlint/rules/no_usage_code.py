"""CL104 no-usage-code."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import own_id
from cardlint.model import Fix, Severity
from cardlint.rules import Finding, Skip, rule
from cardlint.rules.limit_reached import may_be_python


@rule("CL104", "no-usage-code", Severity.WARNING, fixable="unsafe")
def no_usage_code(facts: Facts) -> Iterator[Finding]:
    """The card shows no Python code that a reader could run.

    Why:
        A reader has to find out alone how the data is loaded: which config, which split, which
        library.  With `--require usage` or `--require runnable` this is an error.

    Bad:
        # Pond birds

        Photos of birds on ponds.

    Good:
        # Pond birds

        Photos of birds on ponds.

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", split="train")
        ```

    Fix:
        Unsafe: writes a usage section from the card's metadata, where the repository's name is known.
    """
    if not facts.usage:
        if any(snippet.limit and may_be_python(snippet) for snippet in facts.card.snippets):
            raise Skip("a part of the card that may be usage code was not looked at (limit-reached)")
        severity = Severity.ERROR if facts.settings.require else None
        message = "no usage code: show in a few lines of Python how to load the data"
        yield Finding(None, message, _fix(facts), severity)


def _fix(facts: Facts) -> Fix | None:
    if own_id(facts) is None:  # nothing can be written then, and the module below takes a while to load
        return None
    from cardlint.usage_section import usage_section_fix

    return usage_section_fix(facts)
