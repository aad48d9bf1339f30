"""Known findings: a file of fingerprints, so that old ones do not fail and new ones do.

The file is JSON, sorted, one finding a line, so that it can be read and merged:
``{"version": 1, "findings": {PATH: {FINGERPRINT: "CODE name"}}}``.
"""

from __future__ import annotations

from cardlint.engine import Result
from cardlint.fingerprints import fingerprints, stable_path
from cardlint.records import dataclass, field, replace
from cardlint.source import printable

VERSION = 1


class BaselineError(Exception):
    """The text is no baseline; the message says why."""


@dataclass(frozen=True)
class Matched:
    """A result without its known diagnostics, their number, and the known ones that are gone."""

    result: Result
    known: int
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Baseline:
    """The known findings: path to fingerprint to ``CODE name``."""

    findings: dict[str, dict[str, str]] = field(default_factory=dict)

    def match(self, result: Result) -> Matched:
        """Takes the known findings out of `result`; those gone are told as ``CODE name``."""
        known = self.findings.get(_key(result.card.path), {})
        if not known:
            return Matched(result, 0, ())
        marks = fingerprints(result)
        new = tuple(diagnostic for diagnostic, mark in zip(result.diagnostics, marks, strict=True) if mark not in known)
        gone = tuple(sorted(title for mark, title in known.items() if mark not in marks))
        return Matched(replace(result, diagnostics=new), len(result.diagnostics) - len(new), gone)

    def unseen(self, paths: set[str]) -> dict[str, int]:
        """How many findings are known of cards that are not among `paths` (as they were given)."""
        seen = {_key(path) for path in paths}
        return {path: len(known) for path, known in self.findings.items() if path not in seen}


def read_baseline(text: str) -> Baseline:
    """The baseline in `text`; raises BaselineError."""
    import json

    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"not valid JSON: {error}") from None
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise BaselineError(f"not a baseline of version {VERSION}; write it anew with --write-baseline")
    findings = data.get("findings")
    if not isinstance(findings, dict) or not all(_is_known(known) for known in findings.values()):
        raise BaselineError("its findings are not of the form that --write-baseline writes")
    return Baseline(findings)


def _is_known(known: object) -> bool:
    return isinstance(known, dict) and all(isinstance(title, str) for title in known.values())


class BaselineWriter:
    """Collects the findings of a run; keeps a fingerprint for each and nothing else."""

    def __init__(self) -> None:
        self._findings: dict[str, dict[str, str]] = {}

    def add(self, result: Result) -> None:
        """Takes up the findings of one card."""
        if result.diagnostics:
            marks = zip(fingerprints(result), result.diagnostics, strict=True)
            self._findings[_key(result.card.path)] = {mark: f"{item.code} {item.name}" for mark, item in marks}

    def text(self) -> str:
        """The file's text: the same for the same findings."""
        import json

        return json.dumps({"version": VERSION, "findings": self._findings}, indent=1, sort_keys=True) + "\n"


def _key(path: str) -> str:
    return printable(stable_path(path))
