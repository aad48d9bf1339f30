"""Finds what a reader must fill in before the code can run."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from cardlint.patterns import pattern
from cardlint.records import dataclass
from cardlint.trees import walk


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A node of the tree that holds a placeholder, and the placeholder's text."""

    node: ast.AST
    text: str


_PATTERNS = pattern(
    r"""
      (?P<path>(?:^|[/\\.])(?:path|dir|directory|folder|PATH|DIR|FOLDER)[/\\](?:to|TO)(?:$|[/\\]|[-_. ])
        |path_to[_/\\]|(?:^|[/\\])path-to-|PATH_TO(?:_|$)|^[/\\](?:path|some)[/\\]|^some[/\\](?:path|dir|folder))
    | (?P<angle><[A-Za-z][\w\ .:/\-]*>)
    | (?P<your>(?<![A-Za-z])(?:YOUR[-_ ]|MY[-_])[A-Z][A-Z_-]*
        |(?:(?<![a-z])your|Your)[-_]?(?i:user|org|token|api|key|name|dataset|model|repo|path|file|hf|access
            |huggingface|data|project|id|email|account|own)[\w-]*
        |(?:^|[/\\])your(?:[-_][\w-]+(?=$|[/\\.])|[/\\])
        |^(?:[A-Z]?[a-z]+[ ])?[Yy]our(?:[ ][\w-]+){0,3}[ ](?:token|key|path|name|id|username|repo|password|here)$
        |(?:token|key|path|name)[-_]here(?![a-z]))
    | (?P<user>^(?:user(?:[-_]?name)?|org|owner)/(?:dataset|model|repo)(?:[-_]?(?:name|id))?$|^user[-_]?name/[\w.-]+$)
    | (?P<at>@[A-Z][A-Z_]*@|(?:^|(?<=[\s"':]))you(?:r[\w.-]*)?@)
    | (?P<xxx>(?<!\w)(?:x{3,}|X{3,})(?!\w)|hf_(?:x{3,}|X{3,}|\.{3}|\*{3,})\S*|sk-(?:x{3,}|\.{3})\S*)
    | (?P<dots>(?:^|[/\\])\.{3}(?:$|[/\\])|^\u2026$)
    | (?P<brace>^\{[A-Z_]{3,}\}$|^\[[A-Z_ ]{4,}\]$)
    | (?P<insert>(?:^|[\W_])(?:(?:INSERT|REPLACE|TODO|FIXME)[ _-](?:[A-Z]+|your)|(?:CHANGE|FILL)[_-](?:ME|THIS|IN)))
    """,
    re.VERBOSE,
)
_TRACES = (
    *("path", "PATH", "<", "YOUR", "MY", "your", "Your", "you@", "user", "@", "xxx", "XXX", "hf_", "sk-", "..."),
    *(
        "\u2026",
        "{",
        "[",
        "/to",
        "/TO",
        "some",
        "INSERT",
        "REPLACE",
        "TODO",
        "FIXME",
        "CHANGE",
        "FILL",
        "owner",
        "org/",
        "_here",
        "-here",
    ),
)
"""What each of these forms has in it: plain search is many times faster than the pattern."""
_TAGS = (
    "a b i u p br hr s em img div span table tr td th li ul ol html body code pre pad mask unk cls sep eos "
    "bos "
    "image audio video text think answer end start user assistant system human stdin stdout"
).split()
_HTML = pattern(rf"</|<(?:{'|'.join(_TAGS)})\b")
_FILL_IN = pattern(r"YOUR|PATH|API|TOKEN>|NAME>|REPO|DATASET")
"""Tells a placeholder in capitals from the tokens of a model, as `<SEP>` is one."""


_NAME_STARTS = ("YOUR_", "MY_", "your_", "path_to_")
_NAME = pattern(r"(?:YOUR|MY)_[A-Z_]+$|your_[a-z_]+$|path_to_\w+$")
_HOLDERS = frozenset(
    {ast.Constant, ast.Name, ast.Expr, ast.Assign, ast.keyword, ast.NamedExpr, ast.Call}
    | {ast.List, ast.Set, ast.Dict, ast.For, ast.AsyncFor, ast.comprehension}
)
"""The nodes that hold a placeholder, or a literal ``...`` where a value belongs."""


def find_placeholders(code: str, tree: ast.Module, extra: tuple[str, ...] = ()) -> tuple[Placeholder, ...]:
    """The placeholders in `tree`, that of `code`, in reading order; `extra` holds further texts that count as one."""
    traces = [trace for trace in _TRACES if trace in code]
    found: list[Placeholder] = []
    nodes = [node for node in walk(tree) if type(node) in _HOLDERS]
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant):
            text = placeholder_in(node.value, extra, traces) if isinstance(node.value, str) else None
            if text and id(node) not in docstrings:
                found.append(Placeholder(node, text))
        elif isinstance(node, ast.Name):
            if _is_placeholder_name(node):
                found.append(Placeholder(node, node.id))
        else:
            found.extend(Placeholder(value, "...") for value in _ellipsis_values(node))
    found.sort(key=lambda item: (getattr(item.node, "lineno", 0), getattr(item.node, "col_offset", 0)))
    return tuple(found)


def placeholder_in(text: str, extra: tuple[str, ...] = (), traces: Sequence[str] = _TRACES) -> str | None:
    """The placeholder that a string holds, or None; a string without any of the `traces` holds none."""
    for word in extra:
        if word in text:
            return word
    if len(text) > 200 or "\n" in text or not any(map(text.__contains__, traces)):
        return None
    match = _PATTERNS.search(text)
    if match is None:
        return None
    if match.lastgroup == "angle":
        around = text[: match.start()] + text[match.end() :]
        is_token = match[0].isupper() and "/" not in text and not _FILL_IN.search(match[0])
        if is_token or _HTML.search(text.lower()) or " " in around.strip():
            return None
    return match[0]


def _is_placeholder_name(node: ast.Name) -> bool:
    name = node.id
    return name.startswith(_NAME_STARTS) and isinstance(node.ctx, ast.Load) and _NAME.match(name) is not None


def _ellipsis_values(node: ast.AST) -> list[ast.expr]:
    """The literal ``...`` of `node` that stand where a value belongs; not a body, a type or an index."""
    values: list[ast.expr | None] = []
    if isinstance(node, (ast.Assign, ast.keyword, ast.NamedExpr)):
        values = [node.value]
    elif isinstance(node, ast.Call):
        values = [*node.args]
    elif isinstance(node, (ast.List, ast.Set)) and not isinstance(getattr(node, "ctx", None), ast.Store):
        values = [*node.elts]
    elif isinstance(node, ast.Dict):
        values = [*node.values]
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        values = [node.iter]
    return [value for value in values if isinstance(value, ast.Constant) and value.value is ...]
