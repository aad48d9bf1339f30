"""Calls in code spans or bare in sentences: the usage code of a card that has no block of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from cardlint import signals
from cardlint.lexical import parse, plain
from cardlint.limits import Budget
from cardlint.markdown import code_spans, html_code
from cardlint.model import CodeLine, Context, Kind, Origin, Snippet
from cardlint.names import BUILTINS, bound_names
from cardlint.patterns import pattern
from cardlint.records import replace
from cardlint.trees import walk


def classify_inline(lines: Iterable[CodeLine], budget: Budget) -> list[Snippet]:
    """The complete calls that load the data, and where there is one, what goes with them.

    With a call go the code spans that import something, and those that use a name which the spans
    above them bind.  What `budget` refuses is there as left out.
    """
    lines = tuple(lines)
    if budget.is_spent or not signals.loads_data("\n".join(line.text for line in lines)):
        return []
    found: list[CodeLine] = []
    left_out: list[Snippet] = []
    loading = False
    bound: set[str] = set()
    for line in lines:
        if not _may_go_with(line.text, bound):
            continue
        before = len(left_out)
        marked = list(code_spans((line,))) or list(html_code(line))
        fitting = [span for span in map(_without_prompt, marked) if _may_go_with(span.text, bound)]
        spans = [span for span in _fitting(fitting, budget, left_out) if _goes_with(span.text, bound)]
        if not spans and len(left_out) == before:
            told = _calls_in_prose(_without(marked, line))
            spans = [span for span in _fitting(told, budget, left_out) if is_complete_call(span.text)]
        for span in spans:
            if _tells_of_making(line.text[: span.column - line.column]):
                continue
            loading |= is_complete_call(span.text)
            tree = parse(span.text)
            bound |= bound_names(tree) if tree else set()
            found.append(span)
    usage = [Snippet(Kind.USAGE, Origin.INLINE, (span,), "a call in the text") for span in found]
    return left_out + usage if loading else left_out


def _tells_of_making(words: str) -> bool:
    """Whether the last clause before a call tells what the authors did, and does not address the reader."""
    context = Context(lead=_CLAUSE_END.split(words)[-1])
    return signals.creation_lead(context) and not signals.speaks_to_reader(context)


def _without(spans: Iterable[CodeLine], line: CodeLine) -> CodeLine:
    """The line with blanks in the place of its code spans."""
    text = line.text
    for span in spans:
        start = span.column - line.column
        text = text[:start] + " " * len(span.text) + text[start + len(span.text) :]
    return replace(line, text=text)


def _fitting(spans: Iterable[CodeLine], budget: Budget, left_out: list[Snippet]) -> list[CodeLine]:
    """Those of `spans` that the limits of the card allow; the others go to `left_out`."""
    fit: list[CodeLine] = []
    for span in spans:
        if budget.is_spent:
            break
        if limit := budget.refuse((span,)):
            left_out.append(Snippet(Kind.OTHER, Origin.INLINE, (span,), "not looked at", limit=limit))
        else:
            fit.append(span)
    return fit


def _without_prompt(span: CodeLine) -> CodeLine:
    bare = span.text.removeprefix(">>>").lstrip()
    return replace(span, column=span.column + len(span.text) - len(bare), text=bare)


def _may_go_with(text: str, bound: set[str]) -> bool:
    """A quick look at a line or a code span of it, so that the others are neither counted nor parsed."""
    return signals.may_load_data(text) or "import " in text or (bool(bound) and "(" in text)


def _goes_with(text: str, bound: set[str]) -> bool:
    """Whether a code span loads something, imports something, or calls something of what is bound."""
    if is_complete_call(text):
        return True
    tree = parse(text) if "import " in text or (bound and "(" in text) else None
    if tree is None or len(tree.body) != 1:
        return False
    node = tree.body[0]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return True
    names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
    return (
        signals.has_call(tree)
        and isinstance(node, (ast.Expr, ast.Assign))
        and names <= bound | BUILTINS
        and bool(names & bound)
    )


_CLAUSE_END = pattern(r"[.;:!?] |, | and ")
_CALL = pattern(
    r"(?<![\w./])(?:\b\w+ *= *)?(?:datasets\.)?(?:load_dataset|load_from_disk|hf_hub_download|snapshot_download)\("
)


def is_complete_call(text: str) -> bool:
    """Whether a code span is a call with arguments, or an assignment of one, that loads something.

    Typographic quotes count as quotes: such a call is code with a mistake.
    """
    tree = parse(plain(text)) if signals.loads_data(text) else None
    if tree is None or not tree.body:
        return False
    calls = [node for node in walk(tree) if isinstance(node, ast.Call)]
    given = [value for call in calls for value in (*call.args, *(keyword.value for keyword in call.keywords))]
    return any(isinstance(value, ast.Constant) and isinstance(value.value, str) for value in given)


def _calls_in_prose(line: CodeLine) -> list[CodeLine]:
    """What may be a call that stands in a sentence without any mark."""
    found = []
    for match in _CALL.finditer(line.text):
        end = _call_end(line.text, match.end())
        text = line.text[match.start() : end]
        if end:
            found.append(CodeLine(line.number, line.column + match.start(), text, line.exact))
    return found


_SUBSCRIPT = pattern(r"\[(?:'[^']*'|\"[^\"]*\"|\d+)\]")


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
