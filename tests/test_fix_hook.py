"""The hook `cardlint-fix` under the real pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
USAGE = 'from datasets import load_dataset\nds = load_dataset("acme/pond-birds")\n'


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | names
    environment["PRE_COMMIT_HOME"] = str(folder.parent / "pre-commit-home")
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stderr
    return done


@pytest.mark.slow
def test_the_commit_is_stopped_and_passes_once_the_fixes_are_added(tmp_path: Path) -> None:
    card = tmp_path / "data set" / "README.md"
    card.parent.mkdir()
    card.write_text(f"# Pond birds\n\n```\n{USAGE}```\n")
    (tmp_path / "notes.md").write_text(f"# Notes\n\n```\n{USAGE}```\n")
    (tmp_path / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {ROOT}\n  rev: HEAD\n  hooks:\n  - id: cardlint-fix\n"
    )
    git(tmp_path, "init", "-q")
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=tmp_path, check=True, capture_output=True)
    git(tmp_path, "add", ".")
    first = git(tmp_path, "commit", "-m", "Add the card", check=False)
    assert first.returncode != 0
    assert "CL201 unlabelled-fence" in first.stderr + first.stdout
    assert card.read_text() == f"# Pond birds\n\n```python\n{USAGE}```\n"
    assert "```\nfrom" in (tmp_path / "notes.md").read_text()
    git(tmp_path, "add", ".")
    assert git(tmp_path, "commit", "-m", "Add the card").returncode == 0
    assert "```python" in git(tmp_path, "show", "HEAD:data set/README.md").stdout
