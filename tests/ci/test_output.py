"""What a machine reads: the JSON against its committed schema, and the same bytes however it is run."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files

import jsonschema
import pytest
from git_repository import BROKEN, GOOD

from cardlint.cli import main

SCHEMA = json.loads(files("cardlint").joinpath("data/check.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
CARDS = {
    "good": GOOD.encode(),
    "broken": BROKEN.encode(),
    "empty": b"",
    "front": b"---\nlicense: mit\n---\n",
    "crlf": GOOD.replace("\n", "\r\n").encode(),
    "bom": b"\xef\xbb\xbf" + BROKEN.encode(),
    "bytes": b"# \xff\x00\n\n" + GOOD.encode(),
    "session": b"# A\n\n```\n>>> from datasets import load_dataset\n>>> load_dataset('a/b')\nDataset\n```\n",
    "record": b"# A\n\n```json\n{'id': 1}\n```\n\n    import os\n\n<pre>x = 1 &lt; 2</pre>\n",
    "inline": b"# A\n\nCall `load_dataset('a/b')`.\n",
    "placeholder": b"```py\nfrom datasets import load_dataset\nload_dataset('path/to')\nprint(ducks)\n```\n",
    "unclosed": b"```python\nfrom datasets import load_dataset\nload_dataset('a/b')\n",
}
ALL_FORMATS = ["text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown"]


@pytest.fixture(autouse=True)
def _cards(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, data in CARDS.items():
        for number in range(5):  # more than one process is given at once
            folder = tmp_path / "cards" / f"{name}-{number}"
            folder.mkdir(parents=True)
            (folder / "README.md").write_bytes(data)


@pytest.mark.parametrize("more", [[], ["--no-compile"], ["--require=runnable"], ["missing.md"], ["--select=ALL"]])
def test_the_json_is_as_the_schema_says(capfdbinary, more):
    main(["check", "--output-format=json", "cards", *more])
    report = json.loads(capfdbinary.readouterr().out)
    VALIDATOR.validate(report)
    assert report["summary"]["cards"] == len(report["cards"]) >= 5 * len(CARDS)


def test_the_schema_is_a_schema_and_names_every_key_of_a_card(capfdbinary):
    VALIDATOR.check_schema(SCHEMA)
    main(["check", "--output-format=json", "cards"])
    card = json.loads(capfdbinary.readouterr().out)["cards"][0]
    assert set(card) <= set(SCHEMA["$defs"]["card"]["properties"])
    assert set(card["snippets"][0]) <= set(SCHEMA["$defs"]["snippet"]["properties"])


@pytest.mark.parametrize("change", [{"line": 0}, {"severity": "fatal"}, {"code": "X1"}, {"fix": {}}])
def test_the_schema_refuses_what_is_wrong(capfdbinary, change):
    main(["check", "--output-format=json", "cards/broken-0"])
    report = json.loads(capfdbinary.readouterr().out)
    report["cards"][0]["diagnostics"][0].update(change)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(report)


def run(*arguments, **more):
    """What the command writes as a process of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": "random", **more}
    command = [sys.executable, "-m", "cardlint", "check", *arguments]
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)


@pytest.mark.parametrize("name", ALL_FORMATS)
def test_the_same_bytes_whatever_the_number_of_processes(name):
    first = run(f"--output-format={name}", "-j1", "cards", PYTHONHASHSEED="1")
    second = run(f"--output-format={name}", "-j3", "cards", PYTHONHASHSEED="2", TERM="xterm", COLUMNS="200")
    assert first.stdout == second.stdout
    assert (first.returncode, first.stderr) == (second.returncode, second.stderr)
    assert b"README.md" in first.stdout
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", first.stdout)


def test_several_reports_at_once():
    written = run("--output-format=github", "--report=a.md", "--report=b.json", "--report=c.xml", "cards")
    for path, name in (("a.md", "markdown"), ("b.json", "json"), ("c.xml", "junit")):
        with open(path, "rb") as file:
            assert file.read() == run(f"--output-format={name}", "cards").stdout
    assert written.stdout == run("--output-format=github", "cards").stdout


def test_github_is_chosen_by_itself():
    here = run("cards", GITHUB_ACTIONS="true")
    assert here.stdout.startswith(b"::") or b"\n::" in here.stdout
    assert b"::error" not in run("cards", GITHUB_ACTIONS="").stdout
    assert b"::error" not in run("--output-format=text", "cards", GITHUB_ACTIONS="true").stdout
