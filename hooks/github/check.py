"""The action's check: inputs from the environment, `cardlint check`, then summary and outputs.

Inputs come as variables (CARDLINT_PATHS, ...) and go on as arguments of a list: no shell sees them.
The exit code is 1 where `fail-on` says so and 2 where the inputs or paths are wrong.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from event import base_of

ORDER = ("broken", "none", "incomplete", "unchecked", "runnable")
"""Verdicts, the worst first."""
FAIL_ON = ("error", "warning", "never")
REQUIRE = ("", "usage", "runnable")
YES_NO = ("true", "false", "")


class InputError(Exception):
    """An input has a value that it cannot have; the text says which."""


@dataclass(frozen=True)
class Inputs:
    """The action's inputs."""

    paths: tuple[str, ...]
    require: str
    select: str
    ignore: str
    fail_on: str
    sarif_file: str
    only_changed: bool


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """The inputs in `environ`; raises InputError."""
    found = {
        name: environ.get(f"CARDLINT_{name}", "").strip()
        for name in ("PATHS", "REQUIRE", "SELECT", "IGNORE", "FAIL_ON", "SARIF_FILE", "ONLY_CHANGED")
    }
    found["FAIL_ON"] = found["FAIL_ON"] or "error"
    found["ONLY_CHANGED"] = found["ONLY_CHANGED"].lower()
    for name, allowed in (("REQUIRE", REQUIRE), ("FAIL_ON", FAIL_ON), ("ONLY_CHANGED", YES_NO)):
        if found[name] not in allowed:
            words = ", ".join(word for word in allowed if word)
            raise InputError(f"input {name.lower().replace('_', '-')}: {found[name]!r} is none of {words}")
    paths = tuple(line.strip() for line in found["PATHS"].split("\n") if line.strip())
    return Inputs(
        paths or (".",),
        found["REQUIRE"],
        found["SELECT"],
        found["IGNORE"],
        found["FAIL_ON"],
        found["SARIF_FILE"],
        found["ONLY_CHANGED"] == "true",
    )


def arguments(inputs: Inputs, folder: Path, base: str | None) -> list[str]:
    """The arguments of cardlint that write the reports into `folder`; `base` is what to compare with."""
    made = ["check", "--output-format", "github", "--color", "never"]
    for name in ("summary.md", "report.json", "report.sarif"):
        if inputs.sarif_file or not name.endswith(".sarif"):
            made.append(f"--report={folder / name}")
    for option, value in (
        ("--require", inputs.require),
        ("--select", inputs.select),
        ("--ignore", inputs.ignore),
    ):
        if value:
            made.append(f"{option}={value}")
    if base:
        made.append(f"--changed-since={base}")
    return [*made, "--", *inputs.paths]


def worst_verdict(summary: Mapping[str, int]) -> str:
    """The worst verdict that a card got; empty without cards."""
    return next((verdict for verdict in ORDER if summary.get(verdict)), "")


def exit_code(inputs: Inputs, summary: Mapping[str, int], code: int) -> int:
    """What the step exits with, given the report's counts and cardlint's exit code."""
    if code not in (0, 1):
        return 2
    counts = {"never": 0, "error": summary["errors"], "warning": summary["errors"] + summary["warnings"]}
    return 1 if counts[inputs.fail_on] else 0


def write_outputs(path: str, outputs: Mapping[str, str]) -> None:
    """Appends the step's outputs in the form that holds for every text."""
    with open(path, "a", encoding="utf-8") as file:
        for name, value in outputs.items():
            mark = uuid.uuid4().hex
            file.write(f"{name}<<{mark}\n{value}\n{mark}\n")


def run(inputs: Inputs, environ: Mapping[str, str]) -> int:
    """Checks, writes summary and outputs, and returns the exit code."""
    base = base_of(environ) if inputs.only_changed else None
    with TemporaryDirectory(dir=environ.get("RUNNER_TEMP")) as name:
        folder = Path(name)
        command = [sys.executable, "-m", "cardlint", *arguments(inputs, folder, base)]
        code = subprocess.run(command, check=False).returncode
        report, summary = folder / "report.json", folder / "summary.md"
        if not report.is_file():
            return 2
        counts: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["summary"]
        if "GITHUB_STEP_SUMMARY" in environ and summary.is_file():
            with open(environ["GITHUB_STEP_SUMMARY"], "ab") as file:
                file.write(summary.read_bytes())
        if inputs.sarif_file:
            Path(inputs.sarif_file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / "report.sarif", inputs.sarif_file)
    outputs = {
        "verdict": worst_verdict(counts),
        "cards": str(counts["cards"]),
        "errors": str(counts["errors"]),
        "sarif-file": inputs.sarif_file,
    }
    if "GITHUB_OUTPUT" in environ:
        write_outputs(environ["GITHUB_OUTPUT"], outputs)
    return exit_code(inputs, counts, code)


def main() -> int:
    """Runs the step."""
    try:
        return run(read_inputs(os.environ), os.environ)
    except InputError as error:
        text = str(error).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::error title=cardlint::{text}")
    return 2


if __name__ == "__main__":
    sys.exit(main())
