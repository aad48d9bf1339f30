"""Finds the YAML front matter at the top of a card, by one pass over the lines.

The Hub takes for front matter what stands between a first line ``---`` and the next such line.  Blanks
behind the dashes, a byte order mark and blank lines above are accepted, as the Hub's parser does.
"""

from __future__ import annotations

from itertools import islice

from cardlint.records import dataclass
from cardlint.source import Source

FENCES = ("```", "~~~")
_STOPS = ("---", *FENCES)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """1-based lines of the opening and the closing ``---``."""

    first: int
    last: int

    def text(self, source: Source) -> str:
        """The YAML between the dashes, lines ended by newlines."""
        return "\n".join(source.lines[self.first : self.last - 1]) + "\n"


def find_front_matter(source: Source) -> FrontMatter | None:
    """The front matter of `source`, or None where it has none or never closes it."""
    first = next((number for number, line in enumerate(source.lines, 1) if line.strip()), None)
    if first is None or source.lines[first - 1].rstrip() != "---":
        return None
    for number, line in enumerate(islice(source.lines, first, None), first + 1):
        if line[:3] not in _STOPS:
            continue
        if line.startswith(FENCES):  # no YAML can start a line so: the dashes were a rule
            return None
        if line.rstrip() == "---":
            return FrontMatter(first, number)
    return None
