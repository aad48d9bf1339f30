"""Writes a usage section for a card that has none, from what is known of the data set.

The forms are those of the Hub's "Use this dataset" button: `datasets` first, then `pandas` for a plain
file or `polars` for a pattern of files.
"""

from __future__ import annotations

import re

from cardlint.headings import USAGE, heading_language, usage_heading, usage_place
from cardlint.model import Edit, Fix, Safety, Span
from cardlint.outline import Outline, make_outline
from cardlint.patterns import pattern
from cardlint.records import TYPE_CHECKING
from cardlint.source import BOM, Source, printable

if TYPE_CHECKING:
    from typing import Any

    from cardlint.card import Card
    from cardlint.facts import Facts
    from cardlint.metadata import Config, Metadata

UNKNOWN_ID = "the data set's id is not known: give --repo-id OWNER/NAME"
LFS_POINTER = "version https://git-lfs.github.com/spec/"
"""How a file begins that only stands for one in Git LFS (see its specification)."""
_ID = pattern(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9_][\w.-]*\Z", re.ASCII)
_PLAIN = pattern(r"[^\"\\`\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+\Z")
_WILD = pattern(r"[*?\[{]")
_KEY = pattern(r"^([a-z_]+)[ \t]*:", re.MULTILINE)
_DATA_KEYS = frozenset({"annotations_creators", "configs", "dataset_info", "size_categories", "task_categories"})
_DETAILS = pattern(r"<(/?)details\b", re.IGNORECASE)
_ANCHOR = pattern(r"\s*<(?:a|div|span)\s+(?:id|name)=[^<>]*>\s*(?:</(?:a|div|span)>)?\s*$", re.IGNORECASE)
_PANDAS = {
    "parquet": 'df = pd.read_parquet("{}")',
    "csv": 'df = pd.read_csv("{}")',
    "tsv": 'df = pd.read_csv("{}", sep="\\t")',
    "json": 'df = pd.read_json("{}")',
    "jsonl": 'df = pd.read_json("{}", lines=True)',
}
_POLARS = {
    "parquet": 'df = pl.read_parquet("{}")',
    "csv": 'df = pl.read_csv("{}")',
    "tsv": 'df = pl.read_csv("{}", separator="\\t")',
    "jsonl": 'df = pl.read_ndjson("{}")',
}


def usage_section_fix(facts: Facts) -> Fix | None:
    """The unsafe fix that writes a usage section; None where `why_no_section` has a reason."""
    if why_no_section(facts) is not None:
        return None
    outline = _outline(facts.card)
    repo_id = _own_id(facts) or ""
    config = _config(facts.metadata)
    split = _split(config)
    blocks = [_datasets_code(repo_id, facts.metadata, config, split)]
    if (path := _data_path(facts, config, split)) and (code := _table_code(repo_id, path)):
        blocks.append(code)
    edit = _section_edit(facts.card, outline, blocks)
    return Fix((edit,), Safety.UNSAFE, f"write a usage section that loads {repo_id}")


def why_no_section(facts: Facts) -> str | None:
    """Why no usage section can be written, for the user; None where one can."""
    if facts.card.source.text.lstrip(BOM).startswith(LFS_POINTER):
        return "the file is a pointer of Git LFS, not the card itself"
    repo_id = _own_id(facts)
    if repo_id is None:
        return UNKNOWN_ID
    if not _ID.match(repo_id):
        return f"`{printable(repo_id)}` is not the id of a data set: write OWNER/NAME"
    if f"{repo_id.partition('/')[2]}.py" in (_files(facts) or ()):
        return "the data set is loaded by a script, which `datasets` 4 no longer runs"
    config = _config(facts.metadata)
    if kind := _other_kind(facts.card):
        return f"the front matter is that of a {kind}, not of a data set"
    names = [config.name, *(config.splits or ())] if config else []
    if not all(_PLAIN.match(name) for name in names if name):
        return "the name of the config or split cannot be written as a plain string"
    if any(fence.last is None for fence, _ in _outline(facts.card).fences):
        return "a code fence is never closed"
    if any(_depths(facts.card.source, _outline(facts.card))[-1:]):
        return "a `<details>` is never closed"
    return None


def _other_kind(card: Card) -> str:
    """``model`` or ``Space`` where the keys of the front matter say so, and none is of data sets alone."""
    if card.front_matter is None:
        return ""
    keys = set(_KEY.findall(card.front_matter.text(card.source)))
    if keys & _DATA_KEYS:
        return ""
    return "model" if "library_name" in keys else "Space" if "sdk" in keys else ""


def _own_id(facts: Facts) -> str | None:
    from cardlint.hub import own_id

    return own_id(facts)


def _files(facts: Facts) -> frozenset[str] | None:
    return facts.repository.files if facts.repository else None


def _outline(card: Card) -> Outline:
    first = card.front_matter.last + 1 if card.front_matter else 1
    return make_outline(card.source, first)


def _config(metadata: Metadata) -> Config | None:
    """The config to load: the default one, else the first; None where none is declared."""
    if metadata.chosen is not None:
        return metadata.chosen
    return metadata.configs[0] if metadata.configs else None


def _split(config: Config | None) -> str | None:
    if config is None or not config.splits:
        return None
    return "train" if "train" in config.splits else config.splits[0]


