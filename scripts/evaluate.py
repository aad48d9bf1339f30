"""Compares extractors on a folder of labelled cards and prints a Markdown table.

usage: evaluate.py GOLD_DIR       (GOLD_DIR holds labels.jsonl and cards/; see CONTRIBUTING.md)

Peers that are not installed are left out.  Lines are compared stripped; blank lines, comments and
prompts never count.
"""

from __future__ import annotations

import ast
import collections
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cardlint.card import read_card
from cardlint.facts import gather_facts
from cardlint.settings import Settings

PROMPT = re.compile(r"^(?:>>>|\.\.\.|In\s*(?:\[\d*\])?:|(?:>(?!>)\s?)+)(?:\s|$)|^[-*]\s+(?=\S)")
Extractor = Callable[[str], str]


def cardlint(text: str) -> str:
    """What `cardlint extract` prints."""
    facts = gather_facts(read_card("card", text.encode("utf-8", "surrogateescape")), Settings(compile=False))
    return "\n\n".join(usage.snippet.code for usage in facts.usage)


def python_fences(text: str) -> str:
    """markdown-it-py's fences that are labelled python, py or python3."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(text)
    labels = ("python", "py", "python3")
    return "\n".join(t.content for t in tokens if t.type == "fence" and (t.info.split() or [""])[0] in labels)


def parsing_fences(text: str) -> str:
    """Every fence that `ast.parse` accepts."""
    from markdown_it import MarkdownIt

    kept = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type in ("fence", "code_block"):
            try:
                ast.parse(token.content)
            except (SyntaxError, ValueError):
                continue
            kept.append(token.content)
    return "\n".join(kept)


def blacken_docs(text: str) -> str:
    """The blocks that blacken-docs would format."""
    from blacken_docs import MD_PYCON_RE, MD_RE

    return "\n".join(m["code"] for pattern in (MD_RE, MD_PYCON_RE) for m in pattern.finditer(text))


EXTRACTORS: dict[str, Extractor] = {
    "cardlint": cardlint,
    "blacken-docs": blacken_docs,
    "fences labelled python (markdown-it-py)": python_fences,
    "blocks that parse (markdown-it-py, ast)": parsing_fences,
}


def bag(lines: list[str]) -> collections.Counter[str]:
    """The lines that count, prompts and marks off."""
    out: collections.Counter[str] = collections.Counter()
    for line in lines:
        bare = line.strip()
        for _ in range(3):
            bare = PROMPT.sub("", bare, count=1).strip()
        bare = re.sub(r"(?:\s*<br\s*/?>)+$", "", bare).strip()
        if bare and not bare.startswith("#") and bare not in ("```", "~~~"):
            out[bare] += 1
    return out


def kind_of(label: dict[str, Any], lines: list[str]) -> str:
    """How the card's usage code stands in it."""
    if label["creation"]:
        return "creation code"
    if label["inline"]:
        return "inline calls"
    if not label["usage"]:
        return "no usage code"
    first = label["usage"][0][0]
    above = next((lines[n - 1] for n in range(first - 1, 0, -1) if lines[n - 1].strip()), "")
    if lines[first - 1].lstrip().startswith((">>>", "In")):
        return "sessions"
    if re.match(r"\s*[`~]{3,}\s*(?:python|py)", above, re.IGNORECASE):
        return "fences labelled python"
    return "other fences" if re.match(r"\s*[`~]{3,}", above) else "bare and indented"


def main() -> int:
    """Prints the tables."""
    gold = Path(sys.argv[1])
    labels = [json.loads(line) for line in (gold / "labels.jsonl").read_text("utf-8").splitlines()]
    print("| extractor | line precision | line recall | card F1 | exact cards | has usage |")
    print("|---|---|---|---|---|---|")
    kinds: dict[str, list[bool]] = {}
    for name, extract in EXTRACTORS.items():
        try:
            rows = [_score(label, gold, extract) for label in labels]
        except ImportError:
            continue
        hit, extra, missed = (sum(row[index] for row in rows) for index in range(3))
        f1 = sum(2 * t / (2 * t + a + b) if t + a + b else 1.0 for t, a, b, _ in rows) / len(rows)
        exact = sum(not a and not b for _, a, b, _ in rows) / len(rows)
        usage = sum(row[3] for row in rows) / len(rows)
        precision, recall = hit / max(1, hit + extra), hit / max(1, hit + missed)
        print(f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {exact:.3f} | {usage:.3f} |")
        if name == "cardlint":
            for label, row in zip(labels, rows, strict=True):
                lines = (gold / "cards" / label["card"]).read_text("utf-8", "replace").split("\n")
                kinds.setdefault(kind_of(label, lines), []).append(not row[1] and not row[2])
    print("\n| kind of card | cards | exact |\n|---|---|---|")
    for kind, exact_cards in sorted(kinds.items()):
        print(f"| {kind} | {len(exact_cards)} | {sum(exact_cards)} |")
    return 0


def _score(label: dict[str, Any], gold: Path, extract: Extractor) -> tuple[int, int, int, bool]:
    text = (gold / "cards" / label["card"]).read_text("utf-8", "replace")
    lines = text.split("\n")
    marked = [line for first, last in label["usage"] for line in lines[first - 1 : last]]
    want = bag(marked or [line for code in label["inline"] for line in code.split("\n")])
    got = bag(extract(text).split("\n"))
    extra, missed = sum((got - want).values()), sum((want - got).values())
    return sum((want & got).values()), extra, missed, bool(want) == bool(got)


if __name__ == "__main__":
    sys.exit(main())
