"""One pass over a card's lines: which are fenced, hidden in comments, headings, or plain text.

Fences are found here and not by a Markdown parser, because the question is what a reader takes for a
code block: a fence below a list item whose code is not indented, one inside ``<details>`` without a
blank line, one indented by four under an admonition, one closed at the end of the last code line.
CommonMark calls none of these a fence.  Where a card keeps to CommonMark both agree (a test compares).
All other structure is `cardlint.markdown`'s.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from cardlint.model import CodeLine, Fence
from cardlint.patterns import pattern
from cardlint.records import cached_property, dataclass, field
from cardlint.source import Source, printable

# Quote and list marks before a fence.  Each turn starts with a different character than the blanks
# between them, so there is one way to match and the time is linear.
_MARKS = pattern(r"(?:[ \t\xa0]|\u200b)*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]+|>)*[ \t]*")
_OPENER = pattern(r"(`{3,})([^`\n]*)$|(~{3,})(.*)$")
_HEADING = pattern(r" {0,3}(#{1,6})(?:[ \t]|$)")
_BOLD_LINE = pattern(r"\s*(?:\*\*|__)([^*_]{1,80})(?:\*\*|__):?\s*$")
_SETEXT = pattern(r" {0,3}(=+|-{2,})[ \t]*$")
_LATE_OPENER = pattern(r"(`{3,})(python|py|python3)[ \t]*$", re.IGNORECASE)
_QUOTES = pattern(r"[ \t]*(?:>[ \t]?)*")
_HEADS = ("#", "**", "__", "==", "--")
"""What a line starts with that may be, or make, a heading."""
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789|[({`'\"!>+$%&@:;,./\\?") | {""}
"""Some first characters of lines that are none of these."""
BOLD_LEVEL = 7


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its 1-based line, its level (7 for a line in bold) and its words."""

    line: int
    level: int
    text: str


