"""How much of a card is looked at, so that no card can take the process down or keep it busy for long.

Real cards stay far below: of 2,000 public ones the largest has 0.1 MB.  What is left out is reported
(`limit-reached`); everything else on the card is checked.
"""

from __future__ import annotations

from collections.abc import Sequence

from cardlint.model import CodeLine
from cardlint.records import dataclass

MAX_SHAPE = 1_000
"""Characters of a line that decide whether it has the shape of a statement."""


MAX_FRONT_MATTER = 6_000_000
"""Characters of front matter up to which its configs, splits and features are read."""

MAX_CONTEXT = 4_000
"""Characters of the words above or below a block that tell what it is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`pieces`: candidates a card; `piece`: characters of one; `line`: characters of one of its lines;
    `code`: characters of all of them.

    How deeply code may nest is the business of `cardlint.deep`.
    """

    pieces: int = 2_000
    piece: int = 100_000
    line: int = 20_000
    code: int = 400_000


LIMITS = Limits()


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
            return f"the card has more than {limits.pieces:,} pieces that may be code; the rest is not checked"
        size = sum(len(line.text) + 1 for line in lines)
        if size > limits.piece:
            return f"this piece has {size:,} characters; pieces of up to {limits.piece:,} are checked"
        longest = max((len(line.text) for line in lines), default=0)
        if longest > limits.line:
            return f"a line here has {longest:,} characters; code with lines of up to {limits.line:,} is checked"
        self.code += size
        if self.code > limits.code:
            return f"the card has more than {limits.code:,} characters of code; the rest is not checked"
        return ""

    @property
    def is_spent(self) -> bool:
        """Whether nothing more of the card is looked at."""
        return self.pieces > self.limits.pieces or self.code > self.limits.code
