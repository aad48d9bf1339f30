"""CL004 limit-reached."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.lexical import STRONG
from cardlint.limits import MAX_SHAPE
from cardlint.model import Severity, Snippet
from cardlint.rules import Finding, rule
from cardlint.signals import PYTHON_LABELS


@rule("CL004", "limit-reached", Severity.WARNING)
def limit_reached(facts: Facts) -> Iterator[Finding]:
    """A part of the card is too large to be checked.

    Why:
        One card must not keep a commit waiting.  Very long lines and very large or very many pieces
        are left out; all the rest of the card is checked.  A reader cannot use so much code anyway.

    Bad:
        A fenced block of Python that holds a megabyte of data.

    Good:
        The data in a file of its own, and a few lines that load it.
    """
    for snippet in facts.card.snippets:
        if snippet.limit and _may_be_python(snippet):
            yield Finding(facts.card.source.line_span(snippet.first), snippet.limit)


def _may_be_python(snippet: Snippet) -> bool:
    if snippet.language is not None:
        return snippet.language in PYTHON_LABELS
    return any(STRONG.match(line.text[:MAX_SHAPE]) for line in snippet.lines[:100])