def _datasets_code(repo_id: str, metadata: Metadata, config: Config | None, split: str | None) -> str:
    arguments = [f'"{repo_id}"']
    if config is not None and len(metadata.configs) > 1 and config.name:
        arguments.append(f'"{config.name}"')
    if split is not None:
        arguments.append(f'split="{split}"')
    return f"from datasets import load_dataset\n\nds = load_dataset({', '.join(arguments)})"


def _table_code(repo_id: str, path: str) -> str | None:
    """The code that reads the file or pattern at `path` as a table; None for other kinds of files."""
    ending = path.rpartition(".")[2].lower()
    wild = _WILD.search(path) is not None
    form = (_POLARS if wild else _PANDAS).get(ending)
    if form is None or not _PLAIN.match(path):
        return None
    head = "import polars as pl" if wild else "import pandas as pd"
    return f"{head}\n\n{form.format(f'hf://datasets/{repo_id}/{path}')}"


def _data_path(facts: Facts, config: Config | None, split: str | None) -> str | None:
    """The one path that holds the split's data: as the front matter says, else the one data file there is."""
    if config is not None and config.listed:
        return _declared_path(facts.card, config.name, split)
    data = [name for name in _files(facts) or () if name.rpartition(".")[2].lower() in _PANDAS]
    return data[0] if len(data) == 1 else None


def _declared_path(card: Card, config: str, split: str | None) -> str | None:
    """What `data_files` (and `data_dir`) of the config name for the split; None unless it is one path."""
    import yaml

    assert card.front_matter is not None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(printable(card.front_matter.text(card.source)), loader)
    except (yaml.YAMLError, RecursionError):
        return None
    listed = _get(root, "configs")
    for node in listed if isinstance(listed, list) else []:
        if _get(node, "config_name") == config and _get(node, "data_dir") is None:
            return _path_of(_get(node, "data_files"), split)
    return None


def _path_of(files: Any, split: str | None) -> str | None:
    if isinstance(files, str):
        return files
    items = files if isinstance(files, list) else []
    for node in items:
        if _get(node, "split") == split:
            path = _get(node, "path")
            return path if isinstance(path, str) else _text(path[0]) if _is_single(path) else None
    return _text(items[0]) if _is_single(items) else None


def _is_single(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 1


def _text(node: Any) -> str | None:
    return node.value if getattr(node, "id", "") == "scalar" else None


def _get(node: Any, key: str) -> Any:
    """The value of `key` in a mapping node: a string, or a list of nodes; None where there is none."""
    for name, value in node.value if getattr(node, "id", "") == "mapping" else []:
        if name.value == key:
            return value.value
    return None


def _section_edit(card: Card, outline: Outline, blocks: list[str]) -> Edit:
    """The insertion of the section at its place, in the card's own line ends."""
    source = card.source
    hidden = {number for number, depth in zip(outline.free, _depths(source, outline), strict=True) if depth}
    headings = [heading for heading in outline.headings if heading.line not in hidden]
    code = "\n\n".join(f"```python\n{block}\n```" for block in blocks)
    if usage := usage_heading(headings):
        offset = source.line_span(usage.line).end
        follows = source.lines[usage.line : usage.line + 1]
        section = f"\n\n{code}" + ("\n" if follows and follows[0].strip() else "")
        return Edit(Span(offset, offset), section.replace("\n", source.newline_of(usage.line)))
    place = usage_place(headings)
    texts = [heading.text for heading in outline.headings]
    heading = USAGE[heading_language(texts, [source.lines[number - 1] for number in outline.free])]
    section = f"{'#' * place.level} {heading}\n\n{code}"
    if place.line is not None:
        line = _first_line(source, place.line)
        offset = source.offset(line)
        section += "\n\n"
    else:
        line = len(source.lines)
        offset = len(source.text)
        section += "\n" if source.text.endswith(("\n", "\r")) or not source.text.strip(BOM) else ""
    section = _gap(source.text[:offset]) + section
    return Edit(Span(offset, offset), section.replace("\n", source.newline_of(max(1, line - 1))))


def _depths(source: Source, outline: Outline) -> list[int]:
    """How many ``<details>`` are open behind each of the lines outside fences."""
    depths = []
    depth = 0
    for number in outline.free:
        line = source.lines[number - 1]
        for found in _DETAILS.finditer(line) if "<" in line else ():
            depth = max(0, depth - 1) if found[1] else depth + 1
        depths.append(depth)
    return depths


def _first_line(source: Source, line: int) -> int:
    """The first line of the heading at the 1-based `line`, which may be the rule under its words.

    A link's target above the heading is part of it.
    """
    if not source.lines[line - 1].strip().strip("=-"):
        while line > 1 and source.lines[line - 2].strip():
            line -= 1
    above = line - 1
    while above and (not source.lines[above - 1].strip() or _ANCHOR.match(source.lines[above - 1])):
        if source.lines[above - 1].strip():
            line = above
        above -= 1
    return line


def _gap(before: str) -> str:
    """The line ends that are missing for a blank line after `before`."""
    tail = before.lstrip(BOM)[-8:].replace("\r\n", "\n").replace("\r", "\n")
    if not tail or tail.endswith("\n\n"):
        return ""
    return "\n" if tail.endswith("\n") else "\n\n"
