"""CL308 unknown-argument."""

from collections.abc import Iterator

from cardlint.apis import Table, api_table
from cardlint.facts import Facts
from cardlint.hub import close_matches, is_packaged, quoted
from cardlint.model import Severity, Span
from cardlint.rules import Finding, rule
from cardlint.values import Call

_CONFIG_WORDS = ("config", "config_name", "configuration", "subset")


@rule("CL308", "unknown-argument", Severity.ERROR, of_usage=True)
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
    if not facts.program.calls:
        return
    table = api_table()
    for call in facts.program.calls_of(*table.parameters):
        unknown = call.keywords.keys() - table.parameters[call.path]
        if not unknown:
            continue
        allowed = _allowed(call, table)
        gone = {api.keyword for api in table.removed if api.kind == "keyword" and api.path == call.path}
        names = [k.arg for k in call.node.keywords if k.arg in unknown and k.arg not in allowed and k.arg not in gone]
        if not names:
            continue
        first = next(keyword for keyword in call.node.keywords if keyword.arg == names[0])
        start = call.usage.span(first).start
        listed = quoted([f"{name}=" for name in names])
        yield Finding(
            Span(start, start + len(names[0])),
            f"`{call.path.removeprefix('datasets.')}` takes no {listed}, and no data format reads it "
            f"(only loading scripts did): {_cure(names[0], table.parameters[call.path])}",
        )


def _cure(name: str, parameters: tuple[str, ...]) -> str:
    if name in _CONFIG_WORDS:
        return "write `name=`"
    near = close_matches(name, parameters, 1, 0.85)
    return f"did you mean `{near[0]}=`?" if near else "name a config instead, or leave it out"


def _allowed(call: Call, table: Table) -> set[str]:
    """The keywords of the function, and of the formats that the call may read."""
    argument = call.argument("path", 0)
    text = argument.text if argument else None
    names = {*table.parameters[call.path], *table.config_fields}
    builders = [text] if text is not None and is_packaged(text) else list(table.builders)
    for builder in builders:
        names.update(table.builders.get(builder, ()))
    return names
