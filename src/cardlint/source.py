"""From bytes to text, and from offsets to lines.

The text keeps every character of the file, byte order mark and line ends included, so that an offset
is a place on disk.  Bytes that are not UTF-8 become lone surrogates (PEP 383) and come back unchanged
when the text is encoded again.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from cardlint.model import Span
from cardlint.patterns import pattern
from cardlint.records import dataclass, field

BOM = "\ufeff"
_SURROGATE = pattern("[\ud800-\udfff]")
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True)
class Source:
    """The text of one card with its lines.

    `lines` holds each line without its line end and without a byte order mark; `starts` the offset of
    each.  A line ends at a newline, with any carriage returns before it; in a file without a single
    newline it ends at a carriage return.
    """

    text: str
    encoding: str = "utf-8"
    lines: list[str] = field(default_factory=list, repr=False)
    starts: list[int] = field(default_factory=list, repr=False)

    @classmethod
    def from_bytes(cls, data: bytes) -> Source:
        """Decodes `data`; never fails."""
        encoding = _UTF16_MARKS.get(data[:2], "utf-8")
        if encoding == "utf-8":
            return cls.from_text(data.decode("utf-8", "surrogateescape"))
        return cls.from_text(data.decode(encoding, "replace"), encoding)

    @classmethod
    def from_text(cls, text: str, encoding: str = "utf-8") -> Source:
        """Splits `text` into lines."""
        raw = text.split("\n") if "\n" in text or "\r" not in text else text.split("\r")
        starts = list(accumulate([length + 1 for length in map(len, raw[:-1])], initial=0))
        lines = [line.rstrip("\r") for line in raw] if "\r" in text else raw
        if text.startswith(BOM):
            lines = [lines[0][1:], *lines[1:]]
            starts[0] = 1
        return cls(text, encoding, lines, starts)

    def __reduce__(self) -> tuple[object, ...]:
        """What goes from one process to another: the text alone, which is split again in less time."""
        return Source.from_text, (self.text, self.encoding)

    @property
    def newline(self) -> str:
        """The line end that the file uses first: ``\\n``, ``\\r\\n`` or ``\\r``."""
        end = self.text.find("\n")
        if end < 0:
            return "\r" if "\r" in self.text else "\n"
        return "\r\n" if self.text[:end].endswith("\r") else "\n"

    def newline_of(self, line: int) -> str:
        """The line end of the 1-based `line`, or the file's first one where it has none."""
        if line >= len(self.lines):
            return self.newline
        end = self.text[self.line_span(line).end : self.starts[line]]
        return "\r\n" if end.endswith("\r\n") else end

    @property
    def bad_bytes(self) -> Span | None:
        """The first byte that is not UTF-8, if any."""
        try:
            self.text.encode()
        except UnicodeEncodeError as error:  # at a lone surrogate, see above
            return Span(error.start, error.start + 1)
        return None

    def offset(self, line: int, column: int = 0) -> int:
        """The offset of the 0-based `column` in the 1-based `line`."""
        return self.starts[line - 1] + column

    def line_span(self, line: int) -> Span:
        """The span of the 1-based `line` without its line end."""
        start = self.starts[line - 1]
        return Span(start, start + len(self.lines[line - 1]))

    def lines_with(self, words: str, first: int = 1) -> list[int]:
        """The 1-based lines from `first` on in which the words stand."""
        found: list[int] = []
        at = self.text.find(words, self.starts[first - 1]) if first <= len(self.starts) else -1
        while at >= 0:
            line = bisect_right(self.starts, at)
            found.append(line)
            at = self.text.find(words, self.starts[line]) if line < len(self.starts) else -1
        return found

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of `offset`."""
        line = max(1, bisect_right(self.starts, offset))
        return line, max(0, offset - self.starts[line - 1]) + 1


def printable(text: str) -> str:
    """`text` with bytes that were not UTF-8 shown as U+FFFD; the length stays the same."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
