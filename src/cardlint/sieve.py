"""What of a run's findings counts: only the changed ones, only those that the baseline does not know."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from cardlint.engine import Result
from cardlint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from cardlint.baseline import Baseline, BaselineWriter
    from cardlint.changed import Changes


class SieveError(Exception):
    """An option cannot be obeyed; the text says which and why."""


class Sieve:
    """The options `--changed-since`, `--baseline` and `--write-baseline` at work.

    Its methods are called in the main process, card by card in order, so that the order of the notes
    does not hang on the number of processes.
    """

    def __init__(self, baseline_path: str = "", writer_path: str = "") -> None:
        self.changes: Changes | None = None
        self.baseline: Baseline | None = None
        self.baseline_path = baseline_path
        self.writer: BaselineWriter | None = None
        self.writer_path = writer_path
        self.known = 0
        self.notes: list[str] = []
        self._seen: set[str] = set()

    @property
    def is_idle(self) -> bool:
        """Whether all counts: none of the options is given."""
        return self.changes is None and self.baseline is None and self.writer is None

    def wanted(self, paths: Iterable[str]) -> Iterator[str]:
        """Of the cards at `paths` those that are to be checked; standard input and what is no file always are."""
        if self.changes is None:
            return iter(paths)
        changes = self.changes
        return (path for path in paths if path == "-" or changes.has(path) or not os.path.isfile(path))

    def sift(self, result: Result) -> Result:
        """`result` without what does not count; raises SieveError where git fails."""
        path = result.card.path
        if self.changes is not None and path != "-":
            result = _changed_part(result, self.changes)
        if self.writer is not None:
            self.writer.add(result)
        if self.baseline is not None:
            self._seen.add(path)
            matched = self.baseline.match(result)
            self.known += matched.known
            if self.changes is None:  # else what is gone and what was only not looked at are the same
                self.notes += [f"{path}: {title} is gone" for title in matched.gone]
            result = matched.result
        return result

    def finish(self) -> list[str]:
        """Writes the new baseline; returns what is to be told, a line each.  Raises SieveError."""
        notes = list(self.notes)
        if self.baseline is not None:
            for path, count in sorted(self.baseline.unseen(self._seen).items()):
                if not os.path.exists(path):
                    notes.append(f"{path}: {count} known, but the card is gone")
            if notes:
                notes.append(f"write {self.baseline_path} anew with --write-baseline to forget what is gone")
            if self.known:
                notes.insert(0, f"{self.known} known from {self.baseline_path}, not reported")
        if self.writer is not None:
            try:
                with open(self.writer_path, "w", encoding="utf-8", newline="\n") as file:
                    file.write(self.writer.text())
            except OSError as error:
                raise SieveError(f"--write-baseline: {self.writer_path}: {error.strerror or error}") from None
        return notes


def _changed_part(result: Result, changes: Changes) -> Result:
    from cardlint.changed import keep_changed
    from cardlint.git import GitError

    try:
        change = changes.of(result.card.path)
    except GitError as error:
        raise SieveError(f"--changed-since: {error}") from None
    return result if change is None else keep_changed(result, change)


def make_sieve(
    changed_since: str | None = None, baseline: str | None = None, write_baseline: str | None = None
) -> Sieve:
    """The sieve for the options as they were given; raises SieveError."""
    sieve = Sieve(baseline or "", write_baseline or "")
    if changed_since is not None:
        sieve.changes = _changes(changed_since)
    if baseline is not None:
        sieve.baseline = _baseline(baseline)
    if write_baseline is not None:
        from cardlint.baseline import BaselineWriter

        sieve.writer = BaselineWriter()
    return sieve


def _changes(revision: str) -> Changes:
    from cardlint.changed import changes_since
    from cardlint.git import GitError

    try:
        return changes_since(revision)
    except GitError as error:
        raise SieveError(f"--changed-since: {error}") from None


def _baseline(path: str) -> Baseline:
    from cardlint.baseline import BaselineError, read_baseline

    try:
        with open(path, encoding="utf-8") as file:
            return read_baseline(file.read())
    except OSError as error:
        raise SieveError(f"--baseline: {path}: {error.strerror}") from None
    except (UnicodeDecodeError, BaselineError) as error:
        raise SieveError(f"--baseline: {path}: {error}") from None
