"""Keeps of a card's diagnostics those that a change since some revision is to blame for.

A diagnostic is kept where the change touches its line or the snippet that it stands in, and where the
card did not have it before: so what a changed earlier snippet or front matter breaks further down is
kept too, and a known fault in an untouched snippet is not.
"""

from __future__ import annotations

import os
import re

from cardlint.engine import Result, check_data
from cardlint.fingerprints import fingerprints_at
from cardlint.model import Diagnostic, Snippet
from cardlint.patterns import pattern
from cardlint.records import dataclass, replace
from cardlint.source import Source

_HUNK = pattern(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hunk:
    """1-based lines of the new text; `last` is ``first - 1`` where lines went and none came."""

    first: int
    last: int

    def touches(self, first: int, last: int) -> bool:
        """Whether the change lies in the lines `first` to `last`, or between two of them."""
        return first <= self.last and self.first <= last


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one card: its bytes before (None for a new card) and the changed lines."""

    old: bytes | None
    hunks: tuple[Hunk, ...] = ()


@dataclass(frozen=True)
class Changes:
    """The files that differ from `commit`, by their real path, and what they were called there."""

    commit: str
    top: str
    names: dict[str, str | None]

    def has(self, path: str) -> bool:
        """Whether the card at `path` changed."""
        return self._name(path) in self.names

    def _name(self, path: str) -> str:
        return os.path.relpath(_real(path), _real(self.top)).replace(os.sep, "/")

    def of(self, path: str) -> Change | None:
        """The change of the card at `path`, or None where it did not change; raises GitError."""
        from cardlint.git import diff_text, old_bytes

        name = self._name(path)
        if name not in self.names:
            return None
        old = self.names[name]
        if old is None:
            return Change(None)
        return Change(old_bytes(self.commit, old, self.top), parse_hunks(diff_text(self.commit, old, name, self.top)))


def changes_since(revision: str, directory: str = ".") -> Changes:
    """What the work tree around `directory` changes since it branched off `revision`; raises GitError."""
    from cardlint.git import changed_files, commit_of, merge_base, top_folder

    top = top_folder(directory)  # first: outside a repository that is what is wrong
    commit = merge_base(commit_of(revision, directory), directory)
    return Changes(commit, top, changed_files(commit, directory))


def _real(path: str) -> str:
    """`path` with links of its folders followed; git has a card that is a link itself, not its target."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def parse_hunks(diff: str) -> tuple[Hunk, ...]:
    """The hunks of a unified diff without context."""
    hunks = []
    for found in _HUNK.finditer(diff):
        first, count = int(found[1]), int(found[2] or 1)
        hunks.append(Hunk(first, first + count - 1) if count else Hunk(first + 1, first))
    return tuple(hunks)


def keep_changed(result: Result, change: Change) -> Result:
    """`result` with those diagnostics alone that `change` is to blame for."""
    if change.old is None or not result.diagnostics:
        return result
    card = result.card
    pieces = [extent(s) for s in card.snippets if any(hunk.touches(*extent(s)) for hunk in change.hunks)]
    touched = [item for item in result.diagnostics if _is_touched(item, card.source, pieces, change.hunks)]
    # Numbered among themselves, so that a new finding above does not make an equal old one look new.
    others = replace(result, diagnostics=tuple(item for item in result.diagnostics if item not in touched))
    before = set(fingerprints_at(card.path, check_data(card.path, change.old, result.facts.settings)))
    marks = zip(others.diagnostics, fingerprints_at(card.path, others), strict=True)
    kept = {id(item) for item, mark in marks if mark not in before} | {id(item) for item in touched}
    return replace(result, diagnostics=tuple(item for item in result.diagnostics if id(item) in kept))


def extent(snippet: Snippet) -> tuple[int, int]:
    """The 1-based first and last line of a snippet, its fence included."""
    fence = snippet.fence
    numbers = [line.number for line in snippet.lines[:1] + snippet.lines[-1:]]
    if fence is not None:
        numbers += [fence.first, fence.last or fence.first]
    return min(numbers), max(numbers)


def _is_touched(diagnostic: Diagnostic, source: Source, pieces: list[tuple[int, int]], hunks: tuple[Hunk, ...]) -> bool:
    if diagnostic.span is None:
        return False
    first, _ = source.position(diagnostic.span.start)
    last, _ = source.position(diagnostic.span.end)
    if any(start <= first <= end for start, end in pieces):
        return True
    return any(hunk.touches(first, last) for hunk in hunks)
