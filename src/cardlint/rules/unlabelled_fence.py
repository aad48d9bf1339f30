"""CL201 unlabelled-fence."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Edit, Fence, Fix, Safety, Severity, Snippet, Span
from cardlint.patterns import pattern
from cardlint.rules import Finding, rule
from cardlint.sessions import is_shell
from cardlint.source import Source

_SHELL = pattern(r"""(?:[$%] +)?(?:python3?|ipython)\s*$|.*(?<!<)<<-?\ ?["']?[A-Z_]+["']?(?=\s|$)""")
"""A line that starts Python, or a shell's here-document (``python - <<'EOF'``)."""


@rule("CL201", "unlabelled-fence", Severity.INFO, fixable="safe", of_usage=True)
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
        Safe: writes `python` behind the opening marks, `pycon` where the code has prompts.
    """
    source = facts.card.source
    for usage in facts.usage:
        snippet = usage.snippet
        fence = snippet.fence
        if fence is not None and not fence.info and not holds_more(snippet, source):
            span = marks_span(fence, source)
            word = right_label(snippet)
            fix = Fix((Edit(Span(span.end, span.end), word),), Safety.SAFE, f"label the fence `{word}`")
            yield Finding(span, f"this fence holds Python; label it `{word}`", fix)


def right_label(snippet: Snippet) -> str:
    """What a fence with the usage code is to be labelled."""
    return "pycon" if snippet.prompts else "python"


def marks_span(fence: Fence, source: Source) -> Span:
    """The span of a fence's opening marks."""
    start = source.offset(fence.first, fence.column)
    return Span(start, start + len(fence.marker))


def holds_more(snippet: Snippet, source: Source) -> bool:
    """Whether the snippet's fence holds more than Python: another fence around the code, or lines for a shell."""
    fence = snippet.fence
    if fence is None:
        return False
    code = {line.number for line in snippet.lines}
    inside = range(fence.first + 1, fence.last or len(source.lines) + 1)
    rest = [source.lines[n - 1].lstrip(" \t>") for n in inside if n not in code]
    return any(text.startswith(("```", "~~~")) or is_shell(text) or _SHELL.match(text) for text in rest if text)
