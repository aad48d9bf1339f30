"""The hooks in a repository that looks like a data set's, with the real git and the real pre-commit.

pre-commit installs cardlint from a copy of this checkout, as it would from its repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
GOOD = '# Pond birds\n\n```python\nfrom datasets import load_dataset\nds = load_dataset("acme/pond-birds")\n```\n'
BROKEN = '# Pond birds\n\n```python\nfrom datasets import load_dataset\nds = load_dataset("acme/pond-birds"\n```\n'
PROSE = "# Pond birds\n\nPhotos of birds on ponds.\n"


@dataclass(frozen=True)
class Repository:
    """A data set's repository with a hook in it."""

    folder: Path
    environment: dict[str, str]

    def write(self, name: str, text: str) -> None:
        """Writes a file and stages it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.git("add", "--", name)

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs git; output and errors come back as one text."""
        return run(["git", *arguments], self.folder, self.environment)

    def commit(self) -> tuple[bool, str]:
        """Whether the commit went through, and what was said."""
        done = self.git("commit", "-m", "Change the card")
        return done.returncode == 0, done.stdout


def run(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs a command; standard error goes to where standard output goes."""
    return subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No configuration of the user's, and a store of pre-commit's own."""
    base = tmp_path_factory.mktemp("home")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
    names = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return kept | names | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(base / "store"),
        "PRE_COMMIT_COLOR": "never",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> tuple[Path, str]:
    """A repository with what this checkout holds, and its commit."""
    copy = tmp_path_factory.mktemp("cardlint")
    for name in ("src", "hooks", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Copy"]):
        done = run(["git", *command], copy, environment)
        assert done.returncode == 0, done.stdout
    return copy, run(["git", "rev-parse", "HEAD"], copy, environment).stdout.strip()


MakeRepository = Callable[[str], Repository]


@pytest.fixture
def make_repository(tmp_path: Path, environment: dict[str, str], checkout: tuple[Path, str]) -> MakeRepository:
    """Makes a repository with pre-commit installed; the text says which hooks, as in a configuration."""

    def make(hooks: str) -> Repository:
        folder = tmp_path / "pond birds"
        folder.mkdir()
        repository = Repository(folder, environment)
        repository.git("init", "-q")
        path, commit = checkout
        config = f"repos:\n  - repo: {path}\n    rev: {commit}\n    hooks:\n{hooks}"
        repository.write(".pre-commit-config.yaml", config)
        repository.write("data/train.csv", "name,pond\nduck,3\n")
        done = run([sys.executable, "-m", "pre_commit", "install"], folder, environment)
        assert done.returncode == 0, done.stdout
        return repository

    return make


def test_the_commit_of_a_broken_card_is_blocked(make_repository: MakeRepository) -> None:
    repository = make_repository("      - id: cardlint\n")
    repository.write("README.md", BROKEN)
    passed, said = repository.commit()
    assert not passed
    assert "README.md:5:18: CL101" in said
    repository.write("README.md", GOOD)
    passed, said = repository.commit()
    assert passed
    assert "README.md: runnable" in said


def test_a_card_without_code_passes_and_the_report_is_seen(make_repository: MakeRepository) -> None:
    repository = make_repository("      - id: cardlint\n")
    repository.write("README.md", PROSE)
    passed, said = repository.commit()
    assert passed
    assert "README.md:1:1: CL104" in said
    assert "README.md: none" in said


def test_arguments_reach_the_check(make_repository: MakeRepository) -> None:
    repository = make_repository("      - id: cardlint\n        args: [--require, usage]\n")
    repository.write("README.md", PROSE)
    passed, said = repository.commit()
    assert not passed
    assert "CL104" in said


def test_only_cards_are_looked_at_and_those_at_any_depth(make_repository: MakeRepository) -> None:
    repository = make_repository("      - id: cardlint\n")
    repository.write("notes.md", BROKEN)
    repository.write("docs/README.md.txt", BROKEN)
    repository.write("MY_README.md", BROKEN)
    passed, said = repository.commit()
    assert passed
    assert "no files to check" in said
    repository.write("en/README.md", BROKEN)
    repository.write("fr/old birds/readme.md", BROKEN)
    passed, said = repository.commit()
    assert not passed
    assert "en/README.md:5:18: CL101" in said
    assert "fr/old birds/readme.md:5:18: CL101" in said
    assert "notes.md" not in said


def test_the_compile_hook_asks_for_syntax_alone(make_repository: MakeRepository) -> None:
    repository = make_repository("      - id: cardlint-compile\n")
    repository.write("README.md", '```python\nds = load_dataset("your_username/pond-birds")\n```\n')
    repository.write("docs/README.md", PROSE)
    passed, said = repository.commit()
    assert passed, said
    repository.write("README.md", BROKEN)
    passed, said = repository.commit()
    assert not passed
    assert "README.md:5:18: CL101" in said


def test_the_fix_hook_mends_the_card_and_stops_the_commit(make_repository: MakeRepository) -> None:
    repository = make_repository("      - id: cardlint-fix\n")
    repository.write("README.md", GOOD.replace("```python", "```"))
    passed, said = repository.commit()
    assert not passed
    assert "files were modified by this hook" in said
    assert (repository.folder / "README.md").read_text() == GOOD
    repository.git("add", "README.md")
    passed, said = repository.commit()
    assert passed, said


def test_the_configuration_to_copy(make_repository: MakeRepository, checkout: tuple[Path, str]) -> None:
    repository = make_repository("      - id: cardlint\n")
    path, commit = checkout
    text = (ROOT / "hooks" / "pre-commit-config.yaml").read_text()
    assert text.count("repo: https://") == 1
    lines = [
        f"  - repo: {path}" if "repo: https://" in line else f"    rev: {commit}" if "rev: " in line else line
        for line in text.split("\n")
    ]
    repository.write(".pre-commit-config.yaml", "\n".join(lines))
    repository.write("README.md", BROKEN)
    passed, said = repository.commit()
    assert not passed
    assert "README.md:5:18: CL101" in said
    repository.write(".pre-commit-config.yaml", "\n".join(lines).replace("# args:", "args:"))
    repository.write("README.md", PROSE)
    passed, said = repository.commit()
    assert not passed
    assert "CL104" in said


@pytest.fixture
def with_git_hook(tmp_path: Path, environment: dict[str, str]) -> Repository:
    """A repository with the plain git hook, which calls the cardlint beside this Python."""
    folder = tmp_path / "pond birds"
    folder.mkdir()
    repository = Repository(folder, environment | {"CARDLINT": f"{sys.executable} -m cardlint check"})
    repository.git("init", "-q")
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "hooks" / "git-hook", hook)
    hook.chmod(0o755)
    return repository


def test_the_git_hook_checks_what_is_staged(with_git_hook: Repository) -> None:
    repository = with_git_hook
    repository.write("notes.md", BROKEN)
    repository.write("data/train.csv", "name\nduck\n")
    assert repository.commit()[0]
    repository.write("README.md", BROKEN)
    repository.write("old birds/it's/Readme.md", BROKEN)
    (repository.folder / "README.md").write_text(GOOD)
    passed, said = repository.commit()
    assert not passed
    assert "README.md:5:18: CL101" in said
    assert "old birds/it's/Readme.md:5:18: CL101" in said
    assert "notes.md" not in said
    repository.write("README.md", GOOD)
    repository.write("old birds/it's/Readme.md", PROSE)
    passed, said = repository.commit()
    assert passed, said
    assert "runnable" in said
    assert not list((repository.folder / ".git").glob("cardlint.*"))


def test_the_git_hook_takes_options_and_lets_a_deleted_card_go(with_git_hook: Repository) -> None:
    repository = with_git_hook
    repository.write("README.md", PROSE)
    strict = Repository(
        repository.folder, repository.environment | {"CARDLINT": f"{sys.executable} -m cardlint check --require usage"}
    )
    assert not strict.commit()[0]
    assert repository.commit()[0]
    repository.git("rm", "-q", "README.md")
    assert repository.commit()[0]
