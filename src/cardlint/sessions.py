"""Takes the code out of a block: prompts off, printed output, notebook magics and shell lines out."""

from __future__ import annotations

import re

from cardlint.lexical import BracketState, indent_of, parse, without_breaks
from cardlint.model import CodeLine
from cardlint.patterns import pattern
from cardlint.records import cached_property, dataclass, replace
from cardlint.signals import is_record_statement

_PROMPT = pattern(
    r"(\s*)(?:>>> ?|>> (?=(?:from|import|print)\b|\w[\w.]*(?:\(| ?=|$))|In ?\[\s*(?:\d+\s*)?\]: ?|In: ?)(.*)$"
)
_CONTINUATION = pattern(r"(\s*)(?:\.\.\.(?: |$)|\.{3,}: ?)(.*)$")
_OUT = pattern(r"\s*Out ?(?:\[\s*(?:\d+\s*)?\])?:")
_MAGIC = pattern(r"\s*(?:%{1,2}[A-Za-z]|!\s*[\w./~$({])")
_CELL_MAGIC = pattern(r"\s*%%(\w+(?: +\S+\.py$)?)")
_PYTHON_CELLS = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "debug"})
_HELP = pattern(r"\s*\??\??[A-Za-z_][\w.]*\?{1,2}\s*$")
_SHELL = pattern(  # the line end before it is found many times faster than the start of a line
    r"""\n[^\S\n]*(?:
      \$\ +\S
    | (?:pip3?|conda|mamba|uv|poetry|pipx)\ +(?:install|add|pip|create|activate|sync|run|env)\b
    | python3?\ +(?:-m\b|-c\b|[\w./-]+\.py\b)
    | (?:sudo|apt|apt-get|brew)\ +(?:install|apt|apt-get|update|-)
    | git\ +(?:clone|lfs|checkout|pull|add|commit|push|config)\b
    | (?:huggingface-cli|hf)\ +(?:login|download|upload|auth|repo)
    | (?:wget|curl|cd|mkdir|unzip|tar|gunzip|export|source|chmod|bash|sh|docker|make|npm|kaggle|gdown
        |aws|gsutil|ls|cat|cp|mv|rm|head|echo)\ +[-\w./~$"'{<:@]
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The code lines of a block, and the 1-based card lines that carried prompts, magics or output."""

    lines: tuple[CodeLine, ...]
    prompts: tuple[int, ...] = ()
    magics: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()

    @cached_property
    def code(self) -> str:
        """The lines joined by newlines."""
        return "\n".join([line.text for line in self.lines])


def is_session(lines: tuple[CodeLine, ...]) -> bool:
    """Whether a line starts with a Python or IPython prompt."""
    return any(_PROMPT.match(line.text) for line in lines)


def _shows_prompts(lines: tuple[CodeLine, ...]) -> bool:
    """Whether the prompts stand in strings of a piece that is Python as it is."""
    if not any(line.text.lstrip().startswith(">>>") for line in lines):
        return False
    return parse("\n".join(line.text for line in lines)) is not None


def is_magic(text: str) -> bool:
    """Whether a line is a notebook magic, a shell escape or a question for help."""
    return bool(_MAGIC.match(text) or _HELP.match(text))


def is_shell(text: str) -> bool:
    """Whether a line is a command for a shell."""
    first = text.lstrip()[:1]
    if not (first.islower() or first == "$") or _SHELL.match("\n" + text) is None:
        return False
    return "=" not in text.split("#")[0].partition(" ")[2][:2] and not text.rstrip().endswith(("(", ")", ","))


def clean(lines: tuple[CodeLine, ...]) -> Cleaned:
    """`lines` without prompts, printed output behind prompts, magics, trailing ``<br>``, indentation."""
    text = "\n".join([line.text for line in lines])  # most blocks have none of these, which is quickly seen
    if "<b" in text or "<B" in text:
        lines = tuple(_without_break(line) for line in lines)
    may_be_session = (">>" in text or "In" in text) and is_session(lines) and not _shows_prompts(lines)
    session = _read_session(lines) if may_be_session else Cleaned(lines)
    may_have_magics = may_be_session or any(map(text.__contains__, "!%$?")) or _SHELL.search("\n" + text)
    kept, magics = _without_magics(session.lines) if may_have_magics else (session.lines, ())
    return Cleaned(dedent(trim(kept)), session.prompts, magics, session.outputs)


def _without_break(line: CodeLine) -> CodeLine:
    if not line.text.rstrip().endswith(">"):
        return line
    return replace(line, text=without_breaks(line.text))


def trim(lines: tuple[CodeLine, ...]) -> tuple[CodeLine, ...]:
    """`lines` without blank ones at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].text.strip():
        start += 1
    while end > start and not lines[end - 1].text.strip():
        end -= 1
    return lines[start:end]


def dedent(lines: tuple[CodeLine, ...]) -> tuple[CodeLine, ...]:
    """`lines` without the blanks that all of them begin with, as the characters stand."""
    texts = [line.text for line in lines if line.text.strip()]
    if not texts or not all(text[0] in " \t" for text in texts):
        return lines
    common = texts[0][: len(texts[0]) - len(texts[0].lstrip(" \t"))]
    for text in texts:
        while not text.startswith(common):
            common = common[:-1]
    width = len(common)
    if not width:
        return lines
    return tuple(
        replace(line, column=line.column + min(width, len(line.text)), text=line.text[width:]) for line in lines
    )


def _without_magics(lines: tuple[CodeLine, ...]) -> tuple[tuple[CodeLine, ...], tuple[int, ...]]:
    """The lines that are Python, and the numbers of those that are for a notebook or a shell."""
    if not any(
        (text := line.text).lstrip()[:1] in ("!", "%", "$") or ("?" in text and _HELP.match(text)) or is_shell(text)
        for line in lines
    ):
        return lines, ()
    state = BracketState()
    kept: list[CodeLine] = []
    magics: list[int] = []
    foreign = False
    for line in lines:
        cell = None if state.is_open else _CELL_MAGIC.match(line.text)
        if cell:
            foreign = cell[1] not in _PYTHON_CELLS and not cell[1].startswith("writefile ")
        if foreign or (not state.is_open and (is_magic(line.text) or is_shell(line.text))):
            magics.append(line.number)
            continue
        state.feed(line.text)
        kept.append(line)
    return tuple(kept), tuple(magics)


def _read_session(lines: tuple[CodeLine, ...]) -> Cleaned:
    """The input lines of a session; what follows an input and is none is output."""
    kept: list[CodeLine] = []
    prompts: list[int] = []
    outputs: list[int] = []
    state = BracketState()
    statement: list[str] = []
    in_input = False
    seen_prompt = False
    for line in lines:
        if found := _PROMPT.match(line.text):
            state, statement = BracketState(), [found[2]]
            in_input = seen_prompt = True
        elif not seen_prompt:
            kept.append(line)
            continue
        elif in_input and (found := _CONTINUATION.match(line.text)) and _goes_on(state, statement, found[2]):
            _note(statement, found[2])
        elif in_input and line.text.strip() and not _OUT.match(line.text) and _unprompted(state, statement, line.text):
            _note(statement, line.text)
            state.feed(line.text)
            kept.append(line)
            continue
        else:
            in_input = False
            if line.text.strip():
                outputs.append(line.number)
            continue
        state.feed(found[2])
        prompts.append(line.number)
        kept.append(replace(line, column=line.column + found.start(2), text=found[2]))
    if _mark_output(tuple(kept), prompts):
        shown = sorted({*outputs, *prompts, *(line.number for line in kept if line.number > prompts[0])})
        return Cleaned(tuple(line for line in kept if line.number < prompts[0]), (), (), tuple(shown))
    return Cleaned(_code_before_prompts(tuple(kept), prompts), tuple(prompts), (), tuple(outputs))


def _mark_output(lines: tuple[CodeLine, ...], prompts: list[int]) -> bool:
    """Whether the prompts stand before what the code above them prints: that is Python, and nothing below acts."""
    head = "\n".join(line.text for line in dedent(tuple(line for line in lines if line.number < prompts[0])))
    above = parse(head) if "(" in head else None
    if above is None:
        return False
    below = (parse(line.text.strip()) for line in lines if line.number >= prompts[0])
    return all(tree is None or all(map(is_record_statement, tree.body)) for tree in below)


def _goes_on(state: BracketState, statement: list[str], text: str) -> bool:
    """Whether a ``...`` line carries on the statement, and is not an ellipsis in the output."""
    if text.strip() or state.is_open:
        return True
    return _opens_suite(statement)


def _note(statement: list[str], text: str) -> None:
    """Adds a line to a statement, of which only the first and those that open a suite matter."""
    if _ends_with_colon(text) and not _opens_suite(statement):
        statement.append(text)


def _ends_with_colon(text: str) -> bool:
    return text.split("#")[0].rstrip().endswith(":")


def _opens_suite(statement: list[str]) -> bool:
    return any(map(_ends_with_colon, statement)) or statement[0].startswith("@")


def _unprompted(state: BracketState, statement: list[str], text: str) -> bool:
    """Whether a line without a prompt still belongs to the statement above it."""
    if state.is_open:
        return True
    return _opens_suite(statement) and indent_of(text) > indent_of(statement[0]) and not text.startswith(" " * 12)


def _code_before_prompts(lines: tuple[CodeLine, ...], prompts: list[int]) -> tuple[CodeLine, ...]:
    """Lines above the first prompt count as code only where they parse or one of them has code's shape."""
    head = tuple(line for line in lines if line.number < prompts[0])
    if not any(line.text.strip() for line in head):
        return tuple(line for line in lines if line.number >= prompts[0])
    from cardlint.lexical import STRONG

    text = "\n".join(line.text for line in dedent(head))
    if STRONG.search(text) or (parse(text) is not None and "=" in text):
        return lines
    return tuple(line for line in lines if line.number >= prompts[0])
