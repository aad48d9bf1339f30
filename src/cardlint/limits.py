"""How much of a card is looked at, so that no card can take the process down or keep it busy for long.

Real cards stay far below: of 2,000 public ones the largest has 0.1 MB.  What is left out is reported
(`limit-reached`, or `unreadable` for a whole card); everything else on the card is checked.
"""

from __future__ import annotations

from collections.abc import Sequence

from cardlint.model import CodeLine
from cardlint.records import dataclass

MAX_SHAPE = 1_000
"""Characters of a line that decide whether it has the shape of a statement."""

MAX_CONTEXT = 4_000
"""Characters of the words above or below a block that tell what it is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that a user can set; `ABOUT` says what each of them counts.

    How deeply code may nest is the business of `cardlint.deep`.
    """

    card: int = 64 * 1024 * 1024
    front_matter: int = 6_000_000
    pieces: int = 2_000
    piece: int = 100_000
    line: int = 20_000
    code: int = 400_000

    def how_to_raise(self, name: str) -> str:
        """The words that end a message on the limit called `name`."""
        field = field_of(name)
        if getattr(self, field) < getattr(LARGEST, field):
            return f"(`--limit {name}=N` raises it)"
        return f"(the limit `{name}` cannot be raised further)"


ABOUT = {
    "card": "bytes of a card",
    "front-matter": "characters of front matter whose configs are read",
    "pieces": "pieces of a card that may be code",
    "piece": "characters of one piece",
    "line": "characters of a line of code",
    "code": "characters of all pieces of a card",
}
"""Each limit by the name that options and messages use, and what it counts."""


def field_of(name: str) -> str:
    """The field of `Limits` for a name in `ABOUT`."""
    return name.replace("-", "_")


LIMITS = Limits()

REST = "the rest is not checked"
"""Stands in the message on a piece where it speaks for all that follow."""

LARGEST = Limits(card=1 << 30, front_matter=100_000_000, pieces=100_000, piece=150_000, line=150_000, code=100_000_000)
"""What each limit can be set to; they bound time and memory, `piece` also the stack that parsing takes."""


class Budget:
    """Counts what a card's candidates use up of its limits."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.pieces = 0
        self.code = 0

    def refuse(self, lines: Sequence[CodeLine]) -> str:
        """Why the piece in `lines` is not looked at, or nothing; counts it where it is."""
        limits = self.limits
        self.pieces += 1
        if self.pieces > limits.pieces:
            found = f"the card has more than {limits.pieces:,} pieces that may be code; {REST}"
            return f"{found} {limits.how_to_raise('pieces')}"
        lengths = [len(line.text) for line in lines]
        size = sum(lengths) + len(lengths)
        if size > limits.piece:
            found = f"this piece has {size:,} characters; pieces of up to {limits.piece:,} are checked"
            return f"{found} {limits.how_to_raise('piece')}"
        longest = max(lengths, default=0)
        if longest > limits.line:
            found = f"a line here has {longest:,} characters; code with lines of up to {limits.line:,} is checked"
            return f"{found} {limits.how_to_raise('line')}"
        self.code += size
        if self.code > limits.code:
            found = f"the card has more than {limits.code:,} characters of code; {REST}"
            return f"{found} {limits.how_to_raise('code')}"
        return ""

    @property
    def is_spent(self) -> bool:
        """Whether nothing more of the card is looked at."""
        return self.pieces > self.limits.pieces or self.code > self.limits.code
