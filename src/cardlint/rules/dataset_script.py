"""CL309 dataset-script."""

from collections.abc import Iterator

from cardlint.apis import SCRIPTS_REMOVED
from cardlint.facts import Facts
from cardlint.hub import hub_id, is_aimed_at, loading_calls, own_id
from cardlint.model import Severity
from cardlint.rules import Finding, rule

_WAYS_OUT = (
    'publish the data as Parquet, or let readers write `revision="refs/convert/parquet"` where the Hub has converted it'
)


@rule("CL309", "dataset-script", Severity.ERROR, of_usage=True)
def dataset_script(facts: Facts) -> Iterator[Finding]:
    """The code loads the data through a loading script.

    Why:
        `datasets` 4 and later run no scripts: `RuntimeError: Dataset scripts are no longer supported`
        (https://github.com/huggingface/datasets/issues/7693).  The ways out are to publish the data as
        Parquet (`push_to_hub`), or `revision="refs/convert/parquet"` where the Hub has made a copy.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("pond_birds.py")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", revision="refs/convert/parquet")
        ```
    """
    own = own_id(facts)
    files = (facts.repository.files if facts.repository else None) or frozenset()
    for call in loading_calls(facts):
        argument = call.argument("path", 0)
        text = argument.text if argument else None
        if argument is None or text is None:
            continue
        if text.endswith(".py"):
            what = f"`{text}` is a loading script"
        elif own and (hub_id(text) or "").lower() == own.lower() and f"{own.partition('/')[2]}.py" in files:
            if call.argument("revision") or call.open:
                continue
            what = f"this repository is loaded through its script `{own.partition('/')[2]}.py`"
        else:
            continue
        if not is_aimed_at("datasets", SCRIPTS_REMOVED, facts):
            return
        yield Finding(
            call.usage.span(argument.node),
            f"{what}, which datasets {SCRIPTS_REMOVED[0]} no longer runs: {_WAYS_OUT}",
        )
