"""Says of each candidate what it is, and why.

`classify` reads from top to bottom: take prompts, output and magics off; is the rest Python; does it
do anything; do the words around say that it is a row of the data or how the data was made.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import lru_cache, partial

from cardlint import signals
from cardlint.creation import is_creation
from cardlint.lexical import STRONG, chunks, lacks_colon, looks_like_statement, parse, plain
from cardlint.model import Candidate, CodeLine, Context, Kind, Origin, Snippet
from cardlint.names import bound_names
from cardlint.patterns import pattern
from cardlint.pieces import Piece, find_piece
from cardlint.sessions import Cleaned, clean
from cardlint.trees import walk

STRONG_SHARE = 0.5
"""Of the statements of a block that does not parse, the share that must have Python's shape."""


def classify(candidate: Candidate, before: Sequence[Snippet]) -> Snippet | None:
    """The snippet that `candidate` is; `before` holds the snippets above it.  None for empty ones."""
    cleaned = clean(candidate.lines)
    if not cleaned.lines:
        return _snippet(candidate, Kind.OTHER, candidate.lines, "only notebook magics or shell commands", cleaned)
    if not cleaned.prompts and (seen := _at_first_sight(candidate, cleaned)):
        return _snippet(candidate, seen[0], cleaned.lines, seen[1], cleaned)
    piece = find_piece(cleaned, partial(_bound_before, before))
    if not piece.lines:
        return _snippet(candidate, Kind.OUTPUT, cleaned.lines, "printed output", cleaned)
    kind, reason = judge(candidate, piece, cleaned, before)
    return _snippet(
        candidate, kind, piece.lines if kind is Kind.USAGE or piece.tree else cleaned.lines, reason, cleaned
    )


def _snippet(candidate: Candidate, kind: Kind, lines: tuple[CodeLine, ...], reason: str, cleaned: Cleaned) -> Snippet:
    return Snippet(
        kind,
        candidate.origin,
        lines,
        reason,
        candidate.language,
        candidate.fence,
        cleaned.prompts,
        cleaned.magics,
    )


_BIBTEX = pattern(r"@[A-Za-z]+\s*[{(]\s*[^\s(){},]*\s*(?:,|$)")


def _at_first_sight(candidate: Candidate, cleaned: Cleaned) -> tuple[Kind, str] | None:
    """What a block plainly is by the shape of its lines, so that it need not be parsed."""
    first = cleaned.lines[0].text.lstrip()
    if first.startswith("@") and _BIBTEX.match(first):
        return Kind.OTHER, "BibTeX"
    labelled = candidate.language in signals.PYTHON_LABELS
    if labelled and STRONG.search(cleaned.code):
        return None
    if language := signals.other_language(cleaned.code):
        return Kind.OTHER, f"{language}, not Python"
    comprehends = labelled and " for " in cleaned.code
    if first.startswith(("{", "[")) and not comprehends and (labelled or not STRONG.search(cleaned.code)):
        return Kind.RECORD, "shows values and does nothing"
    if not labelled and signals.is_prompt(cleaned.code) and not signals.loads_data(cleaned.code):
        return Kind.DATA, "a prompt or its answer"
    return None


def judge(candidate: Candidate, piece: Piece, cleaned: Cleaned, before: Sequence[Snippet]) -> tuple[Kind, str]:
    """The kind of a piece and the reason for it."""
    labelled = candidate.language in signals.PYTHON_LABELS
    bound = _bound_before(before)
    if piece.tree is None:
        return _judge_broken(candidate, piece, labelled or bool(cleaned.prompts), bound)
    statements = piece.tree.body
    session = bool(cleaned.prompts)
    if not statements:
        return Kind.OTHER, "only comments"
    if all(signals.is_record_statement(node) for node in statements) and not (session and _uses(piece.tree, bound)):
        return Kind.RECORD, "shows values and does nothing"
    if reason := _not_python(candidate, piece, cleaned, labelled or session, bound):
        return Kind.OTHER, reason
    if all(signals.is_literal_assignment(node) for node in statements) and _is_shown(candidate.context):
        return Kind.RECORD, "a literal shown as an example of the data"
    return _judge_by_context(candidate.context, piece, session or _uses(piece.tree, bound))


def _judge_by_context(context: Context, piece: Piece, goes_on: bool) -> tuple[Kind, str]:
    """Usage, unless the words around say that it is data or tells how the data was made.

    `goes_on` is true for a session, and for code that uses what usage code above it binds.
    """
    assert piece.tree is not None
    code = piece.code
    loads = signals.loads_data(code)
    if signals.is_method_excerpt(piece.tree):
        return Kind.OTHER, "a method shown without its class"
    if is_creation(context, code):
        return Kind.CREATION, "tells how the data was made"
    for_use = loads or goes_on or signals.speaks_to_reader(context)
    shown = signals.shown_lead(context) or (signals.data_heading(context) and not _imports_tools(piece.tree))
    if not for_use and (signals.field_lead(context) or (shown and not signals.plain_use_heading(context))):
        return Kind.DATA, "Python that is an example of the data"
    return Kind.USAGE, "loads the data" if loads else "Python for the reader to run"


