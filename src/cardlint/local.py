"""What a card tells of folders and files that its reader makes or fetches, which need not be on the Hub.

Every question is a search over the whole card: asked only where a diagnostic would otherwise be given.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.hub import command_lines, loading_calls
from cardlint.patterns import pattern
from cardlint.trees import walk

_HANDLES_FILES = ("os.", "pathlib.", "shutil.", "tarfile.", "zipfile.")
_COMMAND = pattern(
    r"git clone|local[-_]dir|\bmkdir|makedirs|\bun(?:zip|tar|rar|pack)|extractall|save_to_disk|\btar [-\w]*x"
    r"|\b(?:cd|ls|cp|mv)\s",
    re.IGNORECASE,
)
_EXTRACT = pattern(r"\bextract", re.IGNORECASE)
_TARGET = pattern(r"\b(?:in|into|to|as)\s{1,3}[`\"'*./]*$", re.IGNORECASE)
_FOLDER_BEFORE = pattern(r"\b(?:folder|directory)\s{1,3}(?:(?:named|called)\s{1,3})?[`\"'*./]*$", re.IGNORECASE)
_FOLDER_AFTER = pattern(r"[`\"'*/]*\s{1,3}(?:folder|directory)\b", re.IGNORECASE)
_SLASH = pattern(r"/(?!\w)")
_NEAR = 40
_MANY = 50
_IN_TEXT = pattern(r"\bpython3? +[\w./-]+\.py\b|\b(?:aws s3|gsutil|rclone|rsync|scp|tar) ")
_WORD = pattern(r"[\w.-]+")
_NAME = pattern(r"(?<![\w.-])([A-Za-z0-9][\w-]*)(?:\.(?:git|zip|7z|rar|tgz|tar(?:\.\w+)?))?(?![\w-]|\.\w)")


def told_folders(names: set[str], facts: Facts) -> set[str]:
    """Folders that the card, outside the calls that load data, has its reader make, fill or clone: those of `names`.

    `load_dataset` looks for such a folder before it asks the Hub.
    """
    found: set[str] = set()
    for call in facts.program.calls:
        given = (*call.args, *call.keywords.values()) if call.path.startswith(_HANDLES_FILES) else ()
        into = call.argument("local_dir")
        found.update((argument.text or "").rstrip("/") for argument in (*given, *([into] if into else ())))
    loading: set[int] = set()
    for call in loading_calls(facts):
        first, last = call.node.lineno, call.node.end_lineno or call.node.lineno
        loading.update(range(call.usage.card_line(first), call.usage.card_line(last) + 1))
    source = facts.card.source
    numbers = (
        {n for name in names for n in source.lines_with(name)}
        if len(names) <= _MANY
        else range(1, len(source.lines) + 1)
    )
    for number in numbers:
        if number not in loading:
            found.update(_folders_in(source.lines[number - 1], names))
    return found & names


def _folders_in(line: str, names: set[str]) -> Iterator[str]:
    """Those of `names` that are folders by what stands around them: a command before, "into", a slash, "folder"."""
    command, extract = _COMMAND.search(line), _EXTRACT.search(line)
    for word in _NAME.finditer(line):
        if word[1] not in names:
            continue
        start, end, is_archive = word.start(), word.end(), word.end() > word.end(1)
        before = line[max(0, start - _NEAR) : start]
        into = extract is not None and extract.end() <= start and _TARGET.search(before)
        slash = _SLASH.match(line, end) and not before.endswith("/")
        named = into or slash or _FOLDER_BEFORE.search(before) or _FOLDER_AFTER.match(line, end)
        if (command is not None and command.end() <= start) or (named and not is_archive):
            yield word[1]


def handed_words(facts: Facts, reads: set[ast.Call]) -> set[str]:
    """The words of paths, and the variables, that the card gives to other calls than `reads`, or to commands.

    What has a name among them may be made by the code or fetched: `write(table, "birds.csv")`.
    """
    found: set[str] = set()
    for usage in facts.usage:
        for node in walk(usage.tree) if usage.tree else ():
            if isinstance(node, ast.Call) and node not in reads:
                for value in (*node.args, *(keyword.value for keyword in node.keywords)):
                    found.update(_words(value))
    in_text = (line for line in facts.card.source.lines if _IN_TEXT.search(line))
    for line in (*command_lines(facts), *in_text):
        found.update(_WORD.findall(line))
    return found


def _words(node: ast.expr) -> list[str]:
    """The parts of a path in an argument, or the name of the variable."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.BinOp):
        return [*_words(node.left), *_words(node.right)]
    if isinstance(node, ast.JoinedStr):
        return [word for part in node.values for word in _words(part)]
    text = node.value if isinstance(node, ast.Constant) else None
    return text.split("/") if isinstance(text, str) else []
