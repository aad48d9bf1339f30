"""Writes `docs/rules.md` from the rules' own documentation.

usage: python scripts/generate_docs.py [--check]

With `--check` nothing is written; exit status 1 if the file is not what the rules say.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cardlint.config import KEYS
from cardlint.rules import Rule, all_rules

TARGET = Path(__file__).parent.parent / "docs" / "rules.md"
GROUPS = {
    "CL0": "The card itself",
    "CL1": "Does the code run",
    "CL2": "How the code stands in the card",
    "CL3": "The code against the card's own data",
    "CL4": "The code against today's libraries",
    "CL5": "What the reader needs to have",
    "CL6": "What stands in the way of copying",
}


def page() -> str:
    """The whole page."""
    parts = [
        "# Rules\n",
        "<!-- Written by scripts/generate_docs.py from the rules themselves: change those. -->\n",
        "A rule is named by its code or its name. An *error* makes `cardlint check` fail, a *warning* and an",
        "*info* do not. `cardlint explain CODE` shows the same text in the terminal.\n",
        "| Code | Name | Severity | Fix | What it finds |",
        "|---|---|---|---|---|",
    ]
    for rule in all_rules():
        off = "" if rule.default else " (off by default)"
        link = f"[{rule.name}](#{rule.code.lower()}-{rule.name})"
        fix = rule.fixable or "-"
        parts.append(f"| {rule.code} | {link} | {rule.severity.value} | {fix} | {rule.summary}{off} |")
    group = ""
    for rule in all_rules():
        if rule.code[:3] != group:
            group = rule.code[:3]
            parts.append(f"\n## {GROUPS.get(group, 'Others')}")
        parts.append(section(rule))
    parts.append(CONFIGURATION.format(keys=", ".join(f"`{key}`" for key in KEYS)))
    return "\n".join(parts)


def section(rule: Rule) -> str:
    """What stands on the page for one rule."""
    state = "" if rule.default else " · off by default"
    lines = [f"\n### {rule.code} {rule.name}\n", f"**{rule.severity.value}**{state}. {rule.summary}\n"]
    lines += [rule.part("Why"), ""]
    for title in ("Bad", "Good"):
        lines += [f"{title}:\n", "~~~~markdown", rule.part(title), "~~~~", ""]
    if fix := rule.part("Fix"):
        lines += [f"Fix: {fix[0].lower()}{fix[1:]}", ""]
    return "\n".join(lines).rstrip("\n")


CONFIGURATION = """
## Switching rules on and off

In a `cardlint.toml` or `.cardlint.toml`, or below `[tool.cardlint]` in `pyproject.toml` (the nearest above
the card counts); keys: {keys}.

```toml
ignore = ["unlabelled-fence", "CL604"]
repo-id = "acme/pond-birds"
placeholders = ["<FILL-ME>"]

[severity]
missing-import = "error"

[versions]
datasets = "3.6"

[per-file-ignores]
"archive/**" = ["ALL"]
```

In the card: `<!-- cardlint: ignore CL301 -->` for the block below it, `<!-- cardlint: off -->` and
`<!-- cardlint: on -->` around a part, `# cardlint: ignore[unknown-split]` at a line of code.
"""


def main() -> int:
    """Writes or checks the page."""
    text = page()
    if "--check" not in sys.argv[1:]:
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if TARGET.exists() and TARGET.read_text("utf-8") == text:
        return 0
    print("docs/rules.md is not what the rules say: run python scripts/generate_docs.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