def _not_python(candidate: Candidate, piece: Piece, cleaned: Cleaned, labelled: bool, bound: set[str]) -> str:
    """Why a piece that parses is no Python all the same; empty where it is."""
    tree = piece.tree
    assert tree is not None
    if labelled:
        return ""
    imports, calls = signals.has_import(tree), signals.has_call(tree)
    if imports and not calls and len(piece.lines) < len(cleaned.lines) and not piece.code.startswith("from "):
        return "imports of another language"
    if candidate.language in signals.OTHER_LABELS:
        mislabelled = candidate.language not in signals.PROGRAMMING_LABELS
        plain = (imports and calls and mislabelled) or signals.loads_data(piece.code)
        return "" if plain else f"labelled {candidate.language}"
    if imports or signals.loads_data(piece.code) or (signals.use_heading(candidate.context) and calls):
        return ""
    if candidate.origin is Origin.BARE:
        shaped = STRONG.search(piece.code) or _uses(tree, bound) or _reads_item(tree)
        return "" if shaped else "words with the shape of a statement"
    if _uses(tree, bound) or any(
        isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.For, ast.With)) for node in tree.body
    ):
        return ""
    if (calls and (STRONG.search(piece.code) or _has_keyword(tree))) or _reads_item(tree):
        return ""
    return "no sign of Python but its shape"


def _judge_broken(candidate: Candidate, piece: Piece, labelled: bool, bound: set[str]) -> tuple[Kind, str]:
    """The kind of a block that does not parse: broken usage code, or no Python."""
    first = plain(piece.lines[0].text)
    if signals.starts_like_printed(first) or first.lstrip().startswith(("{", "[")):
        return Kind.RECORD, "a printed object or record"
    code = plain(piece.code)
    strong = len(STRONG.findall(code))
    shaped, statements = _count_shaped(code.split("\n")) if strong or labelled else (0, 0)
    enough = shaped >= STRONG_SHARE * statements
    if candidate.language in signals.OTHER_LABELS and not (strong >= 2 and enough):
        return Kind.OTHER, f"labelled {candidate.language}"
    goes_on = labelled and not bound.isdisjoint(_USED.findall(code))
    if not goes_on and (not shaped or not (enough or (labelled and strong))):
        return Kind.OTHER, "not Python"
    if not labelled and not signals.loads_data(piece.code) and strong < 2:
        return Kind.OTHER, "not Python"
    if is_creation(candidate.context, piece.code):
        return Kind.CREATION, "tells how the data was made"
    return Kind.USAGE, "Python with a mistake"


_USED = pattern(r"\b([^\W\d]\w*)[.(\[)]")  # a name that is called, subscripted or handed over


def _count_shaped(texts: Sequence[str]) -> tuple[int, int]:
    """How many of the top-level statements look like Python's, and how many there are."""
    starts = [start for start, _ in chunks(texts)]
    return sum(looks_like_statement(texts[n].strip()) or lacks_colon(texts, n) for n in starts), len(starts)


def _is_shown(context: Context) -> bool:
    shown = (
        signals.data_heading(context)
        or signals.example_heading(context)
        or signals.shown_lead(context)
        or signals.field_lead(context)
    )
    return shown and not signals.plain_use_heading(context)


def _bound_before(before: Sequence[Snippet]) -> set[str]:
    names: set[str] = set()
    for snippet in before[-12:]:
        if snippet.kind is Kind.USAGE:
            names |= _names_bound_by(snippet.code)
    return names


@lru_cache(maxsize=16)
def _names_bound_by(code: str) -> frozenset[str]:
    tree = parse(code)
    return frozenset(bound_names(tree)) if tree else frozenset()


def _uses(tree: ast.Module, bound: set[str]) -> bool:
    return bool(bound) and any(isinstance(node, ast.Name) and node.id in bound for node in walk(tree))


def _has_keyword(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Call) and node.keywords for node in walk(tree))


def _reads_item(tree: ast.Module) -> bool:
    """Whether a statement takes something out of a data set: `ds["train"].features`, `x = ds["train"][0]`."""
    return any(
        isinstance(node, (ast.Assign, ast.Expr))
        and isinstance(node.value, (ast.Subscript, ast.Attribute))
        and any(
            isinstance(part, ast.Subscript)
            and isinstance(part.slice, ast.Constant)
            and isinstance(part.slice.value, str)
            for part in walk(node.value)
        )
        for node in tree.body
    )


_TOOLS = frozenset(
    "datasets huggingface_hub pandas polars torch transformers webdataset mlcroissant tensorflow".split()
)


def _imports_tools(tree: ast.Module) -> bool:
    """Whether the code imports a library that data sets are used with."""
    return any(
        (isinstance(node, ast.Import) and any(alias.name.split(".")[0] in _TOOLS for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _TOOLS)
        for node in walk(tree)
    )
