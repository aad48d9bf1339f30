"""What the git repository around a card says: the data set's id on the Hub, and the files it holds.

Looked at only once a rule asks, and never with a failure: what cannot be read is not known.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

from cardlint.patterns import pattern
from cardlint.records import cached_property, dataclass

HUB_HOSTS = ("huggingface.co", "www.huggingface.co", "hf.co", "hub-ci.huggingface.co")
_SECTION = pattern(r'\s*\[\s*remote\s+"(.+)"\s*\]')
_URL = pattern(r"\s*url\s*=\s*(\S+)")
_REMOTE = pattern(
    r"(?:(?:https?|ssh|git)://)?(?:[^@/\s]+@)?(?P<host>[\w.-]+)(?::\d+(?=/))?[:/]/?(?P<path>[^\s?#]+?)(?:\.git)?/?$"
)
_DATASET = pattern(r"datasets/(?P<id>[\w.-]+/[\w.-]+)$")
_GIT_SECONDS = 10


@dataclass(frozen=True)
class Repository:
    """The repository that holds a card; `root` is None outside any.

    `own_id` and `files` are None where they are not known.  `files` are paths from `root`, with forward
    slashes, as git's index has them (LFS pointers count).
    """

    root: str | None = None
    given_files: frozenset[str] | None = None

    @cached_property
    def own_id(self) -> str | None:
        """``owner/name`` of the data set, from a remote on the Hub."""
        return own_id_of(self.root) if self.root else None

    @cached_property
    def files(self) -> frozenset[str] | None:
        """The files in git's index."""
        if self.given_files is not None or self.root is None:
            return self.given_files
        return files_of(self.root)


def repository_of(path: str) -> Repository:
    """The repository around the card at `path` (``-`` has none)."""
    if path == "-":
        return Repository()
    try:
        current = os.curdir if os.path.isabs(path) else os.getcwd()
    except OSError:  # the current folder is gone
        return Repository()
    return _repository_around(os.path.dirname(path), current)


@lru_cache(maxsize=256)
def _repository_around(folder: str, current: str) -> Repository:
    """The repository that holds `folder`, a path from `current`."""
    folder = os.path.join(current, folder)
    try:
        while not os.path.exists(os.path.join(folder, ".git")):
            folder, below = os.path.dirname(folder), folder
            if folder == below:
                return Repository()
    except (OSError, ValueError):
        return Repository()
    return Repository(folder)


def own_id_of(root: str) -> str | None:
    """The id that `origin`, or else another remote, names."""
    config = _git_config(root)
    if config is None:
        return None
    remotes: dict[str, str] = {}
    name = None
    for line in config.splitlines():
        if line.lstrip().startswith("["):
            found = _SECTION.match(line)
            name = found[1] if found else None
        elif name is not None and (found := _URL.match(line)):
            remotes.setdefault(name, found[1].strip('"'))
    for name in sorted(remotes, key=lambda name: name != "origin"):
        if own := id_from_url(remotes[name]):
            return own
    return None


def id_from_url(url: str) -> str | None:
    """``owner/name`` of a data set's address on the Hub; None for any other."""
    found = _REMOTE.match(url)
    if found is None or found["host"].lower() not in _hosts():
        return None
    path = _DATASET.match(found["path"])
    return path["id"] if path else None


def _hosts() -> tuple[str, ...]:
    endpoint = re.sub(r"^\w+://", "", os.environ.get("HF_ENDPOINT", "")).split("/")[0].split(":")[0].lower()
    return (*HUB_HOSTS, endpoint) if endpoint else HUB_HOSTS


def _git_config(root: str) -> str | None:
    """The text of the repository's configuration; `.git` may be a file that points elsewhere."""
    from pathlib import Path

    git = Path(root, ".git")
    try:
        if git.is_file():
            pointer = git.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
            git = Path(root, pointer).resolve()
            common = git / "commondir"
            if common.is_file():
                git = (git / common.read_text("utf-8", "replace").strip()).resolve()
        return (git / "config").read_text("utf-8", "replace")
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=64)
def files_of(root: str) -> frozenset[str] | None:
    """The files in the index of the repository at `root`; None where git cannot tell."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "-C", root, "ls-files", "-z", "--cached"],
            capture_output=True,
            timeout=_GIT_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
            env={key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
            | ({"GIT_INDEX_FILE": os.environ["GIT_INDEX_FILE"]} if "GIT_INDEX_FILE" in os.environ else {}),
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return frozenset(name for name in done.stdout.decode("utf-8", "surrogateescape").split("\0") if name)
