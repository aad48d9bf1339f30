"""The values that flow through cardlint: spans, snippets, diagnostics, fixes.

Everything here is frozen.  A position is a `Span` of character offsets into the card's text as it was
decoded (see `cardlint.source`); lines and columns are made from it only for people, and are 1-based.
"""

from __future__ import annotations

from enum import Enum

from cardlint.records import TYPE_CHECKING, cached_property, dataclass

if TYPE_CHECKING:
    from typing import Any


class Kind(str, Enum):
    """What a candidate piece of a card is."""

    USAGE = "usage"
    CREATION = "creation"
    RECORD = "record"
    OUTPUT = "output"
    DATA = "data"
    OTHER = "other"


class Origin(str, Enum):
    """How a candidate piece stands in the card."""

    FENCE = "fence"
    INDENTED = "indented"
    HTML = "html"
    BARE = "bare"
    INLINE = "inline"


class Verdict(str, Enum):
    """What a reader can do with the usage code of a card, for the best of its pieces."""

    NONE = "none"
    BROKEN = "broken"
    INCOMPLETE = "incomplete"
    RUNNABLE = "runnable"
    UNCHECKED = "unchecked"


class Severity(str, Enum):
    """How much harm a diagnostic names."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Safety(str, Enum):
    """Whether a fix keeps the meaning (safe) or needs a look (unsafe)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to, not including, `end` of the card's text; 0-based."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of a piece of code, and where it stands in the card.

    `number` is the 1-based line in the card, `column` the 0-based character in that line at which
    `text` starts.  `exact` is false where `text` is not the card's own characters (HTML entities).
    """

    number: int
    column: int
    text: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Fence:
    """The marks around a fenced block: 1-based lines, and the opener's span of marker and info string.

    `last` is the closing line, or None where the fence is never closed.
    """

    first: int
    last: int | None
    marker: str
    info: str
    column: int


@dataclass(frozen=True, slots=True)
class Context:
    """The words around a block: headings above it (outermost first), the text just above and below.

    `titled` says that the first of the headings is the card's first, and so its title.
    """

    headings: tuple[str, ...] = ()
    lead: str = ""
    follow: str = ""
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of a card that may be code, before anything is known about it."""

    origin: Origin
    lines: tuple[CodeLine, ...]
    context: Context
    language: str | None = None
    fence: Fence | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A candidate with its kind, and of its lines those that hold code.

    `prompts` are the 1-based lines that carried a prompt, `magics` those that held a notebook magic;
    prompts are cut off from `lines`, magics and printed output are left out of it.  `limit` says why a
    piece was not looked at (see `cardlint.limits`); empty for all others.
    """

    kind: Kind
    origin: Origin
    lines: tuple[CodeLine, ...]
    reason: str
    language: str | None = None
    fence: Fence | None = None
    prompts: tuple[int, ...] = ()
    magics: tuple[int, ...] = ()
    limit: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        """What goes from one process to another: the lines in a form that takes half the time."""
        lines = [(line.number, line.column, line.text, line.exact) for line in self.lines]
        rest = (self.reason, self.language, self.fence, self.prompts, self.magics, self.limit)
        return _snippet_of, (lines, self.kind, self.origin, *rest)

    @cached_property
    def code(self) -> str:
        """The code alone, lines joined by newlines, without a final one."""
        return "\n".join(line.text for line in self.lines)

    @property
    def first(self) -> int:
        """The 1-based card line of the first code line."""
        return self.lines[0].number

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """The card's 1-based line ranges that hold the code, both ends included."""
        ranges: list[tuple[int, int]] = []
        for line in self.lines:
            if ranges and line.number <= ranges[-1][1] + 1:
                ranges[-1] = (ranges[-1][0], line.number)
            else:
                ranges.append((line.number, line.number))
        return ranges


def _snippet_of(lines: list[tuple[int, int, str, bool]], kind: Kind, origin: Origin, *rest: Any) -> Snippet:
    return Snippet(kind, origin, tuple(CodeLine(*line) for line in lines), *rest)


@dataclass(frozen=True, slots=True)
class Edit:
    """Puts `text` in the place of the characters of `span`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that together mend what one diagnostic names."""

    edits: tuple[Edit, ...]
    safety: Safety
    description: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What a rule has to say about one place of a card.

    `span` is None for what concerns the card as a whole; it is then reported at line 1, column 1.
    """

    code: str
    name: str
    severity: Severity
    message: str
    span: Span | None = None
    fix: Fix | None = None
