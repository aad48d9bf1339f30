"""CL301 unknown-config."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import config_argument, literal_fix, must_be_filled_in, offer, only_near
from cardlint.model import Severity
from cardlint.rules import Finding, Skip, rule


@rule("CL301", "unknown-config", Severity.ERROR, fixable="unsafe")
def unknown_config(facts: Facts) -> Iterator[Finding]:
    """The code loads a config that the front matter does not declare.

    Why:
        `load_dataset` raises `ValueError: BuilderConfig ... not found` for every reader.  The configs
        are those under `configs` and `dataset_info` in the card's own front matter.

    Bad:
        ---
        configs:
        - config_name: en
          data_files: en/*.csv
        - config_name: fr
          data_files: fr/*.csv
        ---

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", "english")
        ```

    Good:
        ---
        configs:
        - config_name: en
          data_files: en/*.csv
        - config_name: fr
          data_files: fr/*.csv
        ---

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds", "en")
        ```

    Fix:
        Unsafe: the one declared config that is spelt nearly like it.
    """
    calls = [(call, argument) for call in facts.own_calls if (argument := config_argument(call))]
    if not calls:
        return
    names = [config.name for config in facts.metadata.configs if config.name]
    if not names:
        raise Skip("the front matter declares no configs")
    wrong = [(call, argument, text) for call, argument in calls if (text := argument.text) and text not in names]
    if not wrong:
        return
    from cardlint.guards import guarded_names

    guarded = guarded_names(facts)
    for call, argument, text in wrong:
        if text in guarded or must_be_filled_in(text):
            continue
        only = "only " if len(names) == 1 else ""
        fix = literal_fix(argument.literal, only_near(text, names), "the config")
        message = f"there is no config `{text}`: the front matter declares {only}{offer(text, names)}"
        yield Finding(call.usage.span(argument.node), message, fix)
