"""Questions that several rules ask of a card: which calls load its own data, and what they name.

Everything here answers None, or leaves the call out, where it is not certain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from cardlint.apis import api_table, is_reached, pinned_version
from cardlint.facts import Facts, SnippetFacts
from cardlint.metadata import Config
from cardlint.model import Edit, Fix, Safety
from cardlint.patterns import pattern
from cardlint.placeholders import placeholder_in
from cardlint.quotes import blanked
from cardlint.source import Source
from cardlint.values import Argument, Call, Literal

LOADERS = ("datasets.load_dataset", "datasets.load_dataset_builder", "datasets.get_dataset_split_names")
HUB_ID = pattern(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9_][\w.-]*$")
_ADDRESS = pattern(  # begins with plain letters, which are found fast
    r"datasets/(?:(?<=huggingface\.co/datasets/)|(?<=hf\.co/datasets/)|(?<=hf://datasets/)|(?<=[\"']datasets/))"
    r"([\w.-]+/[\w.-]+)"
)
_COMMAND = pattern(r"\bgit clone\b|\b(?:hf|huggingface-cli) download\b")
_WORD = pattern(r"(?<=\s)[\w.-]+/[\w.-]+(?!\S)")
_SHELLS = frozenset({"bash", "console", "shell", "shell-session", "sh", "zsh"})
_BLANK = pattern(r"[<>{}$]|^\[.*\]$|^%\w+%?$")
_FOLDERS = frozenset(
    "corpora corpus data dataset datasets download downloads files input inputs local output outputs processed raw "
    "results test tmp train".split()
)
"""Words before a slash that name a folder, hardly an owner."""
_ELSEWHERE = ("data_files", "data_dir", "revision")
_FILE_ENDINGS = tuple(
    f".{ending}" for ending in "py csv tsv json jsonl parquet txt zip arrow gz tar xml h5 pkl xlsx".split()
)


@lru_cache(maxsize=1024)
def hub_id(text: str | None) -> str | None:
    """The ``owner/name`` that a `path` argument is; None for a local path, a file or a placeholder."""
    if text is None:
        return None
    text = text.removeprefix("hf://datasets/").removeprefix("https://huggingface.co/datasets/").rstrip("/")
    if not HUB_ID.match(text) or text.lower().endswith(_FILE_ENDINGS) or placeholder_in(text):
        return None
    return None if text.partition("/")[0].lower() in _FOLDERS else text


def own_id(facts: Facts) -> str | None:
    """The card's own id: as it was given, or else from the git remote."""
    if facts.settings.repo_id:
        return facts.settings.repo_id
    return facts.repository.own_id if facts.repository else None


def loading_calls(facts: Facts) -> Iterator[Call]:
    """The calls that load some data set by a path."""
    yield from facts.program.calls_of(*LOADERS)


def named_ids(facts: Facts) -> set[str]:
    """The data sets that the usage code, and the card's commands that fetch data, name by their ids."""
    ids = {hub_id(_path(call)) for call in loading_calls(facts)}
    for call in facts.program.calls:
        if (call.path or call.method).endswith(("hf_hub_download", "snapshot_download")):
            repo, kind = call.argument("repo_id", 0), call.argument("repo_type")
            if repo is not None and (kind is None or kind.text not in ("model", "space")):
                ids.add(hub_id(repo.text))
    for usage in facts.usage:
        ids.update(_addressed(usage.snippet.code))
    for line in command_lines(facts):
        if "dataset" in line and _COMMAND.search(line):
            ids.update(_addressed(line))
            ids.update(hub_id(word) for word in _WORD.findall(line)[:1] if "download" in line)
    return {name for name in ids if name}


def command_lines(facts: Facts) -> Iterator[str]:
    """The lines of the card's blocks that are commands for a shell."""
    lines = facts.card.source.lines
    for snippet in facts.card.snippets:
        yield from (lines[number - 1] for number in snippet.magics)
        if snippet.language in _SHELLS:
            yield from (line.text for line in snippet.lines)


def _addressed(text: str) -> list[str | None]:
    """The ids in a text's addresses of data sets on the Hub."""
    return [hub_id(found.removesuffix(".git").rstrip(".")) for found in _ADDRESS.findall(text)]


def find_own_calls(facts: Facts) -> Iterator[Call]:
    """The calls that load this card's data set as its front matter declares it.

    Where the own id is not known, the one id that the card's code names is taken for it.
    """
    if not facts.usage:
        return
    own = own_id(facts) or _guessed_id(facts)
    if own is None:
        return
    for call in loading_calls(facts):
        name = hub_id(_path(call))
        if (
            name and name.lower() == own.lower() and not call.open and not set(_ELSEWHERE) & set(call.keywords)
        ) and call.argument("", 2) is None:  # data_dir and data_files may also be given by position
            yield call


def _guessed_id(facts: Facts) -> str | None:
    """The one id that the card names, and loads; None where it names others too, or where that is a folder."""
    ids = {(hub_id(_path(call)) or "").lower() for call in loading_calls(facts)} - {""}
    if len(ids) != 1:
        return None
    # Without configs there is nothing to compare, and what else the card names is not asked.
    if facts.metadata.configs and {name.lower() for name in named_ids(facts)} != ids:
        return None
    only = ids.pop()
    return None if is_folder_of_repository(only, facts) else only


