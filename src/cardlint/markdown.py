"""Structure outside fences: indented code in lists and quotations, preformatted HTML, code spans.

The only user of markdown-it-py, which is imported when a card has something for it to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cardlint.model import CodeLine
from cardlint.patterns import pattern
from cardlint.records import TYPE_CHECKING, dataclass
from cardlint.source import printable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MAX_NESTING = 12
"""Quotes and lists inside each other that are followed; deeper ones are taken for text."""


def parse_indented(lines: Sequence[str], numbers: Sequence[int]) -> list[tuple[CodeLine, ...]]:
    """The indented blocks among the 1-based `numbers` of `lines`, container marks and four columns taken off.

    Lines that are not among the numbers count as blank.
    """
    if not numbers:
        return []
    first, last = numbers[0], numbers[-1]
    texts = [""] * (last - first + 1)
    for number in numbers:
        texts[number - first] = lines[number - 1].replace("\0", "\ufffd").replace("\r", " ")
    blocks = []
    for token in _parser().parse("\n".join(texts)):
        if token.type != "code_block" or token.map is None:
            continue
        start, end = token.map
        content = token.content.split("\n")
        kept = []
        for index in range(start, min(end, len(texts))):
            text = content[index - start] if index - start < len(content) else ""
            column = _column(texts[index], text)
            shown = printable(lines[first + index - 1][column:]) if texts[index] else ""
            kept.append(CodeLine(first + index, column, shown))
        blocks.append(tuple(kept))
    return blocks


def _column(line: str, content: str) -> int:
    """Where the parser's `content` starts in `line`; it may have expanded a tab."""
    if line.endswith(content):
        return len(line) - len(content)
    bare = content.lstrip()
    return max(0, len(line) - len(bare)) if line.endswith(bare) else 0


_CACHE: list[MarkdownIt] = []


def _parser() -> MarkdownIt:
    if not _CACHE:
        from markdown_it import MarkdownIt

        parser = MarkdownIt("zero", {"maxNesting": MAX_NESTING})
        parser.enable(["code", "html_block", "list", "blockquote", "heading", "hr"])
        parser.disable(["inline", "text_join"])
        parser.options["html"] = True
        _CACHE.append(parser)
    return _CACHE[0]


_PRE_OPEN = pattern(r"<(pre|code)\b([^<>]*)>", re.IGNORECASE)
_TAG = pattern(r"</?[A-Za-z][^<>]*>")
_CLASS_LANGUAGE = pattern(r"(?:lang(?:uage)?-|class=[\"']?(?:highlight )?|lang=[\"']?)([\w+-]+)")


@dataclass(frozen=True, slots=True)
class Preformatted:
    """The lines of a ``<pre>`` or multi-line ``<code>`` element, and the language that its tags name."""

    language: str | None
    lines: tuple[CodeLine, ...]


def find_preformatted(lines: Sequence[CodeLine]) -> Iterator[Preformatted]:
    """The ``<pre>`` and multi-line ``<code>`` elements in `lines`, tags off and entities resolved."""
    index = 0
    last_end = {
        tag: max((i for i, line in enumerate(lines) if f"</{tag}" in line.text.lower()), default=-1)
        for tag in ("pre", "code")
    }
    while index < len(lines):
        opener = _PRE_OPEN.search(lines[index].text)
        if opener is None or last_end[opener[1].lower()] < index or _is_in_span(lines[index].text, opener.start()):
            index += 1
            continue
        tag = opener[1].lower()
        end = index
        while f"</{tag}" not in lines[end].text.lower():
            end += 1
        language = _CLASS_LANGUAGE.search(" ".join(m[0] for m in _TAG.finditer(lines[index].text)))
        body = []
        for at in range(index, end + 1):
            line = lines[at]
            start = opener.start() if at == index else 0
            body.append(_plain(line, start, tag if at == end else None))
        while body and not body[0].text.strip():
            body.pop(0)
        if tag == "pre" or end > index:
            yield Preformatted(language[1].lower() if language else None, tuple(body))
        index = end + 1


def _is_in_span(text: str, at: int) -> bool:
    """Whether a tag stands in a code span of its line, as in "tags such as `<pre>`"."""
    return text.count("`", 0, at) % 2 == 1 and "`" in text[at:]


def _plain(line: CodeLine, start: int, closing: str | None) -> CodeLine:
    """The text that a browser would show for the part of `line` from `start` up to the closing tag."""
    text = line.text[start:]
    if closing:
        text = text[: text.lower().rfind(f"</{closing}")] if f"</{closing}" in text.lower() else text
    shown = unescape(_TAG.sub("", text))
    if shown and text.endswith(shown):
        return CodeLine(line.number, line.column + start + len(text) - len(shown), shown, line.exact)
    if shown and text.startswith(shown):
        return CodeLine(line.number, line.column + start, shown, line.exact)
    at = text.find(shown) if shown else -1
    if at >= 0:
        return CodeLine(line.number, line.column + start + at, shown, line.exact)
    return CodeLine(line.number, line.column + start, shown, False)


_OF_CODE = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"))


def unescape(text: str) -> str:
    """`text` with its entities resolved; the table of all is loaded only for those that code has no need of."""
    if "&" not in text:
        return text
    resolved = text
    for entity, character in _OF_CODE:
        resolved = resolved.replace(entity, character)
    if resolved.count("&") == resolved.count("&amp;"):
        return resolved.replace("&amp;", "&")
    import html

    return html.unescape(text)


def code_spans(lines: Sequence[CodeLine]) -> Iterator[CodeLine]:
    """The code spans that stand within one line, in reading order; backticks matched as CommonMark does."""
    for line in lines:
        text = line.text
        runs = [(m.start(), m.end()) for m in re.finditer("`+", text)]
        later: dict[int, list[int]] = {}
        for position in range(len(runs) - 1, -1, -1):
            later.setdefault(runs[position][1] - runs[position][0], []).append(position)
        position = 0
        while position < len(runs):
            start, end = runs[position]
            same = later[end - start]
            while same and same[-1] <= position:
                same.pop()
            if not same:
                position += 1
                continue
            closing = same.pop()
            inner = text[end : runs[closing][0]]
            bare = inner.strip()
            offset = end + len(inner) - len(inner.lstrip())
            yield CodeLine(line.number, line.column + offset, bare, line.exact)
            position = closing + 1


_HTML_CODE = pattern(r"<code\b[^<>]*>([^<>]+)</code>", re.IGNORECASE)


def html_code(line: CodeLine) -> Iterator[CodeLine]:
    """The ``<code>`` elements that stand within the line, entities resolved."""
    for found in _HTML_CODE.finditer(line.text) if "<" in line.text else ():
        text = unescape(found[1])
        yield CodeLine(line.number, line.column + found.start(1), text, line.exact and text == found[1])


_ENTITY = pattern(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);?")


def written_column(raw: str, column: int) -> int:
    """Where in `raw` the 0-based `column` of the text stands that a browser shows for it."""
    at = shown = 0
    while at < len(raw):
        if tag := _TAG.match(raw, at):
            at = tag.end()
            continue
        if shown >= column:
            break
        entity = _ENTITY.match(raw, at)
        shown += len(unescape(entity[0])) if entity else 1
        at = entity.end() if entity else at + 1
    return at
