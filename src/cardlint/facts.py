"""What is known about a card once its snippets are: syntax, names, placeholders, verdict.

Code is parsed and compiled, never executed or imported.
"""

from __future__ import annotations

import ast
from bisect import bisect_right

from cardlint.model import CodeLine, Kind, Snippet, Span, Verdict
from cardlint.placeholders import Placeholder, find_placeholders
from cardlint.records import TYPE_CHECKING, cached_property, dataclass
from cardlint.settings import Settings
from cardlint.source import Source
from cardlint.syntax import Compiled, CompileProblem, compile_code

if TYPE_CHECKING:
    from cardlint.card import Card
    from cardlint.expressions import Program
    from cardlint.metadata import Metadata
    from cardlint.removed import Use
    from cardlint.repository import Repository
    from cardlint.values import Call


@dataclass(frozen=True)
class SnippetFacts:
    """One usage snippet and what its code says.

    `tree` is None where the code is not valid Python (`problem` says why) or was not compiled.
    Line numbers in `tree` count from 1 at the snippet's first line, with gaps kept, so that
    `SnippetFacts.span` and `SnippetFacts.card_line` map them to the card.
    """

    snippet: Snippet
    source: Source
    tree: ast.Module | None
    problem: CompileProblem | None
    warnings: tuple[CompileProblem, ...] = ()
    unbound: tuple[ast.Name, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    acts: bool = False

    @property
    def runnable(self) -> bool:
        """Whether the snippet can be run as it stands."""
        return self.tree is not None and self.acts and not self.unbound and not self.placeholders

    def card_line(self, lineno: int) -> int:
        """The 1-based card line of the tree's `lineno`."""
        return self.snippet.first + lineno - 1

    @cached_property
    def _by_number(self) -> dict[int, CodeLine]:
        return {line.number: line for line in self.snippet.lines}

    def offset(self, lineno: int, byte_column: int) -> int:
        """The offset in the card of a tree position (1-based line, 0-based UTF-8 byte column)."""
        number = self.card_line(lineno)
        line = self._by_number.get(number)
        if line is None:
            lines = self.snippet.lines
            number = lines[max(0, bisect_right(lines, number, key=lambda line: line.number) - 1)].number
            line = self._by_number[number]
            return self.source.offset(number, min(line.column + len(line.text), len(self.source.lines[number - 1])))
        text = line.text
        column = byte_column if text.isascii() else len(text.encode()[:byte_column].decode(errors="ignore"))
        written = self.source.lines[number - 1]
        if not line.exact:
            from cardlint.markdown import written_column

            column = written_column(written[line.column :], column)
        return self.source.offset(number, min(line.column + column, len(written)))

    def span(self, node: ast.AST) -> Span:
        """The card's span of a node that has a position."""
        lineno, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        start = self.offset(lineno, column)
        end = self.offset(getattr(node, "end_lineno", None) or lineno, getattr(node, "end_col_offset", None) or column)
        return Span(start, max(start, end))

    def editable(self, node: ast.AST) -> bool:
        """Whether the card's characters at the node's span are the code's own (no HTML entities)."""
        first = self.card_line(getattr(node, "lineno", 1))
        last = self.card_line(getattr(node, "end_lineno", None) or 1)
        lines = self._by_number
        return all(number in lines and lines[number].exact for number in range(first, last + 1))


@dataclass(frozen=True)
class Facts:
    """A card and all that the rules may ask about it."""

    card: Card
    settings: Settings
    usage: tuple[SnippetFacts, ...]
    verdict: Verdict
    repository: Repository | None = None

    @cached_property
    def metadata(self) -> Metadata:
        """What the front matter says of configs, splits and features."""
        from cardlint.metadata import read_metadata

        return read_metadata(self.card.source, self.card.front_matter, self.settings.limits)

    @cached_property
    def program(self) -> Program:
        """What the usage code calls and subscripts."""
        from cardlint.calls import read_program

        return read_program(self.usage)

    @cached_property
    def own_calls(self) -> tuple[Call, ...]:
        """The calls that load this card's data set as its front matter declares it."""
        from cardlint.hub import find_own_calls

        return tuple(find_own_calls(self))

    @cached_property
    def removed_uses(self) -> tuple[Use, ...]:
        """The uses of names and arguments that their library no longer has."""
        from cardlint.removed import find_removed_uses

        return tuple(find_removed_uses(self))


def gather_facts(card: Card, settings: Settings, repository: Repository | None = None) -> Facts:
    """Compiles the card's usage snippets in reading order; names bound by one hold for later ones."""
    usage = [snippet for snippet in card.snippets if snippet.kind is Kind.USAGE]
    if not settings.compile:
        facts = tuple(SnippetFacts(s, card.source, None, None) for s in usage)
        return Facts(card, settings, facts, Verdict.UNCHECKED if usage else Verdict.NONE, repository)
    bound: set[str] = set()
    known = []
    for snippet in usage:
        known.append(_snippet_facts(snippet, card.source, settings, bound))
    return Facts(card, settings, tuple(known), _verdict(known), repository)


def _snippet_facts(snippet: Snippet, source: Source, settings: Settings, bound: set[str]) -> SnippetFacts:
    from cardlint.names import acts, bound_names, names_in_broken, unbound_names

    code = padded(snippet.lines)
    compiled: Compiled = compile_code(code)
    tree = compiled.tree
    if tree is None:
        bound |= names_in_broken(code)
        return SnippetFacts(snippet, source, None, compiled.problem)
    unbound = unbound_names(tree, bound)
    bound |= bound_names(tree)
    return SnippetFacts(
        snippet,
        source,
        tree,
        None,
        compiled.warnings,
        unbound,
        find_placeholders(code, tree, settings.placeholders, bound),
        acts(tree),
    )


def padded(lines: tuple[CodeLine, ...]) -> str:
    """The code with an empty line for each card line that was left out between its first and last."""
    parts: list[str] = []
    number = lines[0].number
    for line in lines:
        parts.extend([""] * (line.number - number))
        parts.append(line.text)
        number = line.number + 1
    return "\n".join(parts) + "\n"


def _verdict(usage: list[SnippetFacts]) -> Verdict:
    if not usage:
        return Verdict.NONE
    if any(facts.runnable for facts in usage):
        return Verdict.RUNNABLE
    if any(facts.tree is not None for facts in usage):
        return Verdict.INCOMPLETE
    return Verdict.BROKEN
