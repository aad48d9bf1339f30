"""--changed-since: in real repositories, through the command."""

import json
import os

import pytest
from git_repository import BROKEN, ENVIRONMENT, GOOD, Repository

from cardlint.changed import Change, Hunk, keep_changed, parse_hunks
from cardlint.cli import main
from cardlint.engine import check_data
from cardlint.limits import Limits
from cardlint.records import replace
from cardlint.settings import Settings

SELECT = Settings(select=("syntax-error", "undefined-name"))


@pytest.fixture(name="repository")
def fixture_repository(tmp_path, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    repository = Repository(tmp_path / "data set")
    monkeypatch.chdir(repository.path)
    return repository


def check(capsys, *arguments):
    """Exit code, and path to the lines of its errors and warnings, for each card that was reported."""
    code = main(["check", "--output-format=json", "--select=syntax-error,undefined-name", *arguments])
    cards = json.loads(capsys.readouterr().out)["cards"]
    return code, {card["path"]: [item["line"] for item in card["diagnostics"]] for card in cards}


def test_only_changed_cards_are_checked(repository, capsys):
    start = repository.commit(
        {
            "README.md": GOOD,
            "old/README.md": BROKEN,
            "gone/README.md": "Nothing like it.\n",
            "edited/README.md": GOOD,
        }
    )
    (repository.path / "gone/README.md").unlink()
    repository.commit({"edited/README.md": BROKEN, "new/README.md": BROKEN})
    assert check(capsys, f"--changed-since={start}", ".") == (
        1,
        {"./edited/README.md": [6], "./new/README.md": [6]},
    )


def test_what_is_not_committed_counts_too(repository, capsys):
    start = repository.commit({"README.md": GOOD, "other/README.md": BROKEN, ".gitignore": "ignored/\n"})
    repository.write("README.md", BROKEN)
    repository.write("unknown/README.md", BROKEN)
    repository.write("ignored/README.md", BROKEN)
    assert check(capsys, "--changed-since", start, "README.md", "other", "unknown", "ignored") == (
        1,
        {"README.md": [6], "unknown/README.md": [6]},
    )


def test_a_renamed_card_is_checked_for_what_changed_in_it(repository, capsys):
    text = GOOD + "\n".join(f"Line {number}.\n" for number in range(40)) + "\n```python\nimport x as\n```\n"
    start = repository.commit({"a b/README.md": text, "c/README.md": text})
    repository.git("mv", "a b", "ünter [b]")
    repository.git("mv", "c", "d")
    repository.write("d/README.md", text.replace('split="train")', 'split="train"'))
    repository.commit()
    code, found = check(capsys, "--changed-since", start)
    assert (code, found) == (1, {"./ünter [b]/README.md": [], "./d/README.md": [6]})


def test_from_a_folder_below_and_by_absolute_path(repository, capsys, monkeypatch):
    start = repository.commit({"a/b/README.md": GOOD, "c/README.md": GOOD})
    repository.commit({"a/b/README.md": BROKEN, "c/README.md": BROKEN})
    monkeypatch.chdir(repository.path / "a")
    assert check(capsys, "--changed-since", start, "b/README.md", "../c")[1] == {
        "b/README.md": [6],
        "../c/README.md": [6],
    }
    absolute = (repository.path / "c/README.md").as_posix()
    assert check(capsys, "--changed-since", start, absolute)[1] == {absolute: [6]}


def test_what_others_did_on_the_base_meanwhile_is_not_ours(repository, capsys):
    repository.commit({"README.md": GOOD, "theirs/README.md": GOOD})
    repository.git("checkout", "--quiet", "-b", "ours")
    repository.commit({"README.md": BROKEN})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"theirs/README.md": BROKEN})
    repository.git("checkout", "--quiet", "ours")
    assert check(capsys, "--changed-since", "main")[1] == {"./README.md": [6]}


def test_nothing_changed(repository, capsys):
    repository.commit({"README.md": BROKEN})
    assert check(capsys, "--changed-since", "HEAD") == (0, {})


@pytest.mark.parametrize("revision", ["nowhere", "--output=PWNED", "HEAD:README.md", "", "$(touch PWNED)", "-h"])
def test_a_revision_that_is_none_is_refused(repository, capsys, revision):
    repository.commit({"README.md": BROKEN})
    assert main(["check", f"--changed-since={revision}"]) == 2
    assert "names no commit" in capsys.readouterr().err
    assert os.listdir() == [".git", "README.md"] or sorted(os.listdir()) == [".git", "README.md"]


def test_outside_a_repository_it_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["check", "--changed-since=HEAD"]) == 2
    assert capsys.readouterr().err.startswith("cardlint: --changed-since: not a git repository")


TWO = """---
license: mit
---
# Birds

```python
from datasets import load_dataset
birds = load_dataset("acme/pond-birds")
```

Some words.

```python
print(birds[0])
```

```python
print(ducks[0])
```
"""


def lines_kept(old, new, *hunks):
    result = keep_changed(check_data("README.md", new.encode(), SELECT), Change(old.encode(), hunks))
    return [result.card.source.position(item.span.start)[0] for item in result.diagnostics]


def test_a_known_fault_in_an_untouched_snippet_is_not_kept():
    assert lines_kept(TWO, TWO.replace("Some words", "More words"), Hunk(11, 11)) == []


def test_a_fault_in_a_touched_snippet_is_kept_though_it_is_old():
    assert lines_kept(TWO, TWO, Hunk(19, 19)) == [18]
    assert lines_kept(TWO, TWO, Hunk(16, 16)) == []


def test_what_an_earlier_change_breaks_below_is_kept():
    new = TWO.replace("birds = ", "pond = ")
    assert lines_kept(TWO, new, Hunk(8, 8)) == [14]


def test_a_deleted_line_touches_the_snippet_that_it_was_in():
    new = TWO.replace("print(ducks[0])", "print(ducks[0])\nprint(1)")
    assert lines_kept(new, TWO, Hunk(19, 18)) == [18]
    assert lines_kept(new, TWO, Hunk(20, 19)) == []


def test_an_equal_fault_above_does_not_make_the_old_one_new():
    new = TWO.replace("Some words.\n", "Some words.\n\n```python\nprint(ducks[0])\n```\n")
    assert lines_kept(TWO, new, Hunk(12, 15)) == [14]


def test_the_card_before_is_checked_within_the_same_limits():
    old = TWO + f"\n```python\nx = '{'a' * 30_000}'\nprint(geese[0])\n```\n"
    new = old.replace("Some words", "More words")
    for limits, found in ((Limits(), [18]), (Limits(line=40_000), [18, 23])):
        result = check_data("README.md", new.encode(), replace(SELECT, limits=limits))
        assert [result.card.source.position(item.span.start)[0] for item in result.diagnostics] == found
        assert keep_changed(result, Change(old.encode(), (Hunk(11, 11),))).diagnostics == ()


def test_hunks_are_read():
    text = "@@ -1 +1,2 @@\n-a\n+b\n+@@ -1 +9 @@\n@@ -9,2 +10,0 @@ def x\n-@@ -1 +8 @@\n@@ -3,0 +4 @@\n"
    assert parse_hunks(text) == (Hunk(1, 2), Hunk(11, 10), Hunk(4, 4))
