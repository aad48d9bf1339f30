"""Finds the code of a block in which output is printed or prose stands between statements."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence, Set

from cardlint import signals
from cardlint.lexical import STRONG, chunks, lacks_colon, looks_like_statement, parse, plain
from cardlint.model import CodeLine
from cardlint.names import bound_names
from cardlint.patterns import pattern
from cardlint.records import dataclass
from cardlint.sessions import Cleaned, dedent, trim


@dataclass(frozen=True, slots=True)
class Piece:
    """A candidate's code without the output in it, parsed where it can be."""

    lines: tuple[CodeLine, ...]
    code: str
    tree: ast.Module | None


def find_piece(cleaned: Cleaned, bound_before: Callable[[], Set[str]] = frozenset) -> Piece:
    """The code of a block without the output that is printed in it; names are asked for where they matter."""
    lines = cleaned.lines
    tree = None if _WORDS.match(lines[0].text) else parse(cleaned.code)
    if tree is not None:
        return _without_shown_values(Piece(lines, cleaned.code, tree), bound_before)
    kept = () if cleaned.prompts else _statements_alone(lines)
    if kept and len(kept) < len(lines):
        piece = _parsed(kept)
        if piece.tree is not None and any(not signals.is_record_statement(node) for node in piece.tree.body):
            return _without_shown_values(piece, bound_before)
    return Piece(lines, cleaned.code, None)


def _parsed(lines: tuple[CodeLine, ...]) -> Piece:
    """The piece of the lines that are left."""
    code = "\n".join([line.text for line in lines])
    return Piece(lines, code, parse(code))


def _without_shown_values(piece: Piece, bound_before: Callable[[], Set[str]]) -> Piece:
    """Drops values and printed objects that stand as statements behind code: they are its output.

    So is a word that nothing binds; the name of a table, which a notebook shows, is code.
    """
    assert piece.tree is not None
    shown: list[ast.stmt] = []
    words: list[tuple[ast.stmt, str]] = []
    seen_code = False
    for node in piece.tree.body:
        if not signals.is_record_statement(node):
            seen_code = True
        elif seen_code and signals.is_shown_value(node):
            shown.append(node)
        elif seen_code and isinstance(node, ast.Expr) and isinstance(node.value, ast.Name):
            words.append((node, node.value.id))
    if words:
        known = bound_names(piece.tree) | bound_before()
        shown += [node for node, word in words if word not in known and "*" not in known]
    if all(_is_ellipsis(node) for node in shown):
        return piece  # an ellipsis alone stands for code left out
    drop = {index for node in shown for index in range(node.lineno - 1, node.end_lineno or node.lineno)}
    return _parsed(trim(tuple(line for index, line in enumerate(piece.lines) if index not in drop)))


def _is_ellipsis(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...


def _statements_alone(lines: tuple[CodeLine, ...]) -> tuple[CodeLine, ...]:
    """The lines of the statements that parse, with the comments between them; output and prose are left out.

    Nothing is left out where one of the statements that do not parse has the shape of code: then the
    block is code with a mistake.
    """
    texts = [line.text for line in lines]
    if not any(_MAY_ACT.search(text) for text in texts):
        return ()
    keep: set[int] = set()
    bound: set[str] = set()
    for start, end in chunks(texts):
        code = "\n".join(line.text for line in dedent(lines[start:end]))
        tree = None if _WORDS.match(texts[start]) else parse(code)
        if tree is not None:
            if not _is_word_alone(tree) or texts[start].strip() in bound:  # a notebook shows the value of such a word
                keep.update(range(start, end))
                if found := _BINDS.match(texts[start]):
                    bound.add(found[1])
        elif _is_broken_code(texts[start:end]) or lacks_colon(texts, end - 1):
            return ()
    if not keep:
        return ()
    first, last = min(keep), max(keep)
    for index in range(first, last):
        if not texts[index].strip() or texts[index].lstrip().startswith("#"):
            keep.add(index)
    return trim(tuple(lines[index] for index in sorted(keep)))


_MAY_ACT = pattern(r"[\w\])\"'] ?[(\[]|=|^\s*(?:>>> ?)?(?:import|from|print|del|assert)\b")
"""What a line has that binds, calls, imports or takes an item; without one such line nothing is done."""

# Two words side by side, which Python has only behind a keyword: to parse them takes longer than to see it.
_WORDS = pattern(
    r"\s*(?!(?:assert|async|await|class|def|del|for|from|global|if|import|lambda|match|nonlocal|not|raise|return|type|while"
    r"|with|yield|elif|except|case)\b)[^\W\d]\w* +(?!(?:and|as|for|if|in|is|not|or)\b)[^\W\d]\w*(?!['\"\w])"
)


def _is_word_alone(tree: ast.Module) -> bool:
    return all(
        (isinstance(node, ast.Expr) and isinstance(node.value, (ast.Name, ast.Tuple)))
        or isinstance(node, ast.AnnAssign)
        for node in tree.body
    )


_BINDS = pattern(r"([^\W\d]\w*) *=[^=]")
_HEADER = pattern(r"(?:for \w.* in .*[\w)\]]|(?:if|elif|while|with|def|class) .*|else|try|finally|except.*):$")
_IMPORT_LIKE = pattern(r"\w+ [\w.]+ import [\w*(]|\w+ [\w.]+ as \w+$")  # the first word mistyped
_PROSE = pattern(r"[A-Z]?[\w'-]+(?:,? [\w'-]+){3,}")


def _is_broken_code(texts: Sequence[str]) -> bool:
    """Whether lines that do not parse were meant as code."""
    text = plain(texts[0]).strip()
    if not text or signals.starts_like_printed(text) or text[0] in "{[<|'\"0123456789-(":
        return False
    if _HEADER.match(text) or _IMPORT_LIKE.match(text):
        return True
    if not looks_like_statement(text):
        return bool(re.match(r"print [\w\"'(]|(?:for|if|while|with|def|class) .*[:(]", text))
    return not _PROSE.match(text) or bool(STRONG.match(text))
