"""--baseline and --write-baseline."""

import json

import pytest
from git_repository import BROKEN, GOOD
from hypothesis import given
from hypothesis import strategies as st

from cardlint.cli import main
from cardlint.engine import check_data
from cardlint.fingerprints import fingerprints, stable_path
from cardlint.settings import Settings

SELECT = "--select=syntax-error,undefined-name"
SETTINGS = Settings(select=("syntax-error", "undefined-name"))


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "README.md").write_text(BROKEN)


def run(capsys, *arguments):
    code = main(["check", SELECT, "--output-format=concise", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_known_findings_pass_and_new_ones_fail(tmp_path, capsys):
    assert run(capsys, "--write-baseline=known.json")[0] == 0
    code, out, err = run(capsys, "--baseline=known.json")
    assert (code, "CL101" in out) == (0, False)
    assert "2 known from known.json" in err
    moved = "# A new title\n\nand words\n\n" + BROKEN + "\n```python\nprint(geese)\nimport os\nos.listdir()\n```\n"
    (tmp_path / "a/README.md").write_text(moved)
    code, out, err = run(capsys, "--baseline=known.json", "--select=ALL", "--ignore=CL104")
    assert "CL101" not in out
    assert "geese" in out


def test_findings_that_are_gone_are_told(tmp_path, capsys):
    run(capsys, "--write-baseline=known.json")
    (tmp_path / "a/README.md").write_text(GOOD)
    (tmp_path / "b/README.md").unlink()
    code, _, err = run(capsys, "--baseline=known.json")
    assert code == 0
    assert "./a/README.md: CL101 syntax-error is gone" in err
    assert "b/README.md: 1 known, but the card is gone" in err
    assert "--write-baseline" in err


def test_a_run_on_a_part_says_nothing_of_the_rest(capsys):
    run(capsys, "--write-baseline=known.json")
    assert "gone" not in run(capsys, "--baseline=known.json", "a/README.md")[2]


def test_both_at_once_renew_the_file(tmp_path, capsys):
    run(capsys, "--write-baseline=known.json")
    (tmp_path / "a/README.md").write_text(GOOD)
    run(capsys, "--baseline=known.json", "--write-baseline=known.json")
    assert list(json.loads((tmp_path / "known.json").read_text())["findings"]) == ["b/README.md"]


def test_the_file_is_the_same_for_the_same_cards(tmp_path, capsys):
    run(capsys, "--write-baseline=1.json", "b", "a")
    run(capsys, "--write-baseline=2.json", "-j2", "./a/README.md", f"{tmp_path}/b")
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "findings": {}}',
        '{"version": 1}',
        '{"version": 1, "findings": {"a": 1}}',
    ],
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path, capsys, text):
    (tmp_path / "bad.json").write_text(text)
    code, _, err = run(capsys, "--baseline=bad.json")
    assert code == 2
    assert err.startswith("cardlint: --baseline: bad.json: ")


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path, capsys):
    (tmp_path / "bytes.json").write_bytes(b"\xff")
    assert run(capsys, "--baseline=none.json")[0] == 2
    assert run(capsys, "--baseline=bytes.json")[0] == 2
    assert run(capsys, "--write-baseline=none/known.json")[0] == 2


CARD = BROKEN + "\n```python\nprint(geese)\n```\n\n```python\nprint(geese)\n```\n"


@given(st.text(alphabet="ab #\n", max_size=30))
def test_fingerprints_do_not_hang_on_what_stands_above(words):
    before = check_data("README.md", CARD.encode(), SETTINGS)
    after = check_data("README.md", f"# Title\n\n{words.strip(' #')}\n\n{CARD}".encode(), SETTINGS)
    assert fingerprints(after) == fingerprints(before)
    assert len(set(fingerprints(before))) == len(before.diagnostics) >= 2


def test_fingerprints_hang_on_the_words_and_the_path():
    first = fingerprints(check_data("README.md", CARD.encode(), SETTINGS))
    other = fingerprints(check_data("x/README.md", CARD.encode(), SETTINGS))
    changed = fingerprints(check_data("README.md", CARD.replace("geese", "swans").encode(), SETTINGS))
    assert not set(first) & set(other)
    assert first[0] == changed[0]
    assert not set(first[1:]) & set(changed[1:])


def test_stable_path():
    assert stable_path("./a//b/../README.md") == "a/README.md"
    assert stable_path("/data/a/README.md", "/data") == "a/README.md"
    assert stable_path("/data-2/README.md", "/data") == "/data-2/README.md"
    assert stable_path("-") == "-"
