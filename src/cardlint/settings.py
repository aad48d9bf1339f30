"""The frozen options of a run."""

from __future__ import annotations

from cardlint.limits import LIMITS, Limits
from cardlint.records import dataclass, field


@dataclass(frozen=True)
class Settings:
    """What the user asked for, from the command line and the configuration file.

    `select` and `ignore` hold codes, names or code prefixes as they were given; `severities` maps a
    rule's name to the severity it is reported with; `versions` maps a library to its target version;
    `per_file_ignores` maps a pattern of absolute paths to rules;
    `repo_id` is the card's own ``owner/name`` where it was given; `require` is ``usage``,
    ``runnable`` or None; `limits` says how much of a card is looked at.
    """

    compile: bool = True
    require: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    placeholders: tuple[str, ...] = ()
    per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    repo_id: str | None = None
    limits: Limits = LIMITS

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """The rules that `per_file_ignores` switches off for the card at `path`."""
        if not self.per_file_ignores or path == "-":
            return ()
        import os
        from fnmatch import fnmatchcase

        full = os.path.abspath(path).replace(os.sep, "/")
        return tuple(
            word for pattern, words in self.per_file_ignores.items() if fnmatchcase(full, pattern) for word in words
        )