@dataclass(slots=True)
class Outline:
    """The outline of a card's body.

    `free` holds the 1-based lines that stand outside fences and comments, `shifted` those that begin with a
    blank, free or not, `headed` those that may be, or make, headings; `fences` pairs each fence with the lines
    inside it, marks of quotes and lists taken off.
    """

    lines: Sequence[str]
    first: int
    headed: list[int] = field(default_factory=list)
    fences: list[tuple[Fence, tuple[CodeLine, ...]]] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    shifted: list[int] = field(default_factory=list)

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings; many a card has no block for which it matters what they say."""
        found = (_read_heading(self.lines, number, self.first) for number in self.headed)
        return tuple(heading for heading in found if heading is not None)


@dataclass(slots=True)
class _Open:
    """A fence that is not closed yet."""

    first: int
    marker: str
    info: str
    column: int
    indent: int
    quotes: int
    nested: bool
    lines: list[CodeLine] = field(default_factory=list)


def make_outline(source: Source, first: int = 1) -> Outline:
    """The outline of `source` from the 1-based line `first` on (lines above are front matter)."""
    return _Scan(source, first).run()


class _Scan:
    """The state of the pass."""

    def __init__(self, source: Source, first: int) -> None:
        self.lines = lines = source.lines
        self.first = first
        self.outline = Outline(lines, first)
        self.open: _Open | None = None
        self.markers = source.lines_with("```", first)
        if tildes := source.lines_with("~~~", first):
            self.markers = sorted({*self.markers, *tildes})
        odd = [(n, line.lstrip()) for n, line in enumerate(lines[first - 1 :], first) if line[:1] not in _PLAIN]
        self.heads = [n for n, bare in odd if bare.startswith(_HEADS)]
        comments = [n for n, bare in odd if bare.startswith("<!--")]
        self.outline.shifted = [n for n, _ in odd if lines[n - 1][0] in " \t"]
        self.notable = sorted({*comments, *self.markers}) if comments else self.markers

    def run(self) -> Outline:
        number = self._pass_plain(self.first)
        while number <= len(self.lines):
            line = self.lines[number - 1]
            if self.open is not None:
                self._inside(number, line)
            elif line.lstrip().startswith("<!--") and (end := self._comment_end(number)) is not None:
                number = end
            elif not (("```" in line or "~~~" in line) and self._opens(number, line)):
                self._free(number, line)
            number = self._pass_plain(number + 1)
        if self.open is not None:
            self._close(None)
        return self.outline

    def _pass_plain(self, number: int) -> int:
        """Takes the lines from `number` on that are plain text, or plain lines of the open fence; the line behind."""
        fence = self.open
        if fence is None:
            ahead = self.notable
        elif fence.nested or fence.quotes:
            return number
        else:
            ahead = self.markers
        at = bisect_left(ahead, number)
        end = ahead[at] if at < len(ahead) else len(self.lines) + 1
        if fence is None:
            self.outline.free.extend(range(number, end))
            self.outline.headed += self.heads[bisect_left(self.heads, number) : bisect_left(self.heads, end)]
        else:
            lines = self.lines[number - 1 : end - 1]
            fence.lines += [
                CodeLine(n, 0, line if line.isascii() else printable(line)) for n, line in enumerate(lines, number)
            ]
        return end

    @cached_property
    def _last_comment_end(self) -> int:
        """The last line that ends a comment; 0 where there is none."""
        lines = self.lines
        return next((n for n in range(len(lines), self.first - 1, -1) if "-->" in lines[n - 1]), 0)

    def _free(self, number: int, line: str) -> None:
        self.outline.free.append(number)
        if line.lstrip().startswith(_HEADS):
            self.outline.headed.append(number)

    def _comment_end(self, number: int) -> int | None:
        """The line on which the comment that starts on `number` ends; None for one that never does."""
        line = self.lines[number - 1]
        if "-->" in line:
            return None if line.rstrip().rpartition("-->")[2].strip() else number
        if number >= self._last_comment_end:
            return None
        return next(n for n in range(number + 1, len(self.lines) + 1) if "-->" in self.lines[n - 1])

    def _opens(self, number: int, line: str) -> bool:
        marks = _MARKS.match(line)
        column = marks.end() if marks else 0
        found = _OPENER.match(line, column)
        if found is None:
            late = _late_opener(line)
            if late is None or not self._closer_follows(number):
                return False
            self.open = _Open(number, late[1], late[2], late.start(1), 0, 0, False)
            return True
        prefix = line[:column]
        marker, info = (found[1], found[2]) if found[1] else (found[3], found[4])
        inside = prefix.rpartition(">")[2]
        indent = len(inside.removeprefix(" ").expandtabs(4) if ">" in prefix else prefix.expandtabs(4))
        nested = bool(prefix.strip(" \t>")) or indent > 0
        self.open = _Open(number, marker, info.strip(), column, indent, prefix.count(">"), nested)
        return True

    def _inside(self, number: int, line: str) -> None:
        fence = self.open
        assert fence is not None
        quoted = _QUOTES.match(line) if fence.quotes else None
        start = 0
        if quoted:
            depth = 0
            for start in range(quoted.end()):
                if depth == fence.quotes:
                    break
                depth += line[start] == ">"
            else:
                start = quoted.end()
            if depth < fence.quotes and line.strip():
                self._end_before(number, line)
                return
            if depth and line[start : start + 1] == " " and line[start - 1] == ">":
                start += 1
        text = line[start:]
        bare = text.strip()
        char = fence.marker[0]
        if bare.startswith(fence.marker) and not bare.strip(char):
            indent = len(text[: len(text) - len(text.lstrip())].expandtabs(4))
            if indent <= max(3, fence.indent + 3):
                self._close(number)
                return
        elif fence.nested and bare and self._left_container(text) and not self._closer_follows(number):
            self._end_before(number, line)
            return
        elif bare.endswith(fence.marker) and self._closes_late(number, bare, char):
            kept = text.rstrip().rstrip(char)
            fence.lines.append(CodeLine(number, start, printable(kept)))
            self._close(number)
            return
        fence.lines.append(CodeLine(number, start, printable(text)))

    def _left_container(self, text: str) -> bool:
        """Whether `text` stands left of the list item that holds the fence."""
        fence = self.open
        assert fence is not None
        return len(text) - len(text.lstrip()) == 0 and fence.indent > 0 and fence.quotes == 0

    def _next_marked(self, number: int) -> str | None:
        """The next line below line `number` with fence marks on it."""
        at = bisect_right(self.markers, number)
        return self.lines[self.markers[at] - 1] if at < len(self.markers) else None

    def _closer_follows(self, number: int) -> bool:
        """Whether the next line with fence marks is one that closes and cannot open."""
        line = self._next_marked(number)
        return line is not None and not line.strip(" \t>`~") and bool(line.strip())

    def _closes_late(self, number: int, bare: str, char: str) -> bool:
        """Whether marks at the end of a code line close the fence: only if no closer comes later."""
        code = bare.rstrip(char)
        if not code or char in code or code[-1] in "\"'":
            return False
        line = self._next_marked(number)
        if line is None:
            return True
        found = _OPENER.match(line.lstrip())
        return found is not None and bool((found[2] or found[4] or "").strip())

    def _end_before(self, number: int, line: str) -> None:
        """Ends a fence that its container ends; the line itself is looked at anew."""
        self._close(None)
        if not (("```" in line or "~~~" in line) and self._opens(number, line)):
            self._free(number, line)

    def _close(self, last: int | None) -> None:
        fence = self.open
        assert fence is not None
        self.open = None
        marks = Fence(fence.first, last, fence.marker, fence.info, fence.column)
        self.outline.fences.append((marks, _dedent(fence)))


def _read_heading(lines: Sequence[str], number: int, first: int) -> Heading | None:
    """The heading that the line is, or makes of the line above it, where that is `first` or below it."""
    line = lines[number - 1]
    stripped = line.lstrip()
    if stripped.startswith("#"):
        found = _HEADING.match(line)
        return _heading(number, len(found[1]), line[found.end() :].rstrip(" \t").rstrip("#")) if found else None
    if stripped.startswith(("**", "__")):
        bold = _BOLD_LINE.match(line)
        return _heading(number, BOLD_LEVEL, bold[1]) if bold else None
    above = lines[number - 2].strip() if number > first and _SETEXT.match(line) else ""
    if above and above[0].isalnum() and len(above) < 80:
        return _heading(number, 1 if stripped[0] == "=" else 2, above)
    return None


def _heading(number: int, level: int, text: str) -> Heading:
    return Heading(number, level, text.strip())


def _late_opener(line: str) -> re.Match[str] | None:
    """A fence of Python that is opened at the end of a line of words."""
    start = line.find("`")
    before = line[: max(0, start)]
    return _LATE_OPENER.match(line, start) if before.strip() and before[-1] in " \t" else None


def _dedent(fence: _Open) -> tuple[CodeLine, ...]:
    """The lines of `fence` without the indentation that its opener had."""
    if not fence.nested:
        return tuple(fence.lines)
    width = min((_width(line.text) for line in fence.lines if line.text.strip()), default=0)
    return tuple(cut(line, min(width, fence.indent)) for line in fence.lines)


def _width(text: str) -> int:
    return len(text[: len(text) - len(text.lstrip(" \t"))].expandtabs(4))


def cut(line: CodeLine, width: int) -> CodeLine:
    """`line` without its first `width` columns of blanks; a tab counts up to the next fourth column."""
    taken = chars = 0
    while taken < width and chars < len(line.text) and line.text[chars] in " \t":
        taken += 4 - taken % 4 if line.text[chars] == "\t" else 1
        chars += 1
    return CodeLine(line.number, line.column + chars, line.text[chars:], line.exact)
