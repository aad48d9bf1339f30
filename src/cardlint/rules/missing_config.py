"""CL302 missing-config."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import config_argument, quoted
from cardlint.model import Severity
from cardlint.rules import Finding, Skip, rule


@rule("CL302", "missing-config", Severity.ERROR)
def missing_config(facts: Facts) -> Iterator[Finding]:
    """The code names no config where there are several and none is the default.

    Why:
        `load_dataset` raises `ValueError: Config name is missing` for every reader.  Name a config in
        the call, or mark one with `default: true` in the front matter.

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
        ds = load_dataset("acme/pond-birds")
        ```

    Good:
        ---
        configs:
        - config_name: en
          data_files: en/*.csv
          default: true
        - config_name: fr
          data_files: fr/*.csv
        ---

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```
    """
    calls = [call for call in facts.own_calls if config_argument(call) is None]
    if not calls:
        return
    configs = [config for config in facts.metadata.configs if config.listed]
    if not configs:
        raise Skip("the front matter declares no configs")
    if len(configs) < 2 or any(config.default or config.name == "default" for config in configs):
        return
    names = [config.name for config in configs]
    path = facts.card.source
    line = path.position(configs[0].span.start)[0]
    for call in calls:
        yield Finding(
            call.usage.span(call.node),
            f"this call names no config, and none is the default: write one of {quoted(names)}, as in "
            f'`load_dataset(..., "{names[0]}")`, or mark one with `default: true` (line {line})',
        )
