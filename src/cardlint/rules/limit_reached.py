"""CL004 limit-reached."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.front_matter import FrontMatter
from cardlint.lexical import STRONG
from cardlint.limits import MAX_SHAPE, REST
from cardlint.model import Origin, Severity, Snippet
from cardlint.rules import Finding, rule
from cardlint.signals import PYTHON_LABELS
from cardlint.source import Source


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
    limits = facts.settings.limits
    if front_matter and (size := _size_beyond(limits.front_matter, facts.card.source, front_matter)):
        found = f"the front matter has {size:,} characters; its configs are checked up to {limits.front_matter:,}"
        message = f"{found} {limits.how_to_raise('front-matter')}"
        yield Finding(facts.card.source.line_span(front_matter.first), message)
    for snippet in facts.card.snippets:
        if snippet.limit and may_be_python(snippet):
            yield Finding(facts.card.source.line_span(snippet.first), snippet.limit)


def _size_beyond(limit: int, source: Source, front_matter: FrontMatter) -> int:
    """The characters of the front matter as they are counted where it is read; 0 up to the limit."""
    if source.starts[front_matter.last - 1] - source.starts[front_matter.first] <= limit:  # as many at least
        return 0
    size = len(front_matter.text(source))
    return size if size > limit else 0


def may_be_python(snippet: Snippet) -> bool:
    """Whether what was left out is worth a word: labelled as Python, like Python, or the rest of the card."""
    if snippet.origin is Origin.INLINE or REST in snippet.limit:
        return True
    if snippet.language is not None:
        return snippet.language in PYTHON_LABELS
    return any(STRONG.match(line.text[:MAX_SHAPE]) for line in snippet.lines[:100])
