"""CL304 unknown-column."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import literal_fix, loaded_config, must_be_filled_in, offer, only_near
from cardlint.model import Severity, Span
from cardlint.rules import Finding, Skip, rule
from cardlint.values import Argument, Call, Features, Items, Literal, Row, Rows, Splits

_TAKES_COLUMNS = {
    "select_columns": "column_names",
    "remove_columns": "column_names",
    "rename_column": "original_column_name",
    "cast_column": "column",
    "class_encode_column": "column",
}


@rule("CL304", "unknown-column", Severity.WARNING, fixable="unsafe")
def unknown_column(facts: Facts) -> Iterator[Finding]:
    """The code uses a column that the data does not have.

    Why:
        The columns are those of `dataset_info.features` in the front matter; any other raises a
        `KeyError` or a `ValueError`.

    Bad:
        ---
        dataset_info:
          features:
          - name: text
            dtype: string
          splits:
          - name: train
        ---

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        print(ds["train"][0]["txt"])
        ```

    Good:
        ---
        dataset_info:
          features:
          - name: text
            dtype: string
          splits:
          - name: train
        ---

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        print(ds["train"][0]["text"])
        ```

    Fix:
        Unsafe: the one column that is spelt nearly like it.
    """
    known: dict[Call, tuple[str, ...]] = {}
    calls = list(facts.own_calls)
    for call in calls:
        config = loaded_config(facts, call)
        if config is not None and config.features and not call.argument("features"):
            known[call] = config.features
    if calls and not known:
        raise Skip("the front matter declares no features")
    wrong = {
        (span.start, name): (name, columns, literal, span)
        for literal, span, load in _uses(facts)
        if (columns := known.get(load)) and (name := literal.text) is not None and name not in columns
    }
    if not wrong:
        return
    from cardlint.guards import guarded_names

    guarded = guarded_names(facts)
    for name, columns, literal, span in wrong.values():
        if name not in guarded and not must_be_filled_in(name):
            fix = literal_fix(literal, only_near(name, columns), "the column")
            yield Finding(span, f"there is no column `{name}`: the data has {offer(name, columns)}", fix)


def _uses(facts: Facts) -> Iterator[tuple[Literal, Span, Call]]:
    """Each column that is named, its place, and the call that loaded the data."""
    for access in facts.program.accesses:
        base = access.base
        rows = base.rows if isinstance(base, (Row, Features)) else base
        if isinstance(rows, Rows) and rows.columns:
            yield access.key, access.usage.span(access.node.slice), rows.load
    for call in facts.program.calls:
        receiver = call.receiver
        if not isinstance(receiver, (Rows, Splits)) or not receiver.columns:
            continue
        if call.method in _TAKES_COLUMNS:
            argument = call.argument(_TAKES_COLUMNS[call.method], 0)
        elif call.method == "map":
            argument = call.argument("remove_columns")
        else:
            continue
        for literal in _literals(argument):
            yield literal, literal.usage.span(literal.node), receiver.load


def _literals(argument: Argument | None) -> list[Literal]:
    value = argument.value if argument else None
    if isinstance(value, Items):
        return [item for item in value.values if isinstance(item, Literal)]
    return [value] if isinstance(value, Literal) else []
