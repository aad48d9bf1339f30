"""Chooses fixes, applies them, and keeps only those that are proven to do no harm.

A round takes the fixes of the card as it is, leaves out those that overlap, applies the rest and proves
the outcome (`cardlint.proof`).  What fails the proof is refused.  Rounds go on until nothing changes,
so that a second run has nothing to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from cardlint.card import read_card
from cardlint.edits import Moves, apply_edits, ordered, without_overlaps
from cardlint.engine import Result, check_card
from cardlint.model import Diagnostic, Edit, Fix, Safety, Severity, Span
from cardlint.proof import fault
from cardlint.records import dataclass, replace
from cardlint.repository import Repository
from cardlint.rules import find_rule, is_selected
from cardlint.settings import Settings
from cardlint.source import Source
from cardlint.writing import encode

ROUNDS = 10
"""Rounds at most; fixes that are still at work after them undo each other and are left out."""

MAX_FAILURES = 64
"""Attempts of a card that may fail: each checks it anew."""

REFUSED_CODE = "CL003"
REFUSED_NAME = "fix-refused"


@dataclass(frozen=True, slots=True)
class AppliedFix:
    """A fix that was applied; `line` is the 1-based line in the card as it was before any fix."""

    line: int
    code: str
    name: str
    description: str
    safety: Safety


@dataclass(frozen=True, slots=True)
class RefusedFix:
    """A fix that was not applied; `line` is the 1-based line in the fixed card."""

    line: int
    code: str
    name: str
    description: str
    reason: str


@dataclass(frozen=True)
class FixOutcome:
    """What became of a card: its result before and after, and the fixes with their fate.

    `rounds` holds the edits of each round, each for the text that the round before it left.
    """

    before: Result
    after: Result
    applied: tuple[AppliedFix, ...] = ()
    refused: tuple[RefusedFix, ...] = ()
    rounds: tuple[tuple[Edit, ...], ...] = ()

    @property
    def path(self) -> str:
        """The card's path as it was given."""
        return self.before.card.path

    @property
    def text(self) -> str:
        """The card's text after the fixes."""
        return self.after.card.source.text

    @property
    def changed(self) -> bool:
        """Whether the text is another than before."""
        return self.text != self.before.card.source.text


@dataclass(frozen=True, slots=True)
class _Choice:
    """A diagnostic with a fix that may be applied."""

    diagnostic: Diagnostic
    fix: Fix


@dataclass(slots=True)
class _Patience:
    """How many attempts of the card may still fail."""

    left: int = MAX_FAILURES


def fix_card(
    path: str, source: Source, settings: Settings, *, unsafe: bool, repository: Repository | None = None
) -> FixOutcome:
    """Fixes the card in `source`: safe fixes, and with `unsafe` the others too.  Nothing is written.

    `repository` is the one that holds the card, where it is not to be looked for around `path`.
    """
    if source.encoding != "utf-8":
        # The bytes of a UTF-16 file are read with loss, so they could not be put back.
        card = read_card(path, source.text.encode(source.encoding, "surrogatepass"), settings.limits)
        before = check_card(card, settings, repository)
        reason = "the file is UTF-16; only UTF-8 cards are fixed"
        refused = tuple(_refused(before, choice, reason) for choice in _choices(before, unsafe, set()))
        return FixOutcome(before, before, (), refused)
    before = check_card(read_card(path, encode(source.text), settings.limits), settings, repository)
    left_out: set[str] = set()
    patience = _Patience()
    while True:
        outcome, at_work = _settle(before, settings, unsafe, left_out, patience)
        if not at_work:
            return outcome
        left_out |= at_work


def _settle(
    before: Result, settings: Settings, unsafe: bool, left_out: set[str], patience: _Patience
) -> tuple[FixOutcome, set[str]]:
    """Runs the rounds; the second value names the rules that would go on for ever, if any."""
    current = before
    applied: list[AppliedFix] = []
    rounds: list[tuple[Edit, ...]] = []
    moves: list[Moves] = []
    late: set[str] = set()
    for number in range(ROUNDS):
        accepted, refused, after = _round(current, settings, unsafe, left_out, patience)
        if not accepted:
            undone = [c for c in _choices(current, unsafe, set()) if c.diagnostic.name in left_out]
            refused += [_refused(current, choice, "it and another fix undo each other") for choice in undone]
            return _outcome(before, current, applied, refused, rounds), set()
        applied += [_applied(before, current, choice, moves) for choice in accepted]
        rounds.append(_edits(accepted))
        moves.append(Moves(rounds[-1]))
        current = after
        if number >= ROUNDS // 2:
            late |= {choice.diagnostic.name for choice in accepted}
    return _outcome(before, current, applied, [], rounds), late


