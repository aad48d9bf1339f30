"""The table of removed names and arguments, and of what `load_dataset` takes; read once, when needed.

`cardlint.api_facts` holds the facts, checked against installed libraries (``scripts/verify_apis.py``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from cardlint.patterns import pattern
from cardlint.records import dataclass

HUB_REFUSES_BARE_IDS = "1.16.0"
"""The first huggingface_hub that takes no id without a namespace."""
_PINNED = r"(?:\[[\w,-]*\])?[ \t]*((?:[=~!<>]=?=?[ \t]*\d[\w.*]*[ \t]*,?[ \t]*)+)"
_BOUND = pattern(r"(===?|~=|<=?)[ \t]*(\d{1,4}(?:\.\d{1,4})*)")
SCRIPTS_REMOVED = "4.0.0"
"""The first `datasets` that runs no loading scripts."""


@dataclass(frozen=True, slots=True)
class Api:
    """One name, method, argument or value that is gone.

    `kind` is ``name``, ``module``, ``method``, ``keyword``, ``method-keyword``, ``positional`` or
    ``value``; `ignored` where it is still accepted, without effect.  `rename` and `delete` tell a
    replacement that means the same.  `removed_in` is None where only `checked_with` is known.
    """

    library: str
    path: str
    kind: str
    removed_in: str | None
    checked_with: str
    instead: str = ""
    method: str = ""
    keyword: str = ""
    value: str = ""
    position: int = 0
    most: int = 0
    rename: str = ""
    delete: bool = False
    ignored: bool = False
    plain: bool = False

    def is_gone(self, versions: dict[str, str]) -> bool:
        """Whether it is gone in the library version that is aimed at (the newest if none is)."""
        target = versions.get(self.library)
        return target is None or is_reached(target, self.removed_in or self.checked_with)

    @property
    def since(self) -> str:
        """The version for a message: ``datasets 3`` or ``the current datasets``."""
        if self.removed_in is None:
            return f"today's {self.library}"
        major, minor = self.removed_in.split(".")[:2]
        return f"{self.library} {major}" if minor == "0" and major != "0" else f"{self.library} {major}.{minor}"


@dataclass(frozen=True)
class Table:
    """The whole table."""

    removed: tuple[Api, ...]
    parameters: dict[str, tuple[str, ...]]
    config_fields: tuple[str, ...]
    builders: dict[str, tuple[str, ...]]
    loadable: frozenset[str]
    moved_ids: dict[str, str]


@lru_cache(maxsize=1)
def api_table() -> Table:
    """The table."""
    from cardlint.api_facts import FACTS

    return Table(
        tuple(Api(**row) for row in FACTS["removed"]),
        {path: tuple(names) for path, names in FACTS["parameters"].items()},
        tuple(FACTS["config_fields"]),
        {name: tuple(fields) for name, fields in FACTS["builders"].items()},
        frozenset(FACTS["loadable"]),
        FACTS["moved_ids"],
    )


def is_reached(version: str, wanted: str) -> bool:
    """Whether `version` is `wanted` or newer; ``4`` stands for the newest 4."""
    have = [int(part) for part in re.findall(r"\d+", version)]
    need = [int(part) for part in re.findall(r"\d+", wanted)]
    length = min(len(have), len(need))
    return have[:length] >= need[:length]


def pinned_version(library: str, text: str) -> str | None:
    """The newest version of a library that a card's own pins allow: 2 for ``datasets<3``."""
    oldest = None
    for name in {library, library.replace("_", "-")}:  # a pattern that begins with plain letters is found fast
        for found in re.finditer(name + _PINNED, text):
            if found.start() and (text[found.start() - 1].isalnum() or text[found.start() - 1] in "-_."):
                continue
            for sign, number in _BOUND.findall(found[1]):
                newest = _newest(sign, number)
                if oldest is None or not is_reached(newest, oldest):
                    oldest = newest
    return oldest


def _newest(sign: str, number: str) -> str:
    """The newest version that a bound allows; ``2`` stands for the newest 2."""
    parts = [int(part) for part in number.split(".")]
    if sign == "<":
        while len(parts) > 1 and parts[-1] == 0:
            parts.pop()
        parts[-1] -= 1
    elif sign == "~=" and len(parts) > 1:
        parts.pop()
    return ".".join(map(str, parts))
