"""Calls in code spans or bare in sentences: the usage code of a card that has no block of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from cardlint import signals
from cardlint.lexical import parse
from cardlint.markdown import code_spans
from cardlint.model import CodeLine, Context, Kind, Origin, Snippet


def classify_inline(lines: Iterable[CodeLine]) -> list[Snippet]:
    """The complete calls in code spans, or bare in sentences, that load the data."""
    found = []
    for line in lines:
        spans = [span for span in code_spans((line,)) if is_complete_call(span.text)]
        for span in spans or _calls_in_prose(line):
            sentence = Context(lead=line.text)
            if signals.creation_lead(sentence) and not signals.speaks_to_reader(sentence):
                continue
            found.append(Snippet(Kind.USAGE, Origin.INLINE, (span,), "a call in the text", None))
    return found


_CALL = re.compile(r"(?:\w+ *= *)?(?:datasets\.)?(?:load_dataset|load_from_disk|hf_hub_download|snapshot_download)\(")


def is_complete_call(text: str) -> bool:
    """Whether a code span is a call with arguments, or an assignment of one, that loads something."""
    tree = parse(text)
    if tree is None or len(tree.body) != 1 or not signals.loads_data(text):
        return False
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(isinstance(arg, ast.Constant) for call in calls for arg in call.args)


def _calls_in_prose(line: CodeLine) -> list[CodeLine]:
    """Calls that stand in a sentence without any mark."""
    found = []
    for match in _CALL.finditer(line.text):
        end = _call_end(line.text, match.end())
        text = line.text[match.start() : end]
        if end and is_complete_call(text):
            found.append(CodeLine(line.number, line.column + match.start(), text, line.exact))
    return found


_SUBSCRIPT = re.compile(r"\[(?:'[^']*'|\"[^\"]*\"|\d+)\]")


def _call_end(text: str, start: int) -> int:
    """The index behind the call whose bracket opens before `start`, subscripts included; 0 for none."""
    depth = 1
    quote = ""
    for index in range(start, min(len(text), start + 500)):
        char = text[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth == 0:
                end = index + 1
                while found := _SUBSCRIPT.match(text, end):
                    end = found.end()
                return end
    return 0
