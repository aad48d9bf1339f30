"""Which commit the event that started a workflow is to be compared with."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from typing import Any

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def base_of(environ: Mapping[str, str]) -> str | None:
    """The commit to compare HEAD with, brought here where the clone is shallow.

    None where there is none (first push of a branch, a schedule, a run by hand) or where it cannot be
    had: then everything is checked, and a line of the log says why.
    """
    wanted = wanted_base(environ, read_event(environ), parents_of_head())
    if wanted is None:
        print("cardlint: this event has nothing to compare with, so every card is checked")
        return None
    if bring(wanted):
        return wanted
    branch = environ.get("GITHUB_BASE_REF", "")
    tip = _fetched(f"refs/heads/{branch}") if branch else None
    if tip is None:
        print(f"cardlint: the commit {wanted} to compare with cannot be fetched, so every card is checked")
    return tip


def wanted_base(environ: Mapping[str, str], event: Mapping[str, Any], parents: list[str]) -> str | None:
    """The commit before the change, as the event tells it."""
    if re.fullmatch(r"refs/pull/\d+/merge", environ.get("GITHUB_REF", "")) and len(parents) == 2:
        return parents[0]  # a merge made for the run: its first parent is the base, newer than the event's
    found = (
        _get(event, "pull_request", "base", "sha") or _get(event, "merge_group", "base_sha") or _get(event, "before")
    )
    if isinstance(found, str) and _COMMIT.fullmatch(found) and found.strip("0"):
        return found
    return None


def read_event(environ: Mapping[str, str]) -> dict[str, Any]:
    """The event's payload; empty where there is none to read."""
    try:
        with open(environ["GITHUB_EVENT_PATH"], encoding="utf-8") as file:
            event = json.load(file)
    except (KeyError, OSError, ValueError):
        return {}
    return event if isinstance(event, dict) else {}


def parents_of_head() -> list[str]:
    """HEAD's parents as the commit itself names them, also where a shallow clone hides them."""
    head = _git("cat-file", "-p", "HEAD").partition("\n\n")[0]
    return [line.split()[1] for line in head.split("\n") if line.startswith("parent ")]


def bring(commit: str) -> bool:
    """Whether `commit` is here, or could be fetched."""
    if _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"):
        return True
    return _fetched(commit) is not None


def _fetched(name: str) -> str | None:
    """The commit that origin calls `name`, after fetching it alone."""
    _git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", name)
    wanted = name if _COMMIT.fullmatch(name) else "FETCH_HEAD"
    return _git("rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}").strip() or None


def _get(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def _git(*arguments: str) -> str:
    """The output of git; empty where it fails."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
