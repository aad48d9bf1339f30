"""CL605 magic-in-code."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Kind, Severity
from cardlint.rules import Finding, rule
from cardlint.rules.prompt_in_code import PYTHON


@rule("CL605", "magic-in-code", Severity.INFO)
def magic_in_code(facts: Facts) -> Iterator[Finding]:
    """A block labelled `python` holds notebook commands.

    Why:
        `!pip install` and `%matplotlib` work in a notebook only; in Python they are a SyntaxError.  Put
        shell commands into a `bash` block of their own.

    Bad:
        ```python
        !pip install datasets
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```
    """
    for snippet in facts.card.snippets:
        if snippet.kind is Kind.USAGE and snippet.magics and snippet.fence and (snippet.language or "") in PYTHON:
            yield Finding(
                facts.card.source.line_span(snippet.magics[0]),
                "a notebook command does not run in Python: put it into a block of its own",
            )
