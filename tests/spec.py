"""Reads the spec files of `tests/rules` and `tests/cards`.

A spec file holds cases, each of four parts that end with a line that is a single dot: the head (a title,
then optional lines ``key: value``), the card, and what is expected.  Blank lines between cases are free::

    A missing bracket
    settings: {"require": "usage"}
    .
    ```python
    print("pond"
    ```
    .
    2:6 error never closed
    .

Keys of the head: ``settings`` (JSON, fields of `cardlint.settings.Settings`), ``files`` (names that the
card's repository holds), ``python`` (the oldest Python that the case holds for) and ``known-failure``
(why the case fails today; the case must then fail).
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
HEAD_LINE = re.compile(r"(settings|files|python|known-failure): *(.*)")


@dataclass(frozen=True)
class Case:
    """One case of a spec file; `line` is where its title stands, `card` and `expected` end with a newline."""

    path: Path
    line: int
    title: str
    head: dict[str, str]
    card: str
    expected: str

    @property
    def where(self) -> str:
        """The file and line, to be named when the case fails."""
        return f"{self.path.parent.name}/{self.path.name}:{self.line} ({self.title})"

    @property
    def settings(self) -> dict[str, Any]:
        """The fields of the settings, lists made tuples."""
        given = json.loads(self.head.get("settings", "{}"))
        return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}

    @property
    def files(self) -> list[str]:
        """The names that the card's repository holds."""
        return [name.strip() for name in self.head.get("files", "").split(",") if name.strip()]


def read_cases(path: Path) -> list[Case]:
    """The cases of the file; raises `ValueError` for a file that has not the form."""
    cases = []
    parts: list[list[str]] = [[]]
    start = 0
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line != ".":
            if len(parts) == 1 and not parts[0] and not line.strip():
                continue
            if parts == [[]]:
                start = number
            parts[-1].append(line)
        elif len(parts) < 3:
            parts.append([])
        else:
            cases.append(_case(path, start, parts))
            parts = [[]]
    if parts != [[]]:
        raise ValueError(f"{path.name}:{start}: the last case does not end with a line that is a dot")
    return cases


def _case(path: Path, line: int, parts: list[list[str]]) -> Case:
    title, *rest = parts[0]
    head = {}
    for text in rest:
        if not text.strip():
            continue
        found = HEAD_LINE.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"{path.name}:{line}: '{text}' is no line of a case's head")
        head[found[1]] = found[2]
    card, expected = ("".join(f"{text}\n" for text in part) for part in parts[1:])
    return Case(path, line, title, head, card, expected)


def parameters(folder: str) -> list[Any]:
    """The cases of every spec file in the folder of `tests`, for `pytest.mark.parametrize`."""
    found = []
    for path in sorted((TESTS / folder).glob("*.md")):
        for case in read_cases(path):
            marks: list[Any] = []
            if reason := case.head.get("known-failure"):
                marks.append(pytest.mark.xfail(reason=reason, strict=True))
            if oldest := case.head.get("python"):
                too_old = sys.version_info[:2] < tuple(int(part) for part in oldest.split("."))
                marks.append(pytest.mark.skipif(too_old, reason=f"holds for Python {oldest} and newer"))
            found.append(pytest.param(case, marks=marks, id=f"{path.stem}: {case.title}"))
    return found
