"""CL307 bare-repo-id."""

from collections.abc import Iterator

from cardlint.apis import HUB_REFUSES_BARE_IDS, api_table
from cardlint.facts import Facts
from cardlint.hub import is_aimed_at, is_folder_of_repository, is_packaged, literal_fix, loading_calls, own_id
from cardlint.model import Severity
from cardlint.patterns import pattern
from cardlint.placeholders import placeholder_in
from cardlint.rules import Finding, rule
from cardlint.values import Argument, Call

_BARE = pattern(r"[A-Za-z0-9][\w-]*$")
_GENERIC = pattern(r"(?:path|name|repo|my|your|local|data|dataset|folder|dir|directory)(?:[_-]|$)")


@rule("CL307", "bare-repo-id", Severity.ERROR, fixable="unsafe", of_usage=True)
def bare_repo_id(facts: Facts) -> Iterator[Finding]:
    """The code loads a data set by a name without an owner.

    Why:
        huggingface_hub 1.16 and later refuse it: `HfUriError: Repository id must be 'namespace/name'`
        (https://github.com/huggingface/datasets/issues/8612).  Formats that `datasets` reads itself
        (`csv`, `json`, `imagefolder`, ...) and local folders are not meant.

    Bad:
        ```python
        from datasets import load_dataset
        ds = load_dataset("glue", "mrpc")
        ```

    Good:
        ```python
        from datasets import load_dataset
        ds = load_dataset("nyu-mll/glue", "mrpc")
        ```

    Fix:
        Unsafe: the id that the data set has today, where it is known.
    """
    bare = [(call, argument, text) for call, argument, text in _loaded(facts) if _is_bare(text)]
    if not bare or not is_aimed_at("huggingface_hub", HUB_REFUSES_BARE_IDS, facts):
        return
    from cardlint.local import told_folders

    own, told = own_id(facts), told_folders({text for *_, text in bare}, facts)
    for call, argument, text in bare:
        if text in told or is_folder_of_repository(text, facts):
            continue
        mine = own if own and own.partition("/")[2].lower() == text.lower() else None
        new = mine or api_table().moved_ids.get(text)
        cure = f"write `{new}`" if new else f"write `owner/{text}`"
        fix = literal_fix(argument.literal, new, "the id")
        yield Finding(
            call.usage.span(argument.node),
            f"`{text}` has no owner, which the Hub's library refuses: {cure}",
            fix,
        )


def _loaded(facts: Facts) -> Iterator[tuple[Call, Argument, str]]:
    """Each call that loads data, and what it loads."""
    for call in loading_calls(facts):
        argument = call.argument("path", 0)
        if argument is not None and argument.text is not None:
            yield call, argument, argument.text


def _is_bare(text: str) -> bool:
    """Whether it can be an id without its owner, not a format, a general word for a folder or a placeholder."""
    return (
        _BARE.match(text) is not None
        and not is_packaged(text)
        and not _GENERIC.match(text.lower())
        and not placeholder_in(text)
    )
