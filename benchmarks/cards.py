"""Makes cards of any size, one kind of content each, and ordinary cards to measure with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

FENCE = '```python\nfrom datasets import load_dataset\nds = load_dataset("acme/pond-birds", split="train")\n```\n\n'
PROSE = "Photos of **birds** on ponds, with [notes](notes.md) on `species`, weather and the _time_ of day.\n\n"

KINDS: dict[str, Callable[[int], str]] = {
    "lines": lambda n: PROSE * n + FENCE,
    "fences": lambda n: FENCE * (n // 10),
    "nesting": lambda n: FENCE + "- " * n + "x\n\n" + "> " * n + "x\n\n```python\nx = " + "(" * n + ")" * n + "\n```\n",
    "front matter": lambda n: (
        "---\ndataset_info:\n  features:\n" + "  - name: a\n    dtype: string\n" * n + "---\n" + FENCE
    ),
    "prompts": lambda n: FENCE + "```\n" + ">>> x = 1\n>>> print(x)\n1\n" * (n // 10) + "```\n",
    "inline code": lambda n: "Call `ds.map(f)` with `load` (see below). " * n + "\n\n" + FENCE,
    "bare code": lambda n: "x = load(1)\nprint(x)\n\nSome words.\n\n" * (n // 2),
    "suppressions": lambda n: "<!-- cardlint: ignore CL501 -->\n" * n + FENCE,
    "tables": lambda n: "| a | `b` |\n|---|---|\n" + "| 1 | `f(2)` |\n" * n + "\n" + FENCE,
}
"""Kind of content to the card that holds about `n` pieces of it."""

SIZES = {
    "lines": 10_000,
    "fences": 2_000,
    "nesting": 2_000,
    "front matter": 10_000,
    "prompts": 3_900,
    "inline code": 100_000,
    "bare code": 1_000,
    "suppressions": 10_000,
    "tables": 40_000,
}
"""The smaller size that growth is measured at, so large that it takes a while; ten times it is within the limits."""


def ordinary(number: int) -> str:
    """The `number`-th of many different ordinary cards."""
    rows = "".join(f"| column_{i} | string | what it means |\n" for i in range(number % 23))
    return (
        f"---\nlicense: mit\nconfigs:\n- config_name: c{number}\n  data_files: data/*.parquet\n---\n"
        + f"# Pond birds {number}\n\n"
        + PROSE * (number % 17 + 3)
        + ("## Usage\n\n" + FENCE.replace("train", f"part{number}") if number % 3 else "")
        + f"## Fields\n\n| name | type | notes |\n|---|---|---|\n{rows}\n"
        + '```json\n{"id": 1, "name": "duck"}\n```\n\n'
        + PROSE * (number % 5)
    )


def write_ordinary(folder: Path, count: int) -> list[str]:
    """Writes `count` ordinary cards as ``NUMBER/README.md`` below `folder`; returns their paths."""
    paths = []
    for number in range(count):
        path = folder / str(number) / "README.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ordinary(number), encoding="utf-8")
        paths.append(str(path))
    return paths
