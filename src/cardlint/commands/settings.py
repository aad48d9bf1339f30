"""The settings of each card: what the command line asks for, over the configuration file nearest to it."""

from __future__ import annotations

import argparse

from cardlint.cli import UsageError
from cardlint.records import TYPE_CHECKING, cached_property, dataclass, field, replace
from cardlint.settings import Settings

if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class CardSettings:
    """Gives the settings for a card's path.

    `given` holds the fields of `Settings` that the command line names; `config` is the file to read in
    place of the nearest one; without `search` no file is read.  `limits` holds the fields of `Limits`
    that the command line names.
    """

    given: dict[str, Any]
    config: str | None = None
    search: bool = True
    limits: dict[str, int] = field(default_factory=dict)

    def for_card(self, path: str) -> Settings:
        """The settings for the card at `path` (``-`` counts as in the current folder).

        Raises `cardlint.config.ConfigError` for a file that cannot be used.
        """
        if not self.search and self.config is None:
            return self._by_file(None)
        from cardlint.config import find_config

        return self._by_file(self.config or find_config("README.md" if path == "-" else path))

    def _by_file(self, file: str | None) -> Settings:
        if file not in self._known:
            from cardlint.config import load_config

            self._known[file] = self._over(load_config(file) if file else {})
        return self._known[file]

    @cached_property
    def _known(self) -> dict[str | None, Settings]:
        """The settings for each configuration file that was asked for."""
        return {}

    def _over(self, found: dict[str, Any]) -> Settings:
        """The command line over what a file says; `ignore` and `limits` have a part from each."""
        settings = Settings(**{**found, **self.given})
        ignore = (*found.get("ignore", ()), *self.given.get("ignore", ()))
        return replace(settings, ignore=ignore, limits=replace(settings.limits, **self.limits))


def card_settings(options: argparse.Namespace) -> CardSettings:
    """The settings that the options ask for; raises `UsageError` for an unknown rule or a wrong id."""
    given: dict[str, Any] = {}
    if options.compile is not None:
        given["compile"] = options.compile
    if options.require:
        given["require"] = options.require
    if select := _codes(options.select):
        given["select"] = select
    if ignore := _codes(options.ignore):
        given["ignore"] = ignore
    if options.repo_id:
        if options.repo_id.count("/") != 1 or not all(options.repo_id.split("/")):
            raise UsageError(f"--repo-id wants OWNER/NAME, not '{options.repo_id}'")
        given["repo_id"] = options.repo_id
    return CardSettings(given, options.config, not options.no_config, dict(options.limit))


def _codes(given: list[str] | None) -> tuple[str, ...]:
    """The rules in comma-separated lists; raises `UsageError` for one that does not exist."""
    words = tuple(word.strip() for text in given or () for word in text.split(",") if word.strip())
    if not words:
        return ()
    from cardlint.rules import all_rules, specificity

    for word in words:
        if not any(specificity(rule, (word,)) >= 0 for rule in all_rules()):
            raise UsageError(f"there is no rule '{word}'; `cardlint rules` lists them")
    return words
