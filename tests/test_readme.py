"""README and CONTRIBUTING say what is true: outputs, commands, the table of rules, how a rule is added."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cardlint.cli import main, make_parser
from cardlint.config import KEYS
from cardlint.limits import ABOUT, LARGEST, LIMITS, field_of

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")) + [ROOT / "hooks" / "README.md"]


def test_the_example_shows_the_real_output(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    shown = re.search(r"```text\n\$ cardlint (.+)\n([\s\S]*?)```", README)
    assert shown is not None
    monkeypatch.chdir(ROOT)
    main(shown[1].split())
    assert capfd.readouterr().out == shown[2]


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "generate_docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_options_in_the_readme_exist() -> None:
    lines = [line for line in README.split("\n") if re.match(r"(?:\.venv/bin/)?cardlint\b", line)]
    assert len(lines) >= 5
    for line in lines:
        words = line.split("#")[0].split()[1:]
        arguments = words if words and words[0] in ("extract", "explain", "rules") else ["check", *words]
        make_parser().parse_args(arguments)


def test_configuration_keys_in_the_readme_exist() -> None:
    block = re.search(r"```toml\n([\s\S]*?)```", README)
    assert block is not None
    keys = {line.split(" = ")[0].strip("[]") for line in block[1].split("\n\n")[0].split("\n") if line}
    assert keys <= set(KEYS)


def test_the_table_of_limits_is_true() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \|", page, re.MULTILINE)
    assert rows == [
        (name, words, f"{getattr(LIMITS, field_of(name)):,}", f"{getattr(LARGEST, field_of(name)):,}")
        for name, words in ABOUT.items()
    ]


def test_ci_calls_the_test_command_of_the_readme() -> None:
    (command,) = re.findall(r"^.*-m pytest.*$", README, re.MULTILINE)
    assert command.startswith("python3 -m venv .venv && ")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "grep -m1 -- '-m pytest' README.md" in script


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```[\s\S]*?```|~~~~[\s\S]*?~~~~", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_a_rule_is_added_as_contributing_says(tmp_path: Path) -> None:
    """Follows the steps in a copy: the two files that are printed there, and nothing else."""
    for name in ("src", "tests", "scripts", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"))
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files = re.findall(r"^   ```\w+ file=(\S+)\n([\s\S]*?)^   ```$", text, re.MULTILINE)
    assert len(files) == 2
    for name, content in files:
        (tmp_path / name).write_text(re.sub(r"^   ", "", content, flags=re.MULTILINE), encoding="utf-8")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PYTHONPATH": str(tmp_path / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert run("scripts/generate_docs.py").returncode == 0
    assert "exit-call" in (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "CL107  exit-call" in run("-m", "cardlint", "rules").stdout
    tested = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_rules.py", "-k", "exit or unique")
    assert tested.returncode == 0, tested.stdout
    (tmp_path / "tests" / "rules" / "exit_call.md").unlink()
    tested = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_rules.py", "-k", "exit")
    assert tested.returncode == 1
    assert "no spec file tests/rules/exit_call.md" in tested.stdout
