"""CL305 wrong-repo-id."""

import re
from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import hub_id, is_packaged, literal_fix, loading_calls, named_ids, own_id
from cardlint.local import is_folder
from cardlint.model import Severity
from cardlint.rules import Finding, Skip, rule


@rule("CL305", "wrong-repo-id", Severity.WARNING, fixable="unsafe")
def wrong_repo_id(facts: Facts) -> Iterator[Finding]:
    """The code loads this data set by an id that is not quite its own.

    Why:
        After a rename or a move, or with other letter case, readers get a redirect at best and
        `DatasetNotFoundError` at worst.  The own id comes from `--repo-id` or from the git remote.  An
        id of another data set, which the card builds on or compares with, is not meant.

    Bad:
        settings: {"repo_id": "acme/pond-birds"}

        ```python
        from datasets import load_dataset
        ds = load_dataset("Acme/Pond-Birds")
        ```

    Good:
        settings: {"repo_id": "acme/pond-birds"}

        ```python
        from datasets import load_dataset
        ds = load_dataset("acme/pond-birds")
        ```

    Fix:
        Unsafe: the own id.
    """
    own = own_id(facts)
    if own is None:
        raise Skip("the card's own repository is not known (no --repo-id, no git remote on the Hub)")
    owner, _, name = own.partition("/")
    texts = [(call, argument, argument.text) for call in loading_calls(facts) if (argument := call.argument("path", 0))]
    for call, argument, text in texts:
        if text is None or text == own:
            continue
        if "/" not in text:
            fault = "has no owner" if text.lower() == name.lower() and not is_packaged(text) else None
        elif hub_id(text) != text:
            fault = None
        else:
            fault = _fault(text, owner, name, facts)
        if fault and not is_folder(text, call, facts):
            fix = literal_fix(argument.literal, own, "the id")
            yield Finding(call.usage.span(argument.node), f"`{text}` {fault}: this data set is `{own}`", fix)


def _fault(text: str, owner: str, name: str, facts: Facts) -> str | None:
    """What is wrong with an ``owner/name`` that is meant to be this data set's; None for another's."""
    other, _, called = text.partition("/")
    if text.lower() == f"{owner}/{name}".lower():
        return "differs in letter case"
    if called.lower() == name.lower():
        fault = "has another owner"
    elif other.lower() == owner.lower() and _plain(called) == _plain(name):
        fault = "has a stale name"
    else:
        return None
    return None if f"{owner}/{name}" in named_ids(facts) or _told_of(text, facts) else fault


def _plain(name: str) -> str:
    return re.sub(r"[-_.]", "", name).lower()


def _told_of(text: str, facts: Facts) -> bool:
    """Whether the card speaks of the other data set outside its usage code."""
    inside = {line.number for usage in facts.usage for line in usage.snippet.lines}
    wanted = text.lower()
    lines = facts.card.source.lines
    return any(number not in inside and wanted in line.lower() for number, line in enumerate(lines, 1))
