"""Finds what a reader must fill in before the code can run."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence, Set

from cardlint.patterns import pattern
from cardlint.records import dataclass
from cardlint.trees import walk


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A node of the tree that holds a placeholder, and the placeholder's text."""

    node: ast.AST
    text: str


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of placeholders: what each of them has in it, which is found many times faster, and its pattern."""

    name: str
    traces: tuple[str, ...]
    pattern: re.Pattern[str]

    def is_likely(self, text: str) -> bool:
        """Whether one of the traces stands in `text`."""
        return any(map(text.__contains__, self.traces))


def _form(name: str, traces: str, *ways: str) -> _Form:
    return _Form(name, tuple(traces.split()), pattern("|".join(ways)))


_FORMS = (
    _form(
        "path",
        "th/to th/To TH/TO th\\to ir/to IR/TO ry/to er/to path_to_ path_to/ path-to- PATH_TO /path/ \\path\\ "
        "some/p some/d some/f",
        r"(?:^|[/\\.])(?:path|Path|PATH|dir|DIR|directory|folder|Folder)[/\\][tT][oO](?:$|[/\\]|[-_. ])",
        r"path_to[_/\\]|(?:^|[/\\])path-to-|PATH_TO(?:_|$)",
        r"^[/\\](?:path|some)[/\\]|^some[/\\](?:path|dir|folder)",
    ),
    _form("angle", "<", r"(?<!\(\?P)<[A-Za-z][\w .:/\-]*>"),
    _form("at", "@", r"@[A-Z][A-Z_]*@|(?:^|(?<=[\s\"':]))you(?:r[\w.-]*)?@"),
    _form("yours", "YOUR MY_ MY-", r"(?<![A-Za-z])(?:YOUR[-_ ]|MY[-_])[A-Z][A-Z_-]*"),
    _form(
        "your",
        "your Your _here -here",
        r"(?:(?<![a-z])your|Your)[-_]?(?:[uU]ser|[oO]rg|[tT]oken|[aA]pi|[aA]PI|[kK]ey|[nN]ame|[dD]ata|[mM]odel|[rR]epo"
        r"|[pP]ath|[fF]ile|hf|HF|[aA]ccess|[hH]ugging|[pP]roject|id|ID|[eE]mail|[aA]ccount|own)[\w-]*",
        r"(?:^|[/\\])your(?:[-_][\w-]+(?=$|[/\\.])|[/\\])",
        r"^(?:[A-Z]?[a-z]+ )?[Yy]our(?: [\w-]+){0,3} "
        r"(?:[tT]oken|[kK]ey|[pP]ath|[nN]ame|id|[uU]sername|repo|password|here)$",
        r"(?:token|key|path|name)[-_]here(?![a-z])",
    ),
    _form(
        "user",
        "ame/ ame]/ AME/ AME]/ user/ org/ organization/ owner/",
        r"^\[?(?:my|hf)?[-_]?(?:[uU]ser[-_]?[nN]ame|USER[-_]?NAME)\]?/[\w.\[\]-]+$",
        r"^(?:user|org|organization|owner)/(?:my[-_])?(?:dataset|model|repo)(?:[-_]?(?:name|id))?$",
    ),
    _form(
        "crosses",
        "xxx XXX hf_ sk- ***",
        r"(?<!\w)(?:x{3,}|X{3,})(?!\w)|hf_(?:x{3,}|X{3,}|\.{3}|\*{3,})\S*|sk-(?:x{3,}|\.{3})\S*|^\*{3,}$",
    ),
    _form("dots", "... \u2026", r"(?:^|[/\\])(?:\.{3}|\u2026)(?:$|[/\\])"),
    _form("brace", "{", r"^\{[A-Z_]{3,}\}$"),
    _form(
        "insert",
        "INSERT REPLACE TODO FIXME CHANGE FILL",
        r"(?<![A-Za-z])(?:INSERT|REPLACE|TODO|FIXME|CHANGE|FILL)[_-][A-Z]+",
        r"^(?:INSERT|REPLACE) (?:YOUR|WITH|THE)\b|^TODO$",
    ),
)
_TRACES = tuple(trace for form in _FORMS for trace in form.traces)
_FILL_IN = frozenset(
    """
    your my user username owner org organization namespace author name path file filename dir directory folder token
    key api password email url id repo repository dataset model project config configuration subset split lang language
    version revision branch commit date hash value category task insert enter fill here local cache
    """.split()
)
"""Words in angle brackets for which a reader puts in something of their own; `<sep>` and `<h1>` are other things."""

_NAME_STARTS = ("YOUR_", "MY_", "your_", "path_to_")
_NAME = pattern(r"(?:YOUR|MY)_[A-Z_]+$|your_[a-z_]+$|path_to_\w+$")
_VALUE_HOLDERS = frozenset(
    {ast.Assign, ast.keyword, ast.NamedExpr, ast.Call, ast.List, ast.Set, ast.Dict, ast.For, ast.AsyncFor}
    | {ast.comprehension}
)
"""The nodes that may hold a literal ``...`` where a value belongs."""
_TO_PEOPLE = frozenset({"print", "input", "getpass", "info", "warning"})
_ON_TEXT = frozenset(
    """
    replace split rsplit partition rpartition strip lstrip rstrip startswith endswith find index count removeprefix
    removesuffix join shorten sub compile search match fullmatch findall add_special_tokens add_tokens encode tokenize
    """.split()
)
"""Functions and methods that take text as it stands: `text.split("<sep>")`, `re.compile("(?P<host>.+)")`."""
_IN_TEXT = frozenset({"path", "yours", "your", "user"})
"""The forms that are placeholders also in text that is put together or compared."""
_AS_COLUMN = frozenset({"yours", "your", "angle"})


def find_placeholders(
    code: str, tree: ast.Module, extra: tuple[str, ...] = (), bound: Set[str] = frozenset()
) -> tuple[Placeholder, ...]:
    """The placeholders in `tree`, that of `code`, in reading order.

    `extra` holds further texts that count as one, `bound` names that are none, since the card binds them.
    """
    traces = [*extra, *[trace for trace in _TRACES if trace in code]]
    if not traces and "..." not in code and not any(map(code.__contains__, _NAME_STARTS)):
        return ()
    likely = [form for form in _FORMS if not set(traces).isdisjoint(form.traces)]
    found: list[Placeholder] = []
    strings: list[ast.Constant] = []
    for node in walk(tree):
        kind = type(node)
        if isinstance(node, ast.Constant):
            value = node.value
            if type(value) is str and any(map(value.__contains__, traces)) and placeholder_in(value, extra, likely):
                strings.append(node)
        elif isinstance(node, ast.Name):
            if _is_placeholder_name(node) and node.id not in bound:
                found.append(Placeholder(node, node.id))
        elif kind in _VALUE_HOLDERS:
            found.extend(Placeholder(value, "...") for value in _ellipsis_values(node))
    allowed = _forms_of_text(walk(tree)) if strings else {}
    for node in strings:
        names = allowed.get(id(node))
        forms = likely if names is None else [form for form in likely if form.name in names]
        if text := placeholder_in(str(node.value), extra, forms):
            found.append(Placeholder(node, text))
    found.sort(key=lambda item: (getattr(item.node, "lineno", 0), getattr(item.node, "col_offset", 0)))
    return tuple(found)


def placeholder_in(text: str, extra: tuple[str, ...] = (), forms: Sequence[_Form] = _FORMS) -> str | None:
    """The placeholder of one of the `forms` that a string holds, or one of the `extra` words; None without any."""
    for word in extra:
        if word in text:
            return word
    if len(text) > 200 or "\n" in text:
        return None
    for form in forms:
        if form.is_likely(text):
            for match in form.pattern.finditer(text):
                if form.name != "angle" or _is_filled_in(match, text):
                    return match[0]
    return None


def _is_filled_in(match: re.Match[str], text: str) -> bool:
    """Whether a word in angle brackets stands for what a reader fills in, not for a tag or a model's token."""
    around = text[: match.start()] + text[match.end() :]
    if "</" in text or " " in around.strip():
        return False
    words = re.split(r"[\W_]+", match[0][1:-1].lower())
    if not around and words == ["user"]:  # who speaks, in many chats
        return False
    return "/" in around or (not words[-1].isdigit() and not _FILL_IN.isdisjoint(words))


