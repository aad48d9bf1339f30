"""CL306 missing-file."""

import ast
import re
from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import close_matches, is_packaged, nearest, own_id, quoted
from cardlint.model import Severity, Span
from cardlint.patterns import pattern
from cardlint.placeholders import placeholder_in
from cardlint.records import dataclass
from cardlint.rules import Finding, Skip, rule
from cardlint.values import Argument, Call, Items, Literal

_READERS = pattern(
    r"(?:pandas|polars|dask\.dataframe)\.(?:read|scan)_(?:csv|json|parquet|excel|ndjson|pickle|feather)$"
)
_HF = pattern(r"hf://datasets/(?P<id>[^/]+/[^/@]+)(?P<revision>@[^/]+)?/(?P<file>.+)$")
_ELSEWHERE = pattern(r"^(?:[a-z][a-z0-9+.-]*:|/|~|\\|[A-Za-z]:|\.\./)")
_ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".7z", ".rar", ".bz2", ".xz", ".zst")
_FETCHES = pattern(
    r"\b(?:wget|curl|unzip|gdown|tar [-\w]*x\w*|kaggle|git clone|download(?:ed|ing|_file)?)\b", re.IGNORECASE
)
_SHARD = pattern(r"-\d{5}-of-\d{5}$")
_READERS_OWN = pattern(
    r"(?:my|your|our)(?:[-_]|$)|predict|submission|hyp(?:s|o|othes[ei]s)?$|(?:out|output|result|answer|score)s?(?:[-_]|$)"
    r"|token|config|settings|credential|secret|(?:audio|image|img|photo|picture|video|input)$"
)
"""How the names of files begin that readers bring: what they score, their pictures, their token."""


@dataclass(frozen=True)
class _Missing:
    """A path that the repository does not hold, the argument that names it, and whether as a file on disk."""

    name: str
    argument: Argument
    span: Span
    local: bool


@rule("CL306", "missing-file", Severity.WARNING)
def missing_file(facts: Facts) -> Iterator[Finding]:
    """The code reads a file that this repository does not hold.

    Why:
        The file was renamed or never pushed; readers get a FileNotFoundError.  What git's index holds
        counts, LFS pointers too.  Outside a repository the rule is skipped.  A path on disk may be a file
        that the code makes or the reader brings: it is reported where the repository holds its folder, or
        a file of nearly that name.

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
    missing = [
        _Missing(name, argument, call.usage.span(argument.node), local)
        for call in facts.program.calls
        for literal, argument, local in _named(call, own)
        if (name := _plain_path(literal.text)) and not _holds(name, files, local)
    ]
    if any(item.local for item in missing):
        missing = _not_the_readers(missing, facts, files)
    for item in missing:
        near = nearest(item.name, sorted(files), 1)
        cure = f": did you mean {quoted(near)}?" if len(near) == 1 and len(files) > 1 else ""
        yield Finding(item.span, f"this repository holds no file `{item.name}`{cure}")


def _plain_path(text: str | None) -> str | None:
    """The path without ``./`` before it; None for a placeholder or a template."""
    if not text or placeholder_in(text) or "{" in text or "\n" in text:
        return None
    return text.removeprefix("./")


def _not_the_readers(missing: list[_Missing], facts: Facts, files: frozenset[str]) -> list[_Missing]:
    """Those files that the reader neither makes nor brings."""
    fetched = _FETCHES.search(facts.card.source.text) or any(file.lower().endswith(_ARCHIVES) for file in files)
    if fetched:
        return [item for item in missing if not item.local]
    from cardlint.local import handed_words

    handed = handed_words(facts, {call.node for call in facts.program.calls if _only_reads(call)})
    folders = {part for file in files for part in file.split("/")[:-1]}
    stems = {_stem(file) for file in files}
    return [item for item in missing if not item.local or _is_pushed(item, handed, folders, stems)]


def _is_pushed(item: _Missing, handed: set[str], folders: set[str], stems: set[str]) -> bool:
    """Whether a file on disk was to be pushed: its folder is in the repository, or nearly its name."""
    *above, base = item.name.split("/")
    made = {base, *(part for part in above if part not in folders)}
    if isinstance(item.argument.node, ast.Name):
        made.add(item.argument.node.id)
    stem = _stem(base)
    if made & handed or _READERS_OWN.match(stem):
        return False
    return stem in stems or bool(above and above[-1] in folders) or bool(close_matches(stem, list(stems), 1, 0.8))


def _stem(path: str) -> str:
    """The name of a file without its endings and the number of its part."""
    return _SHARD.sub("", path.rpartition("/")[2].lstrip(".").partition(".")[0].lower())


def _only_reads(call: Call) -> bool:
    """Whether a call names files only to read them."""
    if call.path == "builtins.open":
        mode = call.argument("mode", 1)
        return mode is None or "r" in (mode.text or "w")
    return call.path in ("builtins.print", "datasets.load_dataset") or _READERS.match(call.path) is not None


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
