"""The tests on each Python that cardlint supports: `nox`; one of them: `nox -s 'tests(3.12)'`."""

from __future__ import annotations

import os
from pathlib import Path

import nox

nox.options.error_on_missing_interpreters = False
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
    folder = Path(session.create_tmp()) / "venv"
    python = interpreter(version)
    session.run(python if "/" in python else f"python{version}", "-m", "venv", str(folder), external=True)
    run = str(folder / "bin" / "python")
    session.run(run, "-m", "pip", "install", "-q", ".[test]", external=True)
    session.run(run, "-m", "pytest", *session.posargs, external=True)
