"""A card: its source, its front matter and its snippets."""

from __future__ import annotations

from cardlint.front_matter import FrontMatter, find_front_matter
from cardlint.limits import LIMITS, Limits
from cardlint.model import Snippet
from cardlint.records import dataclass
from cardlint.source import Source


@dataclass(frozen=True)
class Card:
    """A README with what was found in it.

    `path` is as it was given, with forward slashes (``-`` for standard input); `snippets` holds every
    candidate in reading order with its kind.
    """

    path: str
    source: Source
    front_matter: FrontMatter | None
    snippets: tuple[Snippet, ...]


def read_card(path: str, data: bytes, limits: Limits = LIMITS) -> Card:
    """Makes a card of a file's bytes; never fails, whatever the bytes."""
    from cardlint.snippets import find_snippets

    source = Source.from_bytes(data)
    front_matter = find_front_matter(source)
    return Card(path, source, front_matter, find_snippets(source, front_matter, limits))
