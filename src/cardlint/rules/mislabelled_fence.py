"""CL202 mislabelled-fence."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Edit, Fix, Safety, Severity, Span
from cardlint.rules import Finding, rule
from cardlint.rules.unlabelled_fence import marks_span, shows_fence
from cardlint.signals import PYTHON_LABELS


@rule("CL202", "mislabelled-fence", Severity.INFO, fixable="safe")
def mislabelled_fence(facts: Facts) -> Iterator[Finding]:
    """A fence with usage code names another language than Python.

    Why:
        The code is shown with the wrong colours, and tools that trust labels pass it over.

    Bad:
        ```json
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Fix:
        Safe: writes `python` in the place of the wrong label.
    """
    source = facts.card.source
    for usage in facts.usage:
        fence, language = usage.snippet.fence, usage.snippet.language
        if fence is None or not fence.info or language in PYTHON_LABELS or shows_fence(usage.snippet, source):
            continue
        marks = marks_span(fence, source)
        word = fence.info.split()[0]
        start = source.text.index(word, marks.end)
        span = Span(start, start + len(word))
        fix = Fix((Edit(span, "python"),), Safety.SAFE, f"label the fence `python` instead of `{word}`")
        yield Finding(span, f"this fence holds Python but is labelled `{word}`; label it `python`", fix)
