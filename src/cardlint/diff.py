"""Unified diffs of cards, in the form that `git apply` and `patch` read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

CONTEXT = 3
MANY_LINES = 1_000
"""Between so many lines those that stand there often are not looked for one by one: it would cost squares."""
_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified_diff(path: str, old: str, new: str) -> str:
    """The diff from `old` to `new`, empty where they are equal.

    Lines end at newlines only, and keep carriage returns; bytes that were not UTF-8 are still lone
    surrogates (see `cardlint.writing.encode`).
    """
    return "".join(_lines(path, old, new))


def _lines(path: str, old: str, new: str) -> Iterator[str]:
    if old == new:
        return
    from difflib import SequenceMatcher

    before, after = _split(old), _split(new)
    # What both share at either end is cut off first: cards can be long, and edits are few.
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    start = max(0, head - CONTEXT)
    keep = max(0, tail - CONTEXT)
    left, right = before[start : len(before) - keep], after[start : len(after) - keep]
    name = posixpath.normpath(path).lstrip("/") if path != "-" else "stdin"
    end = "\t" if " " in name else ""
    yield f"--- a/{name}{end}\n"
    yield f"+++ b/{name}{end}\n"
    matcher = SequenceMatcher(None, left, right, autojunk=len(left) > MANY_LINES)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        removed = _range(start, group[0][1], group[-1][2])
        added = _range(start, group[0][3], group[-1][4])
        yield f"@@ -{removed} +{added} @@\n"
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                yield from (_line(" ", line) for line in left[old_from:old_to])
                continue
            yield from (_line("-", line) for line in left[old_from:old_to])
            yield from (_line("+", line) for line in right[new_from:new_to])


def _split(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _range(start: int, first: int, last: int) -> str:
    """The range in the form of diff: 1-based first line and count, the count left out where it is 1."""
    count = last - first
    if count == 1:
        return str(start + first + 1)
    return f"{start + first + (1 if count else 0)},{count}"


def _line(mark: str, line: str) -> str:
    return mark + line if line.endswith("\n") else mark + line + _NO_NEWLINE
