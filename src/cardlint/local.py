"""What a card tells of folders and files that its reader makes or fetches, which need not be on the Hub.

Every question is a search over the whole card: asked only where a diagnostic would otherwise be given.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.patterns import pattern
from cardlint.trees import walk
from cardlint.values import Call

_HANDLES_FILES = ("os.", "pathlib.", "shutil.", "tarfile.", "zipfile.")
_COMMAND = pattern(
    r"git clone|local[-_]dir|\bmkdir|makedirs|\bun(?:zip|tar|rar|pack)|extractall|save_to_disk|\btar [-\w]*x"
    r"|\b(?:cd|ls|cp|mv)\s",
    re.IGNORECASE,
)
_EXTRACT = pattern(r"\bextract", re.IGNORECASE)
_MARKS = r"[`\"'*./]*"
_SHELLS = frozenset({"bash", "console", "shell", "shell-session", "sh", "zsh"})
_IN_TEXT = pattern(r"\bpython3? +[\w./-]+\.py\b|\b(?:aws s3|gsutil|rclone|rsync|scp|tar) ")
_WORD = pattern(r"[\w.-]+")
_ARCHIVE = r"(?:\.(?:git|zip|7z|rar|tgz|tar(?:\.\w+)?))?"


def is_folder(name: str, loading: Call, facts: Facts) -> bool:
    """Whether `name`, which a call loads, is a folder: of the repository, or one that the card tells of elsewhere.

    `load_dataset` looks for a folder before it asks the Hub.
    """
    return is_folder_of_repository(name, facts) or _is_told_of(name, loading, facts)


def is_folder_of_repository(name: str, facts: Facts) -> bool:
    """Whether the repository around the card holds a folder of that name."""
    files = facts.repository.files if facts.repository else None
    return any(file.startswith(f"{name}/") for file in files or ())


def _is_told_of(name: str, loading: Call, facts: Facts) -> bool:
    """Whether the card, outside the call that loads `name`, tells of a folder of that name on the reader's disk."""
    for call in facts.program.calls:
        given = (*call.args, *call.keywords.values()) if call.path.startswith(_HANDLES_FILES) else ()
        into = call.argument("local_dir")
        if any((argument.text or "").rstrip("/") == name for argument in (*given, *([into] if into else ()))):
            return True
    first = loading.usage.card_line(loading.node.lineno)
    last = loading.usage.card_line(loading.node.end_lineno or loading.node.lineno)
    lines = enumerate(facts.card.source.lines, 1)
    told = [line for number, line in lines if name in line and not first <= number <= last]
    before, after = r"(?<![\w.-])" + re.escape(name), r"(?![\w-]|\.\w)"
    word = before + after
    named = re.compile(before + _ARCHIVE + after)
    target = re.compile(rf"\b(?:in|into|to|as)\s{{1,3}}{_MARKS}{word}", re.IGNORECASE)
    folder = re.compile(
        rf"\b(?:folder|directory)\s{{1,3}}(?:(?:named|called)\s{{1,3}})?{_MARKS}{word}"
        rf"|{word}{_MARKS}\s{{1,3}}(?:folder|directory)\b|(?<!/){word}/(?!\w)",
        re.IGNORECASE,
    )
    for line in told:
        command, extract = _COMMAND.search(line), _EXTRACT.search(line)
        if (
            (command and named.search(line, command.end()))
            or (extract and target.search(line, extract.end()))
            or folder.search(line)
        ):
            return True
    return False


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
    for line in _command_lines(facts):
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


def _command_lines(facts: Facts) -> Iterator[str]:
    lines = facts.card.source.lines
    for snippet in facts.card.snippets:
        yield from (lines[number - 1] for number in snippet.magics)
        if snippet.language in _SHELLS:
            yield from (line.text for line in snippet.lines)
    yield from (line for line in lines if _IN_TEXT.search(line))
