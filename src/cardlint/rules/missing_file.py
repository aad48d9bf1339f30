"""CL306 missing-file."""

import re
from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import is_packaged, nearest, own_id, quoted
from cardlint.model import Severity
from cardlint.patterns import pattern
from cardlint.placeholders import placeholder_in
from cardlint.rules import Finding, Skip, rule
from cardlint.values import Argument, Call, Items, Literal

_READERS = pattern(
    r"(?:pandas|polars|dask\.dataframe)\.(?:read|scan)_(?:csv|json|parquet|excel|ndjson|pickle|feather)$"
)
_HF = pattern(r"hf://datasets/(?P<id>[^/]+/[^/@]+)(?P<revision>@[^/]+)?/(?P<file>.+)$")
_ELSEWHERE = pattern(r"^(?:[a-z][a-z0-9+.-]*:|/|~|\\|[A-Za-z]:|\.\./)")
_ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".7z", ".rar", ".bz2", ".xz", ".zst")
_FETCHES = pattern(r"\b(?:wget|curl|unzip|gdown|tar -?x|kaggle|git clone|download)\b", re.IGNORECASE)


@rule("CL306", "missing-file", Severity.WARNING)
def missing_file(facts: Facts) -> Iterator[Finding]:
    """The code reads a file that this repository does not hold.

    Why:
        The file was renamed or never pushed; readers get a FileNotFoundError.  What git's index holds
        counts, LFS pointers too.  Outside a repository the rule is skipped.

    Bad:
        settings: {"repo_id": "acme/pond-birds"}
        files: data/train.parquet

        ```python
        import pandas as pd
        df = pd.read_csv("hf://datasets/acme/pond-birds/train.csv")
        ```

    Good:
        settings: {"repo_id": "acme/pond-birds"}
        files: data/train.parquet

        ```python
        import pandas as pd
        df = pd.read_parquet("hf://datasets/acme/pond-birds/data/train.parquet")
        ```
    """
    files = facts.repository.files if facts.repository else None
    if not files:
        raise Skip("no git repository around the card, or nothing in its index")
    own = (own_id(facts) or "").lower()
    written = _written(facts)
    for call in facts.program.calls:
        for literal, argument, local in _named(call, own):
            text = literal.text or ""
            if not text or placeholder_in(text) or "{" in text or "\n" in text:
                continue
            name = text.removeprefix("./")
            if local and (name.rpartition("/")[2] in written or _fetched(facts, files)):
                continue
            if _holds(name, files, local):
                continue
            near = nearest(name, sorted(files), 1)
            cure = f": did you mean {quoted(near)}?" if len(near) == 1 and len(files) > 1 else ""
            yield Finding(call.usage.span(argument.node), f"this repository holds no file `{name}`{cure}")


def _named(call: Call, own: str) -> Iterator[tuple[Literal, Argument, bool]]:
    """The files that a call reads of this repository, and whether they are named as files on disk."""
    if call.open:
        return
    if _READERS.match(call.path) and call.args:
        yield from _read(call.args[0], own)
    elif call.path == "builtins.open" and call.args:
        mode = call.argument("mode", 1)
        if mode is None or ((mode.text or "w")[:1] == "r" and "+" not in (mode.text or "+")):
            yield from _read(call.args[0], own)
    elif call.path == "huggingface_hub.hf_hub_download":
        repo, kind = call.argument("repo_id", 0), call.argument("repo_type")
        file, other = call.argument("filename", 1), {"revision", "subfolder"} & set(call.keywords)
        mine = repo is not None and own and (repo.text or "").lower() == own and kind and kind.text == "dataset"
        if mine and file is not None and file.literal is not None and not other:
            yield file.literal, file, False
    elif call.path == "datasets.load_dataset":
        path, files = call.argument("path", 0), call.argument("data_files", 3)
        text = path.text if path else None
        if files is None or text is None or {"revision", "data_dir"} & set(call.keywords) or len(call.args) > 2:
            return
        mine = bool(own) and text.lower() == own
        if mine or is_packaged(text):
            values = files.value.values if isinstance(files.value, Items) else (files.value,)
            for value in values:
                if isinstance(value, Literal) and value.text is not None:
                    yield from ([(value, files, False)] if mine else _read(Argument(files.node, value), own))


def _read(argument: Argument, own: str) -> Iterator[tuple[Literal, Argument, bool]]:
    literal = argument.literal
    if literal is None or literal.text is None:
        return
    if found := _HF.match(literal.text):
        if own and found["id"].lower() == own and not found["revision"]:
            yield Literal(found["file"], literal.node, literal.usage), argument, False
    elif not _ELSEWHERE.match(literal.text):
        yield literal, argument, True


def _holds(name: str, files: frozenset[str], local: bool) -> bool:
    """Whether a file or a folder fits the path or pattern; on disk, in whatever folder the reader stands."""
    if _ELSEWHERE.match(name):
        return True
    if any(char in name for char in "*?["):
        pattern = name.replace("**/", "*")
        from fnmatch import fnmatchcase

        return any(fnmatchcase(file, pattern) for file in files)
    name = name.rstrip("/")
    if name in files or any(file.startswith(f"{name}/") for file in files):
        return True
    base = name.rpartition("/")[2]
    return local and any(file == base or file.endswith(f"/{base}") for file in files)


def _written(facts: Facts) -> set[str]:
    """The names of files that the code itself names elsewhere than in reading: it may write them."""
    names = set()
    for call in facts.program.calls:
        reads = _READERS.match(call.path) or call.path in ("builtins.open", "datasets.load_dataset")
        mode = call.argument("mode", 1) if call.path == "builtins.open" else None
        if not reads or (mode is not None and "r" not in (mode.text or "w")):
            for argument in (*call.args, *call.keywords.values()):
                if argument.text:
                    names.add(argument.text.rpartition("/")[2])
    return names


def _fetched(facts: Facts, files: frozenset[str]) -> bool:
    """Whether the reader may have got other files: the card tells of a download, or archives are held."""
    return bool(_FETCHES.search(facts.card.source.text)) or any(file.lower().endswith(_ARCHIVES) for file in files)
