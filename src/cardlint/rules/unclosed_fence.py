"""CL203 unclosed-fence."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.lexical import parse
from cardlint.model import Edit, Fix, Kind, Safety, Severity, Snippet, Span
from cardlint.rules import Finding, rule
from cardlint.rules.unlabelled_fence import marks_span
from cardlint.signals import PYTHON_LABELS


@rule("CL203", "unclosed-fence", Severity.WARNING, fixable="safe")
def unclosed_fence(facts: Facts) -> Iterator[Finding]:
    """A fence with code is opened and never closed.

    Why:
        All that follows in the card is shown as code.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Fix:
        Safe: closes it at the end of the file, where the code goes on to there.  Python that does not
        compile may have prose at its end, and is left to its author.
    """
    source = facts.card.source
    for snippet in facts.card.snippets:
        fence = snippet.fence
        if fence is None or fence.last is not None:
            continue
        fix = None
        rest = source.lines[snippet.lines[-1].number :]
        if not any(line.strip() for line in rest) and fence.column == 0 and not _is_broken(snippet):
            end = len(source.text)
            newline = source.newline_of(fence.first)
            ends = source.text.endswith(("\n", "\r"))
            edit = Edit(Span(end, end), f"{fence.marker}{newline}" if ends else f"{newline}{fence.marker}")
            fix = Fix((edit,), Safety.SAFE, "close the fence at the end of the file")
        message = f"this fence is never closed; add a line '{fence.marker}' below the code"
        yield Finding(marks_span(fence, source), message, fix)


def _is_broken(snippet: Snippet) -> bool:
    """Whether it should be Python and is not."""
    should_be = snippet.kind is Kind.USAGE or snippet.language in PYTHON_LABELS
    return should_be and parse(snippet.code) is None