def is_folder_of_repository(name: str, facts: Facts) -> bool:
    """Whether the repository around the card holds a folder of that name."""
    files = facts.repository.files if facts.repository else None
    return any(file.startswith(f"{name}/") for file in files or ())


def _path(call: Call) -> str | None:
    argument = call.argument("path", 0)
    return argument.text if argument else None


def config_argument(call: Call) -> Argument | None:
    """The argument that names the config; None where there is none, or it is the constant None."""
    name = "config_name" if call.path == "datasets.get_dataset_split_names" else "name"
    argument = call.argument(name, 1)
    return None if argument is None or argument.is_none else argument


def loaded_config(facts: Facts, call: Call) -> Config | None:
    """The declared config that an own call loads; None where it cannot be told."""
    metadata = facts.metadata
    argument = config_argument(call)
    if argument is None:
        chosen = metadata.chosen
        return chosen if chosen and (len(metadata.configs) == 1 or chosen.listed) else None
    return metadata.config(argument.text) if argument.text is not None else None


def must_be_filled_in(name: str) -> bool:
    """Whether a config, split or column is no name but a place for one, as ``<CONFIG>``, ``{lang}`` or ``$LANG``."""
    return _BLANK.search(name) is not None or placeholder_in(name) is not None


def is_packaged(text: str | None) -> bool:
    """Whether a `path` argument is the name of a format that `datasets` itself reads."""
    return text in api_table().loadable


def is_aimed_at(library: str, version: str, facts: Facts) -> bool:
    """Whether the library is as new as `version`: by the settings, by what the card pins, or else as it is today."""
    target = facts.settings.versions.get(library) or pinned_version(library, facts.card.source.text)
    return target is None or is_reached(target, version)


def quoted(names: Sequence[str], limit: int = 5) -> str:
    """`names` for a message: in backticks, at most `limit` of them."""
    shown = ", ".join(f"`{name}`" for name in names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown


def close_matches(word: str, names: Sequence[str], limit: int, cutoff: float) -> list[str]:
    """As `difflib.get_close_matches`, which is loaded only where a name has enough of the word's letters."""
    likely = [name for name in names if 2 * sum(map(name.__contains__, word)) >= cutoff * (len(word) + len(name))]
    if not likely:
        return []
    from difflib import get_close_matches

    return get_close_matches(word, likely, limit, cutoff)


def offer(word: str, names: Sequence[str]) -> str:
    """`names` for a message on `word`, which is none of them: those that look like it, and how many more there are."""
    near = nearest(word, names)
    return quoted(near) + (f" and {len(names) - len(near)} more" if len(near) < len(names) else "")


def nearest(word: str, names: Sequence[str], limit: int = 5) -> list[str]:
    """`names` that look like `word`, the nearest first; all of them where none does."""
    lowered = {name.lower(): name for name in reversed(names)}
    close = [lowered[name] for name in close_matches(word.lower(), list(lowered), limit, 0.6)]
    return close or list(names)


def only_near(word: str, names: Sequence[str]) -> str | None:
    """The one of `names` that can be meant by `word`; None where none or several are near."""
    lowered: dict[str, str] = {name.lower(): name for name in names}
    close = close_matches(word.lower(), list(lowered), 2, 0.75)
    return lowered[close[0]] if len(close) == 1 and len(lowered) == len(names) else None


def literal_edit(literal: Literal | None, text: str) -> Edit | None:
    """The edit that puts `text` in the place of a string literal, its quotes kept."""
    if literal is None or not isinstance(literal.node, ast.Constant) or not literal.usage.editable(literal.node):
        return None
    span = literal.usage.span(literal.node)
    written = literal.usage.source.text[span.start : span.end]
    if len(written) < 2 or written[0] not in "\"'" or written[1:-1] != literal.value or "\\" in text:
        return None
    return Edit(span, f"{written[0]}{text}{written[0]}")


def literal_fix(literal: Literal | None, text: str | None, what: str) -> Fix | None:
    """An unsafe fix that writes `text` for the literal; None where it cannot be done."""
    edit = literal_edit(literal, text) if text is not None else None
    return Fix((edit,), Safety.UNSAFE, f"write {what} `{text}`") if edit else None


def removal(usage: SnippetFacts, call: ast.Call, keyword: ast.keyword) -> Edit | None:
    """The edit that takes a keyword argument out of a call, with the comma that goes with it.

    None where a comment stands behind it, which would then be one on another argument.
    """
    from cardlint.model import Span

    text = usage.source.text
    if not usage.editable(call):
        return None
    span = usage.span(keyword)
    if _comment_follows(usage.source, span.end):
        return None
    before = [*call.args, *(k for k in call.keywords)]
    ahead = [node for node in before if usage.span(node).end <= span.start]
    after = re.compile(r"\s*,[ \t]*").match(text, span.end)
    if ahead:
        start = max(usage.span(node).end for node in ahead)
        between = text[start : span.start]
        if between.strip() != ",":
            return None
        return Edit(Span(start, span.end), "")
    if after:
        return Edit(Span(span.start, after.end()), "")
    return Edit(span, "")


def _comment_follows(source: Source, offset: int) -> bool:
    """Whether the rest of a line of code, from a place outside strings on, ends in a comment."""
    line, column = source.position(offset)
    rest = source.lines[line - 1][column - 1 :]
    return "#" in rest and len(blanked([rest])[0].rstrip()) < len(rest.rstrip())