def _forms_of_text(nodes: Sequence[ast.AST]) -> dict[int, frozenset[str]]:
    """For constants that stand where text does, the forms that are placeholders all the same; by the nodes' `id`."""
    forms: dict[int, frozenset[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Expr):
            forms[id(node.value)] = frozenset()  # a docstring
        elif isinstance(node, ast.Subscript):
            forms[id(node.slice)] = _AS_COLUMN
        elif isinstance(node, ast.BinOp):
            forms[id(node.left)] = forms[id(node.right)] = _IN_TEXT
        elif isinstance(node, ast.Compare):
            forms.update((id(value), _IN_TEXT) for value in (node.left, *node.comparators))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            forms[id(node.value)] = _IN_TEXT
        elif isinstance(node, ast.keyword) and node.arg == "placeholder":
            forms[id(node.value)] = frozenset()
        elif isinstance(node, ast.Call) and (allowed := _forms_in_call(node)) is not None:
            forms.update((id(value), allowed) for value in node.args)
    return forms


def _forms_in_call(node: ast.Call) -> frozenset[str] | None:
    name = _called(node)
    if name in _TO_PEOPLE:
        return frozenset()
    return _IN_TEXT if name in _ON_TEXT else None


def _called(node: ast.Call) -> str:
    """The last word of what is called."""
    return str(getattr(node.func, "attr", None) or getattr(node.func, "id", ""))


def _is_placeholder_name(node: ast.Name) -> bool:
    name = node.id
    return name.startswith(_NAME_STARTS) and isinstance(node.ctx, ast.Load) and _NAME.match(name) is not None


def _ellipsis_values(node: ast.AST) -> list[ast.expr]:
    """The literal ``...`` of `node` that stand where a value belongs; not a body, a type or an index."""
    values: list[ast.expr | None] = []
    if isinstance(node, (ast.Assign, ast.keyword, ast.NamedExpr)):
        values = [node.value]
    elif isinstance(node, ast.Call):
        values = [] if _called(node) == "Field" else [*node.args]  # pydantic's mark of what must be given
    elif isinstance(node, (ast.List, ast.Set)) and not isinstance(getattr(node, "ctx", None), ast.Store):
        values = [*node.elts]
    elif isinstance(node, ast.Dict):
        values = [*node.values]
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        values = [node.iter]
    return [value for value in values if isinstance(value, ast.Constant) and value.value is ...]
