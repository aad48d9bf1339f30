"""The tests on each Python that cardlint supports: `nox`; one of them: `nox -s 'tests(3.12)'`.

Fuzzing, for ten minutes or for the seconds given: `nox -s fuzz`, `nox -s fuzz -- 60`.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["tests"]
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"


def interpreter(version: str) -> str:
    """The newest Python of pyenv for this version, or else the one on the path."""
    found = sorted(PYENV.glob(f"{version}.*/bin/python"), key=lambda path: int(path.parts[-3].split(".")[-1]))
    return str(found[-1]) if found else version


VERSIONS = ("3.10", "3.11", "3.12", "3.13")


@nox.session(python=False)
@nox.parametrize("version", VERSIONS, ids=VERSIONS)
def tests(session: nox.Session, version: str) -> None:
    """Installs cardlint as a user would and runs the tests."""
    run = install(session, version, ".[test]")
    session.run(run, "-m", "pytest", *session.posargs, external=True)


@nox.session(python=False)
def fuzz(session: nox.Session) -> None:
    """Runs the fuzzer from the cards of the specs on; what it finds is left in `build/fuzz`."""
    seconds = session.posargs[0] if session.posargs else "600"
    run = install(session, "3.13", ".", "atheris>=3")
    found = Path("build/fuzz").resolve()
    shutil.rmtree(found, ignore_errors=True)
    (found / "corpus").mkdir(parents=True)
    for path in sorted(Path("tests").glob("*/*.md")):
        for number, part in enumerate(re.split(r"(?m)^\.$\n?", path.read_text(encoding="utf-8"))):
            (found / "corpus" / f"{path.parent.name}-{path.stem}-{number}").write_text(part, encoding="utf-8")
    options = ["-max_len=1000", "-len_control=0", f"-max_total_time={seconds}", f"-artifact_prefix={found}/"]
    session.run(run, "fuzz/fuzz_card.py", str(found / "corpus"), *options, external=True)


def install(session: nox.Session, version: str, *packages: str) -> str:
    """The Python of a new environment that holds `packages`."""
    folder = Path(session.create_tmp()) / "venv"
    python = interpreter(version)
    session.run(python if "/" in python else f"python{version}", "-m", "venv", str(folder), external=True)
    run = str(folder / "bin" / "python")
    session.run(run, "-m", "pip", "install", "-q", *packages, external=True)
    return run
