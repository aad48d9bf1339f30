"""What is known of the repository around a card."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cardlint.engine import check_data
from cardlint.repository import Repository, id_from_url, repository_of
from cardlint.settings import Settings

URLS = {
    "https://huggingface.co/datasets/acme/pond-birds": "acme/pond-birds",
    "https://huggingface.co/datasets/acme/pond-birds.git": "acme/pond-birds",
    "https://huggingface.co/datasets/acme/pond-birds/": "acme/pond-birds",
    "https://user:secret@huggingface.co/datasets/acme/pond.birds": "acme/pond.birds",
    "https://hf.co/datasets/acme/pond-birds": "acme/pond-birds",
    "git@hf.co:datasets/acme/pond-birds": "acme/pond-birds",
    "ssh://git@hf.co/datasets/acme/pond-birds": "acme/pond-birds",
    "ssh://git@hf.co:22/datasets/acme/pond-birds.git": "acme/pond-birds",
    "https://huggingface.co/acme/pond-model": None,
    "https://huggingface.co/spaces/acme/pond": None,
    "https://github.com/datasets/acme/pond-birds": None,
    "git@github.com:acme/pond-birds.git": None,
    "https://huggingface.co.evil.org/datasets/acme/pond-birds": None,
    "../datasets/acme/pond-birds": None,
    "": None,
}


@pytest.mark.parametrize("url", URLS)
def test_id_from_url(url: str) -> None:
    assert id_from_url(url) == URLS[url]


def test_own_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://hub.acme.example:8443/datasets/acme/pond-birds"
    assert id_from_url(url) is None
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.acme.example:8443")
    assert id_from_url(url) == "acme/pond-birds"


def git(folder: Path, *words: str) -> None:
    config = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.hooksPath=/dev/null"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    subprocess.run(["git", *config, *words], cwd=folder, check=True, capture_output=True, env=environment)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "birds"
    (folder / "data").mkdir(parents=True)
    git(folder, "init", "-q")
    git(folder, "remote", "add", "backup", "https://github.com/acme/pond-birds")
    git(folder, "remote", "add", "origin", "git@hf.co:datasets/acme/pond-birds")
    (folder / "README.md").write_text("# Pond birds\n")
    (folder / "data" / "käfer.csv").write_text("version https://git-lfs.github.com/spec/v1\n")
    (folder / "untracked.csv").write_text("a\n")
    git(folder, "add", "README.md", "data")
    return folder


def test_repository_of_a_card(checkout: Path) -> None:
    repository = repository_of(str(checkout / "README.md"))
    assert repository.own_id == "acme/pond-birds"
    assert repository.files == {"README.md", "data/käfer.csv"}
    assert repository_of(str(checkout / "data" / "README.md")).own_id == "acme/pond-birds"


def test_worktree(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "commit", "-qm", "x")
    git(checkout, "worktree", "add", "-q", str(tmp_path / "second"))
    repository = repository_of(str(tmp_path / "second" / "README.md"))
    assert repository.own_id == "acme/pond-birds"
    assert repository.files == {"README.md", "data/käfer.csv"}


def test_outside_any_repository(tmp_path: Path) -> None:
    assert Repository().own_id is None
    assert Repository().files is None
    assert repository_of("-") == Repository()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / ".git").write_text("gitdir: nowhere\n")
    repository = repository_of(str(broken / "README.md"))
    assert repository.own_id is None
    assert repository.files is None


def test_rules_see_the_repository(checkout: Path) -> None:
    card = "```python\nfrom datasets import load_dataset\nds = load_dataset('Acme/Pond-Birds')\n```\n"
    result = check_data(str(checkout / "README.md"), card.encode(), Settings())
    assert [item.name for item in result.diagnostics] == ["wrong-repo-id"]
    outside = check_data("-", card.encode(), Settings())
    assert outside.diagnostics == ()
    assert "no --repo-id" in outside.skipped["wrong-repo-id"]
