"""Runs of Python statements that stand in the text with no markup around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cardlint.lexical import STRONG, BracketState, indent_of, looks_like_statement, parse, without_breaks
from cardlint.limits import LIMITS, MAX_SHAPE, Limits
from cardlint.model import CodeLine
from cardlint.patterns import pattern
from cardlint.sessions import is_magic, is_session
from cardlint.source import printable

_LIST_MARK = pattern(r"\s*(?:(?:[-*+]|•|\d{1,3}[.)])\s+|>\s?)")
_START = pattern(
    r"""(?:import|from|def|class|async|with|for|@|>>>|In\ ?\[|In:)\b|>>>|@|print\b
    |[^\W\d][\w.\[\]'",\ ]*=|[^\W\d][\w.]*(?:(?:\[[^\]]*\])+(?:\.\w+)*)?\(""",
    re.VERBOSE,
)
_MARKS = ">*+•.)-0123456789 \t\xa0\u200a\u2003\u2009\u202f\u3000"
_WORDS = ("import", "from", "def", "class", "async", "with", "for", "In", "print", "@")
_FIRST = frozenset(_MARKS + "ifdcawpI@")
_JOINED = pattern(r"(?:else|elif|except|finally)\b.*:\s*$")
MAX_STATEMENT = 60
"""Lines that one bare statement may take."""


def may_hold_statement(text: str) -> bool:
    """A quick look at a stripped line: whether it may be the start of a statement or a prompt."""
    return _START.match(text) is not None


def bare_runs(
    lines: Sequence[str], numbers: Sequence[int], indented: set[int], limits: Limits = LIMITS
) -> Iterator[tuple[CodeLine, ...]]:
    """The runs of statements among the 1-based `numbers`; a run may not start in an `indented` block.

    What is too large for `limits` and plainly a statement is a run too: the budget then refuses it.
    """
    end = 0
    for index in _possible_starts(lines, numbers):
        text = lines[numbers[index] - 1]
        if index < end or numbers[index] in indented:
            continue
        if len(text) > limits.line:
            line = _unmarked(lines, numbers[index])
            if STRONG.match(line.text[:MAX_SHAPE]):
                yield (line,)
            continue
        if not _START.match(text[_mark_end(text) :].lstrip()):
            continue
        end = _run_end(lines, numbers, index, limits)
        if end == index:
            continue
        run = [_line(lines, number) for number in numbers[index:end]]
        while not run[-1].text.strip():
            run.pop()
        yield tuple(run)


def _possible_starts(lines: Sequence[str], numbers: Sequence[int]) -> list[int]:
    """The indices of the lines that may start a statement, by a first look at them as they stand."""
    return [
        index
        for index, number in enumerate(numbers)
        if "=" in (text := lines[number - 1])
        or "(" in text
        or (text[:1] in _FIRST and (text.lstrip(_MARKS).startswith(_WORDS) or ">>>" in text))
    ]


def _line(lines: Sequence[str], number: int) -> CodeLine:
    """The line without list or quote mark and trailing ``<br>``."""
    text = printable(lines[number - 1])
    start = _mark_end(text)
    return CodeLine(number, start, without_breaks(text[start:]))


def _unmarked(lines: Sequence[str], number: int) -> CodeLine:
    """The line without list or quote mark; ``<br>`` are not looked for, as the line may be long."""
    text = printable(lines[number - 1])
    start = _mark_end(text)
    return CodeLine(number, start, text[start:])


def _mark_end(text: str) -> int:
    if text[:1].isalpha():
        return 0
    mark = _LIST_MARK.match(text)
    return mark.end() if mark and not text.lstrip().startswith((">>>", "- -")) else 0


def _run_end(lines: Sequence[str], numbers: Sequence[int], start: int, limits: Limits) -> int:
    """The index behind the run that starts at `start`; `start` itself where there is none."""
    first = _line(lines, numbers[start])
    if is_session((first,)):
        return _session_end(lines, numbers, start)
    end = index = start
    opened = False
    base = indent_of(first.text)
    pending_blank = 0
    while index < len(numbers):
        line = _line(lines, numbers[index])
        bare = line.text.strip()
        if index > start and numbers[index] != numbers[index - 1] + 1:
            break
        if not bare:
            pending_blank += 1
            index += 1
            if pending_blank > 2:
                break
            continue
        if bare.startswith("#") or is_magic(line.text):
            index += 1
            continue
        nested = opened and indent_of(line.text) > base
        stop = _statement_end(lines, numbers, index, nested, limits)
        if stop is None:
            break
        opened = _line(lines, numbers[stop - 1]).text.rstrip().endswith(":") or nested
        pending_blank = 0
        end = index = stop
    return end


def _session_end(lines: Sequence[str], numbers: Sequence[int], start: int) -> int:
    end = start
    while end < len(numbers) and (end == start or numbers[end] == numbers[end - 1] + 1):
        text = lines[numbers[end] - 1]
        if not text.strip() and (end + 1 >= len(numbers) or not is_session((_line(lines, numbers[end + 1]),))):
            break
        end += 1
    return end


def _statement_end(
    lines: Sequence[str], numbers: Sequence[int], index: int, nested: bool, limits: Limits
) -> int | None:
    """The index behind the statement that starts at `index`, or None where the line is prose."""
    bare = _line(lines, numbers[index]).text.strip()
    joined = _JOINED.match(bare) or (nested and (looks_like_statement(bare) or not bare[:1].isupper()))
    if not joined and not looks_like_statement(bare):
        return None
    window: list[str] = []
    length = _read_statement(lines, numbers, index, window)
    if joined:
        return index + (length or 1)
    if length is None:
        return index + 1 if STRONG.match(bare) and not bare.rstrip().endswith((".", ":")) else None
    code = "\n".join([bare, *window[1:length]])
    if len(code) > limits.piece:
        return index + length if STRONG.match(bare) else None
    if code.rstrip().endswith(":"):
        code += " pass"
    if bare.startswith("@"):
        return index + length
    tree = parse(code) or parse(f"def f():\n async def g():\n  {bare}")
    if tree is None:
        return index + length if _broken_statement(code) else None
    return index + length if is_plainly_code(bare) else None


def _read_statement(lines: Sequence[str], numbers: Sequence[int], index: int, window: list[str]) -> int | None:
    """Puts the lines of the statement at `index` into `window`; returns how many, None where it never ends."""
    state = BracketState()
    for number in numbers[index : index + MAX_STATEMENT]:
        window.append(_line(lines, number).text)
        state.feed(window[-1])
        if not state.is_open:
            return len(window)
    return None


def _broken_statement(code: str) -> bool:
    """Whether code that does not parse is a statement with a mistake and not a sentence."""
    return bool(re.match(r"[\w., ]+ ?= ?[\w.]+\((?:[^)]*|.*\))$", code.split("\n")[0]) and STRONG.match(code))


def is_plainly_code(text: str) -> bool:
    """Whether a parsable line is code and not, say, `name = value` of a table or a word with a note."""
    if re.match(r"(?:import|from|def|class|async|with|for|if|while|try|return|print)\b", text):
        return True
    return re.search(r"[\w\])]\(|\w\[|^\w+ ?= ?[\w\"'\[{(]|\.\w+ ?=", text) is not None