def _round(
    current: Result, settings: Settings, unsafe: bool, left_out: set[str], patience: _Patience
) -> tuple[list[_Choice], list[RefusedFix], Result]:
    """One round on `current`: the fixes that were applied, those that were refused, the new result."""
    refused: list[RefusedFix] = []
    waiting = _choices(current, unsafe, left_out)
    while waiting:
        batch = [waiting[n] for n in without_overlaps([choice.fix.edits for choice in waiting])]
        accepted: list[_Choice] = []
        after = current
        # Halves instead of single fixes: one bad fix among many costs few proofs.
        stack = [batch]
        while stack:
            part = stack.pop()
            if not patience.left:
                refused += [_refused(current, choice, "too many fixes of this card are at fault") for choice in part]
                continue
            outcome = _attempt(current, [*accepted, *part], settings)
            if isinstance(outcome, Result):
                accepted += part
                after = outcome
                continue
            patience.left -= 1
            if len(part) > 1:
                stack += [part[len(part) // 2 :], part[: len(part) // 2]]
            else:
                refused.append(_refused(current, part[0], outcome))
        if accepted:
            return accepted, refused, after
        tried = set(map(id, batch))
        waiting = [choice for choice in waiting if id(choice) not in tried]
    return [], refused, current


def _attempt(current: Result, choices: Sequence[_Choice], settings: Settings) -> Result | str:
    """The result after `choices`, or in a few words why they must not be applied."""
    edits = _edits(choices)
    text = current.card.source.text
    try:
        new = apply_edits(text, edits)
    except ValueError as error:
        return str(error)
    if new == text:
        return "it changes nothing"
    card = read_card(current.card.path, encode(new), settings.limits)
    after = check_card(card, settings, current.facts.repository)
    return fault(current, after, edits, [choice.diagnostic for choice in choices]) or after


def _choices(result: Result, unsafe: bool, left_out: set[str]) -> list[_Choice]:
    """The fixes that the user allows, in reading order."""
    return [
        _Choice(diagnostic, diagnostic.fix)
        for diagnostic in result.diagnostics
        if diagnostic.fix is not None
        and (unsafe or diagnostic.fix.safety is Safety.SAFE)
        and diagnostic.name not in left_out
    ]


def _edits(choices: Sequence[_Choice]) -> tuple[Edit, ...]:
    fixes = {id(choice.fix): choice.fix for choice in choices}  # one fix may be that of many diagnostics
    return ordered(edit for fix in fixes.values() for edit in fix.edits)


def _place(choice: _Choice) -> int:
    span = choice.diagnostic.span
    return span.start if span else min((edit.span.start for edit in choice.fix.edits), default=0)


def _applied(before: Result, current: Result, choice: _Choice, moves: Sequence[Moves]) -> AppliedFix:
    offset = _place(choice)
    for move in reversed(moves):
        offset = move.before(offset)
    line, _ = before.card.source.position(offset)
    diagnostic = choice.diagnostic
    return AppliedFix(line, diagnostic.code, diagnostic.name, choice.fix.description, choice.fix.safety)


def _refused(current: Result, choice: _Choice, reason: str) -> RefusedFix:
    line, _ = current.card.source.position(_place(choice))
    return RefusedFix(line, choice.diagnostic.code, choice.diagnostic.name, choice.fix.description, reason)


def _outcome(
    before: Result,
    after: Result,
    applied: list[AppliedFix],
    refused: list[RefusedFix],
    rounds: list[tuple[Edit, ...]],
) -> FixOutcome:
    """The outcome, with a diagnostic for each refused fix among those of the fixed card."""
    source = after.card.source
    rule = find_rule(REFUSED_NAME)
    wanted = rule is not None and is_selected(rule, after.facts.settings)
    extra = [
        Diagnostic(
            REFUSED_CODE,
            REFUSED_NAME,
            Severity.INFO,
            f"the fix of {item.name} was not applied: {item.reason}",
            Span(source.offset(item.line), source.line_span(item.line).end),
        )
        for item in refused
        if wanted
    ]
    diagnostics = sorted([*after.diagnostics, *extra], key=lambda item: item.span.start if item.span else 0)
    with_refused = replace(after, diagnostics=tuple(diagnostics)) if extra else after
    return FixOutcome(before, with_refused, tuple(applied), tuple(refused), tuple(rounds))
