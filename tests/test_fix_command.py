"""``cardlint check --fix`` and ``--diff`` as a user runs them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

USAGE = 'from datasets import load_dataset\nds = load_dataset("acme/pond-birds")\n'
UNLABELLED = f"# Pond birds\n\n```\n{USAGE}```\n"
LABELLED = UNLABELLED.replace("```\nfrom", "```python\nfrom")
BROKEN = "# Pond birds\n\n```\nfrom datasets import load_dataset\nds = load_dataset('acme/pond-birds'\n```\n"
SCRIPT = "<script>alert('x')</script>"


def cardlint(*arguments: str, cwd: Path, stdin: bytes = b"") -> tuple[int, str, str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "GITHUB_ACTIONS")}
    done = subprocess.run(
        [sys.executable, "-m", "cardlint", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=environment,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(UNLABELLED)
    return tmp_path


def test_fix_changes_the_file_once(folder: Path) -> None:
    code, out, _ = cardlint("--fix", "README.md", cwd=folder)
    assert code == 1
    assert (folder / "README.md").read_text() == LABELLED
    assert re.search(r"3 +CL201 unlabelled-fence +label the fence `python` +fixed", out)
    assert "verdict: runnable\n" in out
    assert "1 fix, 1 of 1 card fixed\n" in out
    code, out, _ = cardlint("--fix", "README.md", cwd=folder)
    assert code == 0
    assert "1 card: nothing to fix\n" in out


def test_unsafe_fixes_alone_change_nothing(folder: Path) -> None:
    code, _, _ = cardlint("--unsafe-fixes", "README.md", cwd=folder)
    assert code == 0
    assert (folder / "README.md").read_text() == UNLABELLED


def test_diff_writes_nothing_and_applies(folder: Path) -> None:
    code, out, err = cardlint("--diff", cwd=folder)
    assert code == 1
    assert (folder / "README.md").read_text() == UNLABELLED
    assert err == "1 fix, 1 of 1 card would be fixed\n"
    subprocess.run(["git", "apply", "-"], cwd=folder, input=out.encode(), check=True)
    assert (folder / "README.md").read_text() == LABELLED
    assert cardlint("--diff", cwd=folder)[:2] == (0, "")


def test_diff_keeps_bytes_and_line_ends(folder: Path) -> None:
    data = b"caf\xe9\r\n\r\n" + UNLABELLED.replace("\n", "\r\n").encode()
    (folder / "README.md").write_bytes(data)
    _, out, _ = cardlint("--diff", "README.md", cwd=folder)
    patch = out.encode("utf-8", "surrogateescape")
    subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, check=True)
    assert (folder / "README.md").read_bytes() == data.replace(b"```\r\nfrom", b"```python\r\nfrom")


def test_standard_input_comes_out_fixed(tmp_path: Path) -> None:
    code, out, err = cardlint("--fix", "-", cwd=tmp_path, stdin=UNLABELLED.encode())
    assert (code, out) == (1, LABELLED)
    assert "CL201" in err
    code, out, _ = cardlint("--fix", "-q", "-", cwd=tmp_path, stdin=LABELLED.encode())
    assert (code, out) == (0, LABELLED)


def test_what_remains_is_told_with_the_reason(folder: Path) -> None:
    (folder / "README.md").write_text(BROKEN)
    code, out, _ = cardlint("--fix", "README.md", cwd=folder)
    assert code == 1
    assert re.search(r"CL101 syntax-error .* no: mend it by hand", re.sub(r"\s+", " ", out))
    assert "verdict: broken\n" in out


def test_the_unknown_id_is_told(folder: Path) -> None:
    (folder / "README.md").write_text("# Pond birds\n\nPhotos.\n\n" + "x\n" * 3)
    code, _, _ = cardlint("--fix", "--unsafe-fixes", "--report", "r.json", "README.md", cwd=folder)
    assert code == 0
    (row,) = json.loads((folder / "r.json").read_text())["cards"][0]["remaining"]
    assert row["why_not_fixed"] == "the data set's id is not known: give --repo-id OWNER/NAME"


def test_the_usage_section_is_written(folder: Path) -> None:
    (folder / ".git").mkdir()  # the folder may lie in a repository, whose files are not the data set's
    (folder / "README.md").write_text("# Pond birds\n\nPhotos.\n")
    options = ("--fix", "--unsafe-fixes", "--repo-id", "acme/pond-birds", "README.md")
    code, out, _ = cardlint(*options, cwd=folder)
    assert code == 1
    assert "verdict: none -> runnable\n" in out
    assert cardlint("extract", "README.md", cwd=folder)[1].endswith('load_dataset("acme/pond-birds")\n')


def test_read_only_is_told_and_the_others_are_fixed(folder: Path) -> None:
    (folder / "README.md").chmod(0o444)
    (folder / "other.md").write_text(UNLABELLED)
    code, out, err = cardlint("--fix", "README.md", "other.md", cwd=folder)
    assert code == 2
    assert "cardlint: README.md: the file is read-only; nothing was written\n" in err
    assert "not written: the file is read-only" in out
    assert "1 fix, 1 of 2 cards fixed, 1 could not be written\n" in out
    assert re.search(r"CL201 +label", out) is None
    assert (folder / "README.md").read_text() == UNLABELLED
    assert (folder / "other.md").read_text() == LABELLED


def test_what_could_not_be_written_is_told_as_it_is_on_disk(folder: Path) -> None:
    (folder / "README.md").write_text(UNLABELLED.replace("from datasets import load_dataset\n", ""))
    (folder / "README.md").chmod(0o444)
    code, out, _ = cardlint("--fix", "--report", "r.json", "--output-format", "json", "README.md", cwd=folder)
    assert code == 2
    found = json.loads(out)
    assert (found["summary"]["incomplete"], found["summary"]["warnings"]) == (1, 1)
    assert found["cards"][0]["verdict"] == "incomplete"
    report = json.loads((folder / "r.json").read_text())
    assert report["summary"] == {"cards": 1, "changed": 0, "written": 0, "failed": 1, "fixes": 0}
    (card,) = report["cards"]
    assert card["applied"] == []
    assert {row["why_not_fixed"] for row in card["remaining"]} == {"the file is read-only; nothing was written"}


def test_a_missing_path(folder: Path) -> None:
    code, _, err = cardlint("--fix", "missing.md", "README.md", cwd=folder)
    assert code == 2
    assert "missing.md: cannot be read" in err
    assert (folder / "README.md").read_text() == LABELLED


def test_exit_zero(folder: Path) -> None:
    assert cardlint("--fix", "--exit-zero", cwd=folder)[0] == 0


def test_an_ignored_rule_is_not_fixed(folder: Path) -> None:
    assert cardlint("--fix", "--ignore", "CL201", cwd=folder)[0] == 0
    assert (folder / "README.md").read_text() == UNLABELLED


def test_other_formats_tell_of_the_fixed_card(folder: Path) -> None:
    code, out, _ = cardlint("--fix", "--output-format", "json", cwd=folder)
    assert code == 1
    (card,) = json.loads(out)["cards"]
    assert card["diagnostics"] == []
    assert (folder / "README.md").read_text() == LABELLED


def test_verbose_shows_the_diff_in_colour(folder: Path) -> None:
    _, out, _ = cardlint("--fix", "-v", "--color", "always", cwd=folder)
    assert "\x1b[32m+```python" in out
    assert "\x1b[31m-```" in out


def test_reports(folder: Path) -> None:
    (folder / "README.md").write_text(f'{SCRIPT}\n\n{BROKEN}\n```\n{USAGE}print(ds, "{SCRIPT}")\n```\n')
    names = [f"report.{ending}" for ending in ("md", "html", "json", "sarif")]
    options = [word for name in names for word in ("--report", name)]
    code, _, _ = cardlint("--fix", *options, cwd=folder)
    assert code == 1
    text = {name.rpartition(".")[2]: (folder / name).read_text() for name in names}
    page = text["html"]
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert "&lt;script&gt;" in page
    assert "prefers-color-scheme: dark" in page
    assert '<td class="number added">' in page
    assert "| CL201 unlabelled-fence | label the fence \\`python\\` | fixed |" in text["md"]
    card = json.loads(text["json"])["cards"][0]
    assert {item["name"] for item in card["applied"]} == {"unlabelled-fence"}
    assert [item["name"] for item in card["remaining"]] == ["syntax-error"]
    assert card["written"] is True
    assert card["diff"].startswith("--- a/README.md\n")
    assert json.loads(text["sarif"])["version"] == "2.1.0"


def test_a_token_is_masked_in_every_report(folder: Path) -> None:
    token = "hf_" + "aB3dE6gH9jK2mN5pQ8sT1vX4zC7bW0yR6u"
    (folder / "README.md").write_text(UNLABELLED.replace("ds =", f'key = "{token}"\nds ='))
    names = ["report.md", "report.html", "report.json"]
    options = [word for name in names for word in ("--report", name)]
    _, out, err = cardlint("--fix", "-v", *options, cwd=folder)
    for text in (out, err, *((folder / name).read_text() for name in names)):
        assert token not in text
    assert token in (folder / "README.md").read_text()


def test_a_report_with_another_ending_is_refused(folder: Path) -> None:
    code, _, err = cardlint("--fix", "--report", "report.txt", cwd=folder)
    assert code == 2
    assert "report.txt" in err
    assert (folder / "README.md").read_text() == UNLABELLED


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1200,900"
).split()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_a_browser_reads_the_page_as_text(folder: Path) -> None:
    """The browser's own parse holds the card's code as text, and no element of the card's making."""
    (folder / "README.md").write_text(UNLABELLED.replace("ds =", f'text = "{SCRIPT}"\nds ='))
    cardlint("--fix", "--report", "report.html", cwd=folder)
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", "report.html"]
    command[-1] = (folder / "report.html").as_uri()
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "<script" not in done.stdout
    assert "&lt;script&gt;alert('x')&lt;/script&gt;" in done.stdout
    assert done.stdout.count('<table class="code">') == 1
