"""Looks at text that may be Python without parsing it: brackets, strings, statements, line shapes."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cardlint.deep import parse_checked
from cardlint.limits import LARGEST, MAX_SHAPE
from cardlint.patterns import pattern

_TOKEN = pattern(r"""\"{3}|'{3}|["'#(\[{)\]}]""")


class BracketState:
    """Follows brackets and triple-quoted strings over the lines of a piece of Python."""

    def __init__(self) -> None:
        self.depth = 0
        self.quote = ""
        self.continued = False

    @property
    def is_open(self) -> bool:
        """Whether the statement goes on in the next line."""
        return self.depth > 0 or bool(self.quote) or self.continued

    def feed(self, line: str) -> None:
        """Takes in one line, without its line end."""
        position = 0
        if self.quote:
            end = line.find(self.quote)
            if end < 0:
                return
            position = end + 3
            self.quote = ""
        while found := _TOKEN.search(line, position):
            position, token = found.end(), found[0]
            if token == "#":
                self.continued = False
                return
            if token in "([{":
                self.depth += 1
            elif token in ")]}":
                self.depth = max(0, self.depth - 1)
            else:
                position = _end_of_string(line, position, token)
                if position < 0:
                    if len(token) == 3:
                        self.quote = token
                    return
        self.continued = line.endswith("\\")


def _end_of_string(line: str, start: int, quote: str) -> int:
    """The index behind the closing `quote`, or -1; backslashes escape."""
    at = start
    while (at := line.find(quote, at)) >= 0:
        slashes = at - len(line[start:at].rstrip("\\")) - start
        if slashes % 2 == 0:
            return at + len(quote)
        at += 1
    return -1


@lru_cache(maxsize=64)
def parse(code: str) -> ast.Module | None:
    """The syntax tree of `code`, or None where it is not Python; no warning leaves this function.

    The same code is often asked for twice in a row: the tree is shared and must not be changed.
    Who asks keeps to the card's limits; this one stands behind them.
    """
    if len(code) > LARGEST.piece:
        return None
    try:
        if _are_ignored():
            return parse_checked(code)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parse_checked(code)
    except SyntaxError:
        return _parse_as_newer_python(code)
    except (ValueError, OverflowError, MemoryError, RecursionError):
        return None


def _are_ignored() -> bool:
    """Whether all warnings are, as in a run of the command; to see to it for each piece of code takes its time."""
    return bool(warnings.filters) and warnings.filters[0][:3] == ("ignore", None, Warning)


def _parse_as_newer_python(code: str) -> ast.Module | None:
    """The tree that Python 3.12 makes of code with f-strings of its own kind, these as lists of their fields."""
    if sys.version_info >= (3, 12) or ('f"' not in code.lower() and "f'" not in code.lower()):
        return None
    from cardlint.fstrings import as_older_python

    mended = as_older_python(code)
    tree = parse(mended) if mended != code else None
    if tree is not None:
        setattr(tree, NEWER, True)
    return tree


NEWER = "needs_newer_python"
"""The attribute of a tree whose code this Python cannot compile as it stands."""


_BREAK = pattern(r"<br\s*/?>$", re.IGNORECASE)


def without_breaks(text: str) -> str:
    """`text` without ``<br>`` at its end, and the blanks before it."""
    kept = text
    while (bare := kept.rstrip()).endswith(">") and (found := _BREAK.search(bare, max(0, len(bare) - 12))):
        kept = bare[: found.start()]
    return text if kept is text else kept.rstrip()


LOOKAHEAD = 400
"""How many lines an open bracket may go on before the line that opens it is taken to be broken."""


def logical_end(texts: Sequence[str], start: int, lookahead: int = LOOKAHEAD) -> int | None:
    """The index behind the logical line that starts at `start`; None where it never ends."""
    state = BracketState()
    for index in range(start, min(len(texts), start + lookahead)):
        state.feed(texts[index])
        if not state.is_open:
            return index + 1
    return None


_JOINS = ("else:", "elif ", "except", "finally:", "else :")


