"""CL501 missing-import."""

import ast
from collections.abc import Iterator

from cardlint.conventions import import_for
from cardlint.facts import Facts, SnippetFacts
from cardlint.model import Edit, Fix, Safety, Severity, Span
from cardlint.rules import Finding, rule


@rule("CL501", "missing-import", Severity.WARNING, fixable="safe", once=True, of_usage=True)
def missing_import(facts: Facts) -> Iterator[Finding]:
    """The code uses a well-known name that it never imports.

    Why:
        Readers who copy the code get a NameError.  Only names with one usual origin are meant, such as
        `load_dataset`, `pd` and `np`; others are the business of undefined-name.

    Bad:
        ```python
        ds = load_dataset("acme/pond-birds")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Fix:
        Safe: the import at the top of the first piece that needs it.
    """
    for usage in facts.usage:
        for name in usage.unbound:
            if line := import_line(usage, name):
                yield Finding(
                    usage.span(name), f"`{name.id}` is never imported: write `{line}`", _insertion(usage, line)
                )


def import_line(usage: SnippetFacts, name: ast.Name) -> str | None:
    """The import that the unbound `name` lacks; None where that is for the author to say."""
    return import_for(name.id, usage.tree) if usage.tree is not None else None


def _insertion(usage: SnippetFacts, line: str) -> Fix | None:
    """The edit that puts `line` above the snippet's first statement, with the marks that stand before it."""
    snippet = usage.snippet
    first = _first_statement(usage)
    code = next((item for item in snippet.lines if item.number == first), None)
    if code is None or not code.exact or snippet.origin.value == "inline" or code.text[:1].isspace():
        return None
    whole = usage.source.lines[first - 1]
    before = whole[: code.column]
    if first == snippet.first and before.strip(" \t>") and first not in snippet.prompts:
        return None  # a list mark: it would be repeated
    start = usage.source.starts[first - 1]
    newline = usage.source.newline_of(first)
    return Fix((Edit(Span(start, start), f"{before}{line}{newline}"),), Safety.SAFE, f"insert `{line}`")


def _first_statement(usage: SnippetFacts) -> int:
    """The card line above which an import may stand: behind a docstring and `from __future__`."""
    assert usage.tree is not None
    for index, node in enumerate(usage.tree.body):
        docstring = index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not docstring and not future:
            decorators = getattr(node, "decorator_list", [])
            return usage.card_line(min([node.lineno, *(item.lineno for item in decorators)]))
    return usage.snippet.first
