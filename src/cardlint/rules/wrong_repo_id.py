"""CL305 wrong-repo-id."""

import re
from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import hub_id, is_folder_of_repository, is_packaged, literal_fix, loading_calls, named_ids, own_id
from cardlint.model import Severity
from cardlint.rules import Finding, Skip, rule

_ANOTHERS = ("has another owner", "has a stale name")
"""Faults that are none where the id is that of another data set."""


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
    wrong = [
        (call, argument, text, fault)
        for call in loading_calls(facts)
        if (argument := call.argument("path", 0)) and (text := argument.text) and (fault := _fault(text, owner, name))
    ]
    if not wrong:
        return
    from cardlint.local import told_folders

    told, names_itself = told_folders({text for _, _, text, _ in wrong}, facts), own in named_ids(facts)
    for call, argument, text, fault in wrong:
        if text in told or is_folder_of_repository(text, facts):
            continue
        if fault in _ANOTHERS and (names_itself or _told_of(text, facts)):
            continue
        fix = literal_fix(argument.literal, own, "the id")
        yield Finding(call.usage.span(argument.node), f"`{text}` {fault}: this data set is `{own}`", fix)


def _fault(text: str, owner: str, name: str) -> str | None:
    """What is wrong with an id that is meant to be this data set's; None for the own id and for another's."""
    other, slash, called = text.partition("/")
    if not slash:
        return "has no owner" if text.lower() == name.lower() and not is_packaged(text) else None
    if text == f"{owner}/{name}" or hub_id(text) != text:
        return None
    if text.lower() == f"{owner}/{name}".lower():
        return "differs in letter case"
    if called.lower() == name.lower():
        return "has another owner"
    if other.lower() == owner.lower() and _plain(called) == _plain(name):
        return "has a stale name"
    return None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]", "", name).lower()


def _told_of(text: str, facts: Facts) -> bool:
    """Whether the card speaks of the other data set outside its usage code."""
    inside = {line.number for usage in facts.usage for line in usage.snippet.lines}
    wanted = text.lower()
    lines = facts.card.source.lines
    return any(number not in inside and wanted in line.lower() for number, line in enumerate(lines, 1))
