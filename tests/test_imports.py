"""What is imported when: start-up time is paid in every commit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("rich", "yaml", "pyflakes", "markdown_it")
GOOD = '```python\nfrom datasets import load_dataset\nds = load_dataset("acme/pond-birds")\n```\n'
ALIAS = f"---\nlicense: &l mit\nother: *l\nconfigs:\n- {{config_name: en, data_files: a.csv}}\n---\n{GOOD}"


def imported(folder: Path, *arguments: str) -> set[str]:
    """The top-level packages that a run of the program has imported, without those of bare start-up."""
    program = (
        "import sys\nfrom cardlint.cli import main\ncode = main(sys.argv[1:])\n"
        "sys.stderr.write('\\n'.join(['MODULES', *sys.modules]))\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return {name.partition(".")[0] for name in done.stderr.partition("MODULES")[2].split()}


RUNS = [
    (["--version"], set()),
    (["--help"], set()),
    (["rules"], set()),
    (["check", "empty.md"], set()),
    (["check", "prose.md"], set()),
    (["extract", "good.md"], {"pyflakes"}),
    (["check", "good.md"], {"pyflakes"}),
    (["check", "--no-compile", "good.md"], set()),
    (["check", "--output-format", "json", "broken.md"], {"pyflakes"}),
    (["check", "broken.md"], {"pyflakes"}),
    (["check", "--color", "always", "broken.md"], {"pyflakes", "rich"}),
    (["check", "indented.md"], {"pyflakes", "markdown_it"}),
    (["check", "alias.md"], {"pyflakes", "yaml"}),
]


@pytest.mark.parametrize(("arguments", "allowed"), RUNS, ids=[" ".join(arguments) for arguments, _ in RUNS])
def test_heavy_modules_are_imported_only_when_needed(arguments: list[str], allowed: set[str], tmp_path: Path) -> None:
    cards = {
        "empty.md": "",
        "prose.md": "# Birds\n\nOn ponds (and lakes).\n",
        "good.md": GOOD,
        "broken.md": GOOD.replace(")\n", "\n"),
        "indented.md": "Load it:\n\n    import pandas as pd\n    frame = pd.read_csv('train.csv')\n",
        "alias.md": ALIAS,
    }
    for name, text in cards.items():
        (tmp_path / name).write_text(text)
    assert imported(tmp_path, *arguments) & set(HEAVY) <= allowed


def test_what_is_needed_is_imported(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(GOOD.replace("ds =", "frame ="))
    assert "rich" in imported(tmp_path, "--color", "always", ".")
    (tmp_path / "README.md").write_text(ALIAS)
    assert "yaml" in imported(tmp_path, ".")


def test_importtime_says_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cardlint", "--version"], capture_output=True, text=True, check=True
    )
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "cardlint" in names
    assert not names & set(HEAVY)
