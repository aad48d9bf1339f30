"""Writes `docs/rules.md`, and the table of rules in `README.md`, from the rules' own documentation.

usage: python scripts/generate_docs.py [--check]

With `--check` nothing is written; exit status 1 if a file is not what the rules say.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cardlint.config import KEYS
from cardlint.rules import Rule, all_rules

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "rules.md"
README = ROOT / "README.md"
START, END = "<!-- rules: written by scripts/generate_docs.py -->\n", "<!-- end of rules -->"
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

[limits]
line = 50_000

[per-file-ignores]
"archive/**" = ["ALL"]
```

In the card: `<!-- cardlint: ignore CL301 -->` for the block below it, `<!-- cardlint: off -->` and
`<!-- cardlint: on -->` around a part, `# cardlint: ignore[unknown-split]` at a line of code.  `CL3` names each
rule whose code begins so; behind a dash may stand why (`ignore CL301 - shown on purpose`).
"""


def readme() -> str:
    """README.md with the table of rules between its marks."""
    head, _, rest = README.read_text("utf-8").partition(START)
    _, _, tail = rest.partition(END)
    rows = ["| Code | Name | Severity | Fix | What it finds |", "|---|---|---|---|---|"]
    for rule in all_rules():
        link = f"[{rule.name}](docs/rules.md#{rule.code.lower()}-{rule.name})"
        off = "" if rule.default else " (off by default)"
        rows.append(f"| {rule.code} | {link} | {rule.severity.value} | {rule.fixable or '-'} | {rule.summary}{off} |")
    return head + START + "\n".join(rows) + "\n" + END + tail


def main() -> int:
    """Writes or checks the pages."""
    status = 0
    for path, text in ((TARGET, page()), (README, readme())):
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text("utf-8") != text:
            name = path.relative_to(ROOT).as_posix()
            print(f"{name} is not what the rules say: run python scripts/generate_docs.py", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
