"""CL308 unknown-argument."""

from collections.abc import Iterator

from cardlint.apis import Table, api_table
from cardlint.facts import Facts
from cardlint.hub import is_packaged, nearest, quoted
from cardlint.model import Severity, Span
from cardlint.rules import Finding, rule
from cardlint.values import Call


@rule("CL308", "unknown-argument", Severity.ERROR)
def unknown_argument(facts: Facts) -> Iterator[Finding]:
    """The code gives `load_dataset` an argument that nothing reads.

    Why:
        What `load_dataset` does not take itself goes to the format's builder, which raises
        `ValueError: BuilderConfig ... doesn't have a 'lang1' key`.  Only loading scripts, which no
        longer run, read such arguments.  Parameters of the formats (`sep=`, `columns=`...) are known.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", lang1="en", lang2="fr")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", "en-fr")
        ```
    """
    table = api_table()
    gone = {(api.path, api.keyword) for api in table.removed if api.kind == "keyword"}
    for call in facts.program.calls_of(*table.parameters):
        allowed = _allowed(call, table)
        for keyword in call.node.keywords:
            name = keyword.arg
            if name is None or name in allowed or (call.path, name) in gone:
                continue
            function = call.path.removeprefix("datasets.")
            near = nearest(name, sorted(allowed), 1)
            cure = f"did you mean {quoted(near)}?" if len(near) == 1 else "name the config instead, or leave it out"
            start = call.usage.span(keyword).start
            yield Finding(
                Span(start, start + len(name)),
                f"`{function}` takes no `{name}=`, and no data format does (only loading scripts did): {cure}",
            )


def _allowed(call: Call, table: Table) -> set[str]:
    """The keywords of the function, and of the formats that the call may read."""
    argument = call.argument("path", 0)
    text = argument.text if argument else None
    names = {*table.parameters[call.path], *table.config_fields}
    builders = [text] if text is not None and is_packaged(text) else list(table.builders)
    for builder in builders:
        names.update(table.builders.get(builder, ()))
    return names
