"""CL303 unknown-split."""

from collections.abc import Collection, Iterator

from cardlint.facts import Facts
from cardlint.hub import literal_fix, loaded_config, must_be_filled_in, offer, only_near
from cardlint.model import Severity, Span
from cardlint.patterns import pattern
from cardlint.rules import Finding, Skip, rule
from cardlint.values import Argument, Call, Items, Literal, Splits

_PART = pattern(r"\s*([\w.-]+?)\s*(?:\[[^\]]*\](?:\([\w]+\))?)?\s*$")


@rule("CL303", "unknown-split", Severity.ERROR, fixable="unsafe")
def unknown_split(facts: Facts) -> Iterator[Finding]:
    """The code uses a split that the loaded config does not have.

    Why:
        `split="validation"` raises `ValueError: Unknown split`, and `ds["validation"]` a `KeyError`.
        The splits are those of the config's `data_files` or of `dataset_info` in the front matter.

    Bad:
        ---
        dataset_info:
          splits:
          - name: train
          - name: test
        ---

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", split="validation")
        ```

    Good:
        ---
        dataset_info:
          splits:
          - name: train
          - name: test
        ---

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", split="test")
        ```

    Fix:
        Unsafe: the one declared split that is spelt nearly like it.
    """
    known: dict[Call, tuple[str, ...]] = {}
    calls = list(facts.own_calls)
    for call in calls:
        config = loaded_config(facts, call)
        if config is not None and config.splits:
            known[call] = config.splits
    if calls and not known:
        raise Skip("the front matter declares no splits")
    wrong = [item for item in _uses(facts, known) if item[1] not in known[item[0]]]
    if not wrong:
        return
    from cardlint.guards import guarded_names

    guarded = guarded_names(facts)
    for call, name, literal, span in wrong:
        if name not in guarded and not must_be_filled_in(name):
            yield _finding(name, known[call], literal, span)


def _uses(facts: Facts, calls: Collection[Call]) -> Iterator[tuple[Call, str, Literal, Span]]:
    """Each split of what one of the `calls` loads, where it is named."""
    for call in calls:
        argument = call.argument("split", 4)
        if argument is None or call.path != "datasets.load_dataset":
            continue
        for literal in _literals(argument):
            for name in _names(literal.text or ""):
                if name != "all":
                    yield call, name, literal, call.usage.span(argument.node)
    for access in facts.program.accesses:
        if isinstance(access.base, Splits) and access.base.load in calls:
            yield access.base.load, access.key.text or "", access.key, access.usage.span(access.node.slice)


def _finding(name: str, splits: tuple[str, ...], literal: Literal, span: Span) -> Finding:
    have = "has only" if len(splits) == 1 else "has"
    near = only_near(name, splits) or (splits[0] if len(splits) == 1 else None)
    fix = literal_fix(literal, near, "the split") if literal.text == name else None
    return Finding(span, f"there is no split `{name}`: the config {have} {offer(name, splits)}", fix)


def _literals(argument: Argument) -> list[Literal]:
    value = argument.value
    if isinstance(value, Items):
        return [item for item in value.values if isinstance(item, Literal)]
    return [value] if isinstance(value, Literal) else []


def _names(text: str) -> list[str]:
    """The splits of an expression such as ``train[:10%]+test``; none where it has another form."""
    found = [_PART.match(part) for part in text.split("+")]
    return [match[1] for match in found if match] if all(found) else []
