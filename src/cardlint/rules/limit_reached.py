"""CL004 limit-reached."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.lexical import STRONG
from cardlint.limits import MAX_SHAPE, REST
from cardlint.model import Origin, Severity, Snippet
from cardlint.rules import Finding, rule
from cardlint.signals import PYTHON_LABELS


@rule("CL004", "limit-reached", Severity.WARNING)
def limit_reached(facts: Facts) -> Iterator[Finding]:
    """A part of the card is too large to be checked.

    Why:
        One card must not keep a commit waiting.  Very long lines and very large or very many pieces
        are left out; all the rest of the card is checked.  A reader cannot use so much code anyway.
        Where it must be so, `--limit line=50000` or `line = 50000` below `[limits]` in the
        configuration file raises the limit that the message names.

    Bad:
        A fenced block of Python that holds a megabyte of data.

    Good:
        The data in a file of its own, and a few lines that load it.
    """
    front_matter = facts.card.front_matter
    if front_matter and facts.metadata.limit:
        yield Finding(facts.card.source.line_span(front_matter.first), facts.metadata.limit)
    for snippet in facts.card.snippets:
        if snippet.limit and may_be_python(snippet):
            yield Finding(facts.card.source.line_span(snippet.first), snippet.limit)


def may_be_python(snippet: Snippet) -> bool:
    """Whether what was left out is worth a word: labelled as Python, like Python, or the rest of the card."""
    if snippet.origin is Origin.INLINE or REST in snippet.limit:
        return True
    if snippet.language is not None:
        return snippet.language in PYTHON_LABELS
    return any(STRONG.match(line.text[:MAX_SHAPE]) for line in snippet.lines[:100])
