"""The configuration file: `cardlint.toml`, `.cardlint.toml`, or `[tool.cardlint]` of `pyproject.toml`.

The nearest one above a card counts, alone.  What it may hold stands in `KEYS`; anything else is an
error that names the nearest known word.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import lru_cache

from cardlint.limits import ABOUT, LARGEST, Limits, field_of
from cardlint.model import Severity
from cardlint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

FILES = ("cardlint.toml", ".cardlint.toml", "pyproject.toml")
LIBRARIES = ("datasets", "huggingface_hub", "transformers")


class ConfigError(Exception):
    """The file cannot be used; the text names it, says what is wrong and what may be meant."""


def find_config(card_path: str) -> str | None:
    """The path of the configuration file nearest above the card; None where there is none."""
    try:
        return _find_above(os.path.dirname(os.path.abspath(card_path)))
    except (OSError, ValueError):  # the current folder is gone
        return None


@lru_cache(maxsize=1024)
def _find_above(folder: str) -> str | None:
    for name in FILES:
        path = os.path.join(folder, name)
        try:
            if os.path.isfile(path) and (name != "pyproject.toml" or _names_us(path)):
                return path
        except (OSError, ValueError):
            continue
    above = os.path.dirname(folder)
    return _find_above(above) if above != folder else None


def _names_us(path: str) -> bool:
    with open(path, "rb") as file:
        return b"tool.cardlint" in file.read()


@lru_cache(maxsize=64)
def load_config(file: str) -> dict[str, Any]:
    """What the file says, as fields of `Settings`; raises `ConfigError`."""
    from pathlib import Path

    path = Path(file)
    table = _read(path)
    settings: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            raise ConfigError(f"{path}: there is no key `{key}`{_hint(key, KEYS)}")
        field, convert = KEYS[key]
        try:
            settings[field] = convert(value, path)
        except ValueError as error:
            raise ConfigError(f"{path}: `{key}`: {error}") from None
    return settings


def _read(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]
    try:
        table: dict[str, Any] = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    if path.name != "pyproject.toml":
        return table
    tools = table.get("tool", {})
    own = tools.get("cardlint", {}) if isinstance(tools, dict) else {}
    if not isinstance(own, dict):
        raise ConfigError(f"{path}: `tool.cardlint` must be a table")
    return own


def _hint(word: str, known: Any) -> str:
    """`` did you mean `...`?`` where a known word is near."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1, 0.6) or get_close_matches(word.upper(), list(known), 1, 0.6)
    return f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(f'`{name}`' for name in known)}"


def _flag(value: Any, _: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _text(value: Any, _: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text")
    return value


def _repo_id(value: Any, path: Path) -> str:
    text = _text(value, path)
    if text.count("/") != 1 or not all(text.split("/")):
        raise ValueError(f"`{text}` is not of the form `owner/name`")
    return text


def _requirement(value: Any, _: Path) -> str:
    if value not in ("usage", "runnable"):
        raise ValueError(f"must be `usage` or `runnable`, not `{value}`")
    return str(value)


def _texts(value: Any, _: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("must be a list of texts")
    return tuple(value)


def _rules(value: Any, path: Path) -> tuple[str, ...]:
    words = _texts([value] if isinstance(value, str) else value, path)
    for word in words:
        _check_rule(word)
    return words


def _check_rule(word: str, prefixes: bool = True) -> str:
    """The name of the rule, or the word itself where it is a prefix of several; raises ValueError."""
    from cardlint.rules import all_rules, find_rule

    if rule := find_rule(word):
        return rule.name
    upper = word.upper()
    if prefixes and (upper == "ALL" or (upper.startswith("CL") and any(r.code.startswith(upper) for r in all_rules()))):
        return word
    known = [name for rule in all_rules() for name in (rule.name, rule.code)]
    hint = _hint(word, known) if len(word) > 2 else ""
    raise ValueError(f"there is no rule `{word}`{hint if 'did you' in hint else '; `cardlint rules` lists them'}")


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("must be a table")
    return value


def _severities(value: Any, _: Path) -> dict[str, str]:
    levels = [level.value for level in Severity]
    found = {}
    for word, level in _table(value).items():
        name = _check_rule(word, prefixes=False)
        if level not in levels:
            raise ValueError(f"`{word}` must be {', '.join(f'`{known}`' for known in levels)}, not `{level}`")
        found[name] = level
    return found


def _versions(value: Any, path: Path) -> dict[str, str]:
    found = {}
    for library, version in _table(value).items():
        name = library.replace("-", "_")
        if name not in LIBRARIES:
            raise ValueError(f"`{library}` is not known{_hint(library, LIBRARIES)}")
        text = _text(version, path)
        if not text[0].isdigit():
            raise ValueError(f"`{text}` is no version; write one like `3.6` or `4`")
        found[name] = text
    return found


def _per_file(value: Any, path: Path) -> dict[str, tuple[str, ...]]:
    """Patterns with the file's folder before them, as they hold for paths below it."""
    folder = path.absolute().parent.as_posix().rstrip("/")
    return {f"{folder}/{pattern}": _rules(words, path) for pattern, words in _table(value).items()}


def check_limit(name: str, value: object) -> tuple[str, int]:
    """The field of `Limits` that `name` stands for, and the value that it can have; raises ValueError."""
    if name not in ABOUT:
        raise ValueError(f"there is no limit `{name}`{_hint(name, ABOUT)}")
    field = field_of(name)
    largest: int = getattr(LARGEST, field)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= largest:
        raise ValueError(f"`{name}` ({ABOUT[name]}) must be a number from 1 to {largest:,}, not `{value}`")
    return field, value


def _limits(value: Any, _: Path) -> Limits:
    return Limits(**dict(check_limit(name, number) for name, number in _table(value).items()))


KEYS: dict[str, tuple[str, Callable[[Any, Path], Any]]] = {
    "compile": ("compile", _flag),
    "ignore": ("ignore", _rules),
    "limits": ("limits", _limits),
    "per-file-ignores": ("per_file_ignores", _per_file),
    "placeholders": ("placeholders", _texts),
    "repo-id": ("repo_id", _repo_id),
    "require": ("require", _requirement),
    "select": ("select", _rules),
    "severity": ("severities", _severities),
    "versions": ("versions", _versions),
}
"""Each key of the file: the field of `Settings`, and what checks and converts its value."""
