"""CL201 unlabelled-fence."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Edit, Fence, Fix, Safety, Severity, Snippet, Span
from cardlint.rules import Finding, rule
from cardlint.source import Source


@rule("CL201", "unlabelled-fence", Severity.INFO, fixable="safe")
def unlabelled_fence(facts: Facts) -> Iterator[Finding]:
    """A fence with usage code names no language.

    Why:
        The Hub then shows the code without colours, and tools that trust labels pass it over.

    Bad:
        ```
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Fix:
        Safe: writes `python` behind the opening marks.
    """
    for usage in facts.usage:
        fence = usage.snippet.fence
        if fence is not None and not fence.info and not shows_fence(usage.snippet, facts.card.source):
            span = marks_span(fence, facts.card.source)
            fix = Fix((Edit(Span(span.end, span.end), "python"),), Safety.SAFE, "label the fence `python`")
            yield Finding(span, "this fence holds Python; label it `python`", fix)


def marks_span(fence: Fence, source: Source) -> Span:
    """The span of a fence's opening marks."""
    start = source.offset(fence.first, fence.column)
    return Span(start, start + len(fence.marker))


def shows_fence(snippet: Snippet, source: Source) -> bool:
    """Whether the snippet's fence shows another fence around the code: then it holds Markdown."""
    fence = snippet.fence
    if fence is None:
        return False
    code = {line.number for line in snippet.lines}
    inside = range(fence.first + 1, fence.last or len(source.lines) + 1)
    return any(n not in code and source.lines[n - 1].lstrip(" \t>").startswith(("```", "~~~")) for n in inside)
