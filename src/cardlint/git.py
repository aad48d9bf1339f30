"""The only place that runs git: lists of arguments, never a shell, names separated by NUL."""

from __future__ import annotations

import os
import subprocess

# What a hook's environment sets would point git at another index or work tree than the folder's own.
_LOCAL = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}


class GitError(Exception):
    """git could not answer; the text says why, in one line."""


def run_git(*arguments: str, directory: str = ".") -> bytes:
    """The output of ``git ARGUMENTS`` run in `directory`; raises GitError."""
    environment = {key: value for key, value in os.environ.items() if key not in _LOCAL} | {"LC_ALL": "C"}
    command = ["git", "-c", "core.quotePath=true", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from error
    if done.returncode:
        text = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise GitError(text.removeprefix("fatal: ") or f"git {arguments[0]} failed")
    return done.stdout


def top_folder(directory: str = ".") -> str:
    """The top folder of the work tree that holds `directory`; raises GitError."""
    return os.fsdecode(run_git("rev-parse", "--show-toplevel", directory=directory).rstrip(b"\n"))


def commit_of(revision: str, directory: str = ".") -> str:
    """The commit that `revision` names; raises GitError."""
    try:
        found = run_git(
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            f"{revision}^{{commit}}",
            directory=directory,
        )
    except GitError:
        raise GitError(f"{revision!r} names no commit of this repository") from None
    return found.decode().strip()


def merge_base(commit: str, directory: str = ".") -> str:
    """Where HEAD branched off `commit`; `commit` itself where that is not known (shallow clone)."""
    try:
        return run_git("merge-base", commit, "HEAD", directory=directory).decode().split()[0]
    except (GitError, IndexError):
        return commit


def changed_files(commit: str, directory: str = ".") -> dict[str, str | None]:
    """Each file of the work tree that differs from `commit`, and its name there; None for a new one.

    Names count from the top folder; deleted files are left out, files that git does not know yet are
    new unless they are ignored.
    """
    top = top_folder(directory)
    output = run_git("diff", "--name-status", "-z", "-M", "--no-ext-diff", commit, "--", directory=top)
    fields = iter(os.fsdecode(output).split("\0"))
    found: dict[str, str | None] = {}
    for status in fields:
        if not status:
            break
        name = next(fields)
        if status[0] in "RC":
            found[next(fields)] = name
        elif status[0] == "A":
            found[name] = None
        elif status[0] != "D":
            found[name] = name
    unknown = run_git("ls-files", "--others", "--exclude-standard", "-z", directory=top)
    found.update((name, None) for name in os.fsdecode(unknown).split("\0") if name)
    return found


def old_bytes(commit: str, name: str, directory: str = ".") -> bytes:
    """The bytes of the file `name`, counted from the top folder, in `commit`; raises GitError."""
    return run_git("cat-file", "blob", f"{commit}:{name}", directory=directory)


def diff_text(commit: str, old: str, new: str, directory: str = ".") -> str:
    """The hunks without context between `old` in `commit` and `new` in the work tree, names from the top."""
    names = [f":(top,literal){name}" for name in dict.fromkeys((old, new))]
    options = (
        "-U0",
        "-M",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--text",
        "--inter-hunk-context=0",
    )
    return run_git("diff", *options, commit, "--", *names, directory=directory).decode("utf-8", "replace")
