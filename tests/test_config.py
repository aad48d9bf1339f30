"""The configuration file: what it may hold, what it says against anything else, which one is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardlint.config import ConfigError, check_limit, find_config, load_config
from cardlint.engine import check_data
from cardlint.limits import ABOUT, LARGEST, Limits, field_of
from cardlint.records import replace
from cardlint.settings import Settings

GOOD = {
    "compile = false": {"compile": False},
    'require = "usage"': {"require": "usage"},
    'select = ["CL3", "syntax-error"]': {"select": ("CL3", "syntax-error")},
    'ignore = "CL604"': {"ignore": ("CL604",)},
    'repo-id = "acme/pond-birds"': {"repo_id": "acme/pond-birds"},
    'placeholders = ["FILL"]': {"placeholders": ("FILL",)},
    '[severity]\nCL501 = "error"': {"severities": {"missing-import": "error"}},
    '[versions]\nhuggingface-hub = "0.20"': {"versions": {"huggingface_hub": "0.20"}},
    "[limits]\nline = 50_000\nfront-matter = 1": {"limits": Limits(line=50_000, front_matter=1)},
    "limits = {}": {"limits": Limits()},
    "": {},
}

BAD = {
    'selct = ["CL1"]': "there is no key `selct`; did you mean `select`?",
    'select = ["unknown-confg"]': "there is no rule `unknown-confg`; did you mean `unknown-config`?",
    'ignore = ["CL999"]': "there is no rule `CL999`",
    'select = "x"': "`select`: there is no rule `x`",
    "select = [1]": "must be a list of texts",
    "compile = 1": "must be true or false",
    'require = "all"': "must be `usage` or `runnable`, not `all`",
    'repo-id = "pond-birds"': "is not of the form `owner/name`",
    '[severity]\nCL501 = "fatal"': "must be `error`, `warning`, `info`, not `fatal`",
    'severity = "error"': "must be a table",
    '[versions]\ndataset = "3"': "`dataset` is not known; did you mean `datasets`?",
    '[versions]\ndatasets = "new"': "`new` is no version",
    '[per-file-ignores]\n"a.md" = ["nonsense"]': "there is no rule `nonsense`",
    "limits = 5": "`limits`: must be a table",
    "limits = { lines = 5 }": "`limits`: there is no limit `lines`; did you mean `line`?",
    "limits = { size = 5 }": "known are `card`, `front-matter`, `pieces`, `piece`, `line`, `code`",
    "limits = { line = 0 }": "`line` (characters of a line of code) must be a number from 1 to 150,000, not `0`",
    'limits = { line = "5" }': "must be a number from 1 to 150,000, not `5`",
    "limits = { line = 5.0 }": "must be a number",
    "limits = { line = true }": "must be a number",
    "select = [": "not valid TOML",
}


@pytest.mark.parametrize("text", GOOD)
def test_known_keys(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cardlint.toml"
    path.write_text(text)
    settings = load_config(str(path))
    assert settings == GOOD[text]
    replace(Settings(), **settings)


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cardlint.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(str(path))
    assert str(path) in str(caught.value)
    assert BAD[text] in str(caught.value)


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(str(tmp_path / "cardlint.toml"))


def test_nearest_above_the_card_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "data" / "birds"
    inner.mkdir(parents=True)
    (tmp_path / "cardlint.toml").write_text("")
    (tmp_path / "data" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert find_config(str(inner / "README.md")) == str(tmp_path / "cardlint.toml")
    other = tmp_path / "other"
    other.mkdir()
    (other / "pyproject.toml").write_text("[tool.cardlint]\nignore = ['CL1']\n")
    assert find_config(str(other / "README.md")) == str(other / "pyproject.toml")
    assert load_config(str(other / "pyproject.toml")) == {"ignore": ("CL1",)}
    (other / ".cardlint.toml").write_text("")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / ".cardlint.toml").write_text("")
    (hidden / "pyproject.toml").write_text("[tool.cardlint]\n")
    assert find_config(str(hidden / "README.md")) == str(hidden / ".cardlint.toml")


def test_per_file_ignores_hold_below_the_files_folder(tmp_path: Path) -> None:
    path = tmp_path / "cardlint.toml"
    path.write_text('[per-file-ignores]\n"old/**" = ["CL1"]\n')
    settings = replace(Settings(), **load_config(str(path)))
    card = b"```python\nfrom datasets import load_dataset\nds = load_dataset('acme/pond-birds'\n```\n"
    for folder, expected in (("old", []), ("new", ["syntax-error"])):
        result = check_data((tmp_path / folder / "README.md").as_posix(), card, settings)
        assert [item.name for item in result.diagnostics] == expected
    assert settings.ignored_in("-") == ()


@pytest.mark.parametrize("name", ABOUT)
def test_limits_can_be_set_up_to_the_largest(name: str) -> None:
    field = field_of(name)
    largest = getattr(LARGEST, field)
    assert largest > getattr(Limits(), field)
    assert check_limit(name, largest) == (field, largest)
    with pytest.raises(ValueError, match=f"from 1 to {largest:,}, not `{largest + 1}`"):
        check_limit(name, largest + 1)
