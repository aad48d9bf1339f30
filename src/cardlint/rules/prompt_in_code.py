"""CL604 prompt-in-code."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Kind, Severity
from cardlint.rules import Finding, rule

PYTHON = ("python", "py", "python3")


@rule("CL604", "prompt-in-code", Severity.INFO)
def prompt_in_code(facts: Facts) -> Iterator[Finding]:
    """A block labelled `python` holds prompts.

    Why:
        Who copies the block gets the `>>>` too, and a SyntaxError.  Leave the prompts out, or label the
        block `pycon`, which says that it is a session.

    Bad:
        ```python
        >>> from datasets import load_dataset
        >>> ds = load_dataset("acme/pond-birds")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```
    """
    for snippet in facts.card.snippets:
        if snippet.kind is Kind.USAGE and snippet.prompts and snippet.fence and (snippet.language or "") in PYTHON:
            yield Finding(
                facts.card.source.line_span(snippet.prompts[0]),
                "prompts are copied with the code: leave them out, or label the block `pycon`",
            )
