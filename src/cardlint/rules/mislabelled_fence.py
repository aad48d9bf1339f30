"""CL202 mislabelled-fence."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Edit, Fix, Safety, Severity, Span
from cardlint.patterns import pattern
from cardlint.rules import Finding, rule
from cardlint.rules.unlabelled_fence import holds_more, marks_span, right_label
from cardlint.signals import OTHER_LABELS, PYTHON_LABELS
from cardlint.snippets import label_span

_LABEL = pattern(r"""\w[\w+#-]*(?:[:,][\w./-]+|\s*\{[^{}]*\}|\s+[\w.-]+=(?:"[^"]*"|'[^']*'|[^\s"'(){}\[\]]+))*""")
"""One word with what may follow it: ``json:data.json``, ``json {1,3}``, ``json title="load"``."""


@rule("CL202", "mislabelled-fence", Severity.INFO, fixable="safe", of_usage=True)
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
        Safe: writes `python` in the place of the wrong label, `pycon` where the code has prompts.
    """
    source = facts.card.source
    for usage in facts.usage:
        snippet = usage.snippet
        fence, language = snippet.fence, snippet.language
        if fence is None or not fence.info or language in PYTHON_LABELS or not _is_label(fence.info, language):
            continue
        if snippet.magics or holds_more(snippet, source):
            continue  # a shell's label may be right
        first, last = label_span(fence.info) or (0, 0)
        old, new = fence.info[first:last], right_label(snippet)
        start = source.text.index(fence.info, marks_span(fence, source).end) + first
        span = Span(start, start + len(old))
        fix = Fix((Edit(span, new),), Safety.SAFE, f"label the fence `{new}` instead of `{old}`")
        yield Finding(span, f"this fence holds Python but is labelled `{old}`; label it `{new}`", fix)


def _is_label(info: str, language: str | None) -> bool:
    """Whether an info string is a label, perhaps with attributes, and no code or prose."""
    if info.startswith("{"):  # in braces a word may also be a directive
        return language in OTHER_LABELS
    return _LABEL.fullmatch(info) is not None