def chunks(texts: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Splits the lines of a block into top-level statements, each as a half-open range of indices.

    Comments and blank lines between statements belong to none.  A statement whose brackets never
    close is one line.
    """
    index = 0
    lookahead = LOOKAHEAD
    while index < len(texts):
        text = texts[index]
        bare = text.strip()
        if not bare or bare.startswith("#"):
            index += 1
            continue
        end = logical_end(texts, index, lookahead)
        if end is None:
            lookahead = min(40, max(4, lookahead - 1))  # broken somewhere: do not read far from each line again
            end = index + 1
        base = indent_of(text)
        if bare.startswith("@"):
            while end < len(texts) and not texts[end - 1].lstrip().startswith(("def ", "class ", "async ")):
                if not texts[end].strip() or indent_of(texts[end]) != base:
                    break
                end = logical_end(texts, end, lookahead) or end + 1
        yield_end = _suite_end(texts, end, base) if _opens_suite(texts[end - 1]) else end
        yield index, yield_end
        index = yield_end


def _opens_suite(text: str) -> bool:
    return text.split("#")[0].rstrip().endswith(":")


def _suite_end(texts: Sequence[str], start: int, base: int) -> int:
    """The index behind the indented lines below a header, and behind its else and except clauses."""
    end = index = start
    lookahead = 40
    while index < len(texts):
        bare = texts[index].strip()
        if not bare:
            index += 1
            continue
        if indent_of(texts[index]) <= base and not bare.startswith("#") and not bare.startswith(_JOINS):
            break
        if bare.startswith("#") and indent_of(texts[index]) <= base:
            index += 1
            continue
        stop = logical_end(texts, index, lookahead)
        if stop is None:
            lookahead = max(4, lookahead - 1)
            stop = index + 1
        end = index = stop
    return end


def indent_of(text: str) -> int:
    """The columns of blanks at the start of `text`; tabs go to the next eighth column, as Python's do."""
    return len(text[: len(text) - len(text.lstrip(" \t\xa0"))].expandtabs(8))


# A line that is plainly a Python statement, however it ends.  Prose and other languages may begin
# with the same words, so each form needs more of the statement's shape than its keyword.
NAME = r"[^\W\d]\w*"
DOTTED = rf"{NAME}(?:\.{NAME})*"
_STATEMENT = pattern(
    rf"""
      from\ +\.*{DOTTED}\ +import(?:\ +[\w*(]|\ *$)
    | import\ +{DOTTED}(?:\ +as\ +{NAME})?(?:\ *,\ *{DOTTED}(?:\ +as\ +{NAME})?)*\ *(?:[;\#].*)?$
    | (?:async\ +)?def\ +{NAME}\ *\(
    | class\ +{NAME}\ *(?:\([^)]*\)\ *)?:
    | (?:(?:async\ +)?(?:for\ +[\w,()][\w,\ ()]*\ in\ .+|(?:with|while|if|elif)\ +\S.*)|(?:try|else|finally)\ *
        |except\b.*):\ *(?:\#.*)?$
    | @{DOTTED}(?:\(.*)?$
    | (?:return|raise|yield|assert|del|global|await)\b\ *[\w\[({{"'-]
    | {NAME}(?:
        (?:\ *,\ *{NAME})*(?:\ *:[\w\[\], .]*[\w\].])?\ *(?:[-+*/|&]|//|\*\*)?=(?!=)\ *[\w\[({{"'-]
      | (?:\.{NAME})+\ *=(?!=)\ *\S
      | (?:\.{NAME})*(?:\(|(?:\[[^\]]*\])+(?:(?:\.{NAME})*\(|\ *=(?!=)\ *\S))
      )
    """,
    re.VERBOSE,
)


_LOOKALIKES = str.maketrans(
    {
        "\xa0": " ",
        "\u202f": " ",
        "\u3000": " ",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "\u200b": None,
        "\ufeff": None,
    }
)


def plain(text: str) -> str:
    """`text` with typographic quotes and blanks as a keyboard gives them: code with them is meant as code."""
    return text if text.isascii() else text.translate(_LOOKALIKES)


def looks_like_statement(text: str) -> bool:
    """Whether the stripped line has the shape of a Python statement (it need not be valid)."""
    return _STATEMENT.match(text[:MAX_SHAPE]) is not None


_HEADER = pattern(
    r"(?:async +)?(?:for +\w.* +in +\S|(?:if|elif|while|with|def|class) +\S|(?:try|else|except|finally)\b)[^:]*$"
)


def lacks_colon(texts: Sequence[str], index: int) -> bool:
    """Whether the line is the header of a suite, by its first word and the deeper line below, but for its colon."""
    if index + 1 >= len(texts) or indent_of(texts[index + 1]) <= indent_of(texts[index]):
        return False
    return bool(texts[index + 1].strip()) and _HEADER.match(texts[index].strip()[:MAX_SHAPE]) is not None


STRONG = pattern(
    rf"""^[^\S\n]*(?:>>>\ *)?(?:
      from\ +\.*{DOTTED}\ +import\ +[\w*(]
    | import\ +{DOTTED}(?:\ +as\ +{NAME})?(?:\ *,\ *{DOTTED})*\ *(?:\#.*|;.*)?$
    | (?:{NAME}\ *=\ *)?(?:datasets\.)?load_dataset\ *\(
    | (?:async\ +)?def\ +{NAME}\ *\(.*
    | {NAME}(?:\ *,\ *{NAME})*\ *=\ *{DOTTED}\(
    | print\ *\(
    )""",
    re.VERBOSE | re.MULTILINE,
)
"""Lines that hardly anything but Python has."""
