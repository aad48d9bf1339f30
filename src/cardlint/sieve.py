"""What of a run's findings counts: only the changed ones, only those that the baseline does not know."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field

from cardlint.baseline import Baseline, BaselineError, BaselineWriter, read_baseline
from cardlint.changed import Changes, changes_since, keep_changed
from cardlint.engine import Result
from cardlint.settings import Settings


class SieveError(Exception):
    """An option cannot be obeyed; the text says which and why."""


@dataclass
class Sieve:
    """The options `--changed-since`, `--baseline` and `--write-baseline` at work.

    Its methods are called in the main process, card by card in order, so that the order of the notes
    does not hang on the number of processes.
    """

    changes: Changes | None = None
    baseline: Baseline | None = None
    baseline_path: str = ""
    writer: BaselineWriter | None = None
    writer_path: str = ""
    known: int = 0
    notes: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def wanted(self, paths: Iterable[str]) -> list[str]:
        """Of the cards at `paths` those that are to be checked; standard input always is."""
        if self.changes is None:
            return list(paths)
        return [path for path in paths if path == "-" or self.changes.has(path)]

    def sift(self, result: Result, settings: Settings) -> Result:
        """`result` without what does not count; raises SieveError where git fails."""
        from cardlint.git import GitError

        path = result.card.path
        self._seen.add(path)
        if self.changes is not None and path != "-":
            try:
                change = self.changes.of(path)
            except GitError as error:
                raise SieveError(f"--changed-since: {error}") from None
            if change is not None:
                result = keep_changed(result, change, settings)
        if self.writer is not None:
            self.writer.add(result)
        if self.baseline is not None:
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


def make_sieve(
    changed_since: str | None = None, baseline: str | None = None, write_baseline: str | None = None
) -> Sieve:
    """The sieve for the options as they were given; raises SieveError."""
    sieve = Sieve(baseline_path=baseline or "", writer_path=write_baseline or "")
    if changed_since is not None:
        from cardlint.git import GitError

        try:
            sieve.changes = changes_since(changed_since)
        except GitError as error:
            raise SieveError(f"--changed-since: {error}") from None
    if baseline is not None:
        try:
            with open(baseline, encoding="utf-8") as file:
                sieve.baseline = read_baseline(file.read())
        except (OSError, UnicodeDecodeError) as error:
            raise SieveError(f"--baseline: {baseline}: {getattr(error, 'strerror', None) or error}") from None
        except BaselineError as error:
            raise SieveError(f"--baseline: {baseline}: {error}") from None
    if write_baseline is not None:
        sieve.writer = BaselineWriter()
    return sieve
