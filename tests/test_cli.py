"""The command line: exit codes, formats, paths, colours.  Each test calls `main` as the program does."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cardlint import __version__
from cardlint.cli import main
from cardlint.rules import all_rules

SEED = Path(__file__).parent / "fixtures" / "seed-card.md"
CODE = 'from datasets import load_dataset\nds = load_dataset("acme/pond-birds")'
GOOD = f"# Pond birds\n\n```python\n{CODE}\n```\n".encode()
BROKEN = b'```python\nfrom datasets import load_dataset\nds = load_dataset("acme/pond-birds"\n```\n'
CARDS = {
    "good.md": GOOD,
    "broken.md": BROKEN,
    "incomplete.md": b"```python\nprint(ponds[0])\n```\n",
    "prose.md": b"# Pond birds\n",
    "empty.md": b"",
    "front-matter.md": b"---\nlicense: mit\n---\n",
    "latin-1.md": b"Near the caf\xe9.\n\n" + GOOD,
    "nul.md": b"Near the \0 pond.\n\n" + GOOD,
    "no-folder/README.md": GOOD,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with cards of each sort, and one that holds no README.md."""
    for name, data in CARDS.items():
        path = tmp_path / "cards" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "cards" / "bare" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "cards")
    return tmp_path / "cards"


EXIT_CODES = [
    ("good.md", 0, "runnable"),
    ("broken.md", 1, "CL101"),
    ("incomplete.md", 0, "CL102"),
    ("prose.md", 0, "none"),
    ("empty.md", 0, "none"),
    ("front-matter.md", 0, "none"),
    ("latin-1.md", 0, "E9 is not UTF-8"),
    ("nul.md", 0, "NUL"),
    ("missing.md", 2, "cannot be read"),
    ("good.md missing.md broken.md", 2, "CL101"),
    ("no-folder", 0, "no-folder/README.md: runnable"),
    ("--require usage good.md", 0, "runnable"),
    ("--require usage prose.md", 1, "CL104"),
    ("--require usage incomplete.md", 0, "CL102"),
    ("--require runnable incomplete.md", 1, "CL105"),
    ("--require runnable good.md", 0, "runnable"),
    ("--exit-zero broken.md", 0, "CL101"),
    ("--exit-zero missing.md", 2, "cannot be read"),
    ("--no-compile broken.md", 0, "unchecked"),
    ("--ignore CL101 broken.md", 0, "broken"),
    ("--ignore syntax-error broken.md", 0, "broken"),
    ("--select CL2 broken.md", 0, "broken"),
    ("--select CL101 --require usage prose.md", 1, "CL104"),
    ("--select CL101 --require runnable incomplete.md", 1, "CL105"),
    ("--select CL101 --require usage incomplete.md", 0, "incomplete"),
    ("--ignore CL104 --require usage prose.md", 0, "none"),
    ("--select CL1 --ignore CL104 --require usage prose.md", 0, "none"),
    ("--select undefined-name,CL101 broken.md", 1, "CL101"),
    ("--fix good.md", 0, "runnable"),
    ("--diff good.md", 0, ""),
    ("-q good.md", 0, ""),
    ("-v good.md", 0, "usage (fence): loads the data"),
    ("-j 2 good.md prose.md", 0, "2 cards"),
]


@pytest.mark.parametrize(("arguments", "code", "said"), EXIT_CODES)
@pytest.mark.parametrize("command", [[], ["check"]], ids=["left out", "check"])
def test_exit_codes(
    command: list[str], arguments: str, code: int, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, *arguments.split()]) == code
    out, err = capfd.readouterr()
    assert said in out
    assert "Traceback" not in out + err


WRONG_USAGE = [
    ("--bogus", "--bogus"),
    ("--output-format xml good.md", "xml"),
    ("--require all good.md", "all"),
    ("--select CL999 good.md", "CL999"),
    ("--ignore no-such-rule good.md", "no-such-rule"),
    ("-j many good.md", "many"),
    ("--limit lines=5 good.md", "there is no limit `lines`; did you mean `line`?"),
    ("--limit size=5 good.md", "known are `card`, `front-matter`, `pieces`, `piece`, `line`, `code`"),
    ("--limit line=many good.md", "must be a number from 1 to 150,000, not `many`"),
    ("--limit line=0 good.md", "not `0`"),
    ("--limit line=-1 good.md", "not `-1`"),
    ("--limit line=1.5 good.md", "not `1.5`"),
    ("--limit line=150_001 good.md", "from 1 to 150,000"),
    ("--limit line good.md", "'line' is not of the form NAME=N"),
    ("extract --limit lines=5 good.md", "did you mean `line`?"),
    ("extract --limit card=10 good.md", "good.md: is larger than 10 bytes (`--limit card=N` raises it)"),
    ("--config missing.toml good.md", "missing.toml"),
    ("--output-file no/such/folder/report.txt good.md", "report.txt"),
    ("--report report.xyz good.md", "report.xyz"),
    ("explain CL999", "CL999"),
    ("explain", "CODE"),
    ("extract --json good.md prose.md", "one card"),
    ("extract missing.md", "missing.md"),
    ("run good.md", "run"),
    ("audit good.md", "audit"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG_USAGE)
def test_wrong_usage_is_told_in_a_line(arguments: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(arguments.split()) == 2
    out, err = capfd.readouterr()
    assert said in err
    assert "Traceback" not in err
    assert not (out and arguments.startswith("--"))


def test_a_folder_without_cards_is_said_and_no_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["bare"]) == 0
    assert "no README.md in bare" in capfd.readouterr().err


def test_a_near_name_is_proposed(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "syntax-eror"]) == 2
    assert "did you mean syntax-error?" in capfd.readouterr().err


def test_a_path_that_cannot_be_read_does_not_stop_the_others(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--output-format", "json", "missing.md", "good.md"]) == 2
    cards = json.loads(capfd.readouterr().out)["cards"]
    assert [card["path"] for card in cards] == ["missing.md", "good.md"]
    assert [card["verdict"] for card in cards] == ["none", "runnable"]
    assert cards[0]["diagnostics"][0]["code"] == "CL001"


def test_a_folder_that_cannot_be_looked_into_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "no-folder" / "shut").mkdir()
    look, open_ = os.scandir, os.open

    def refuse(path: str, *rest: object) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return look(path) if not rest else open_(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(os, "open", refuse)
    assert main(["no-folder"]) == 2
    out = capfd.readouterr().out
    assert "no-folder/README.md: runnable" in out
    assert "no-folder/shut:1:1: CL001 cannot be read: permission denied" in out


@pytest.mark.parametrize("more", [[], ["--fix"], ["-j2"]])
def test_a_bad_configuration_of_one_folder_does_not_stop_the_others(
    more: list[str], folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "no-folder" / "cardlint.toml").write_text("selekt = []\n")
    assert main([*more, "--output-format", "json", "no-folder/README.md", "broken.md"]) == 2
    found = json.loads(capfd.readouterr().out)
    bad, broken = found["cards"]
    assert [item["code"] for item in bad["diagnostics"]] == ["CL001"]
    assert "did you mean `select`?" in bad["diagnostics"][0]["message"]
    assert broken["verdict"] == "broken"
    assert found["summary"]["unreadable"] == 1


def test_a_severity_does_not_make_a_card_unread(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "cardlint.toml").write_text('[severity]\nunreadable = "error"\n')
    assert main(["--output-format", "json", "latin-1.md"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert found["summary"]["unreadable"] == 0
    assert found["cards"][0]["verdict"] == "runnable"


def test_folders_are_searched_for_readme_files_alone(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a/README.md", "a/ReadMe.MD", "b b/readme.md", ".hidden/README.md", "node_modules/README.md"):
        path = folder / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(GOOD)
    (folder / "tree" / "v" / "lib").mkdir(parents=True)
    (folder / "tree" / "v" / "pyvenv.cfg").touch()
    (folder / "tree" / "v" / "lib" / "README.md").write_bytes(GOOD)
    (folder / "tree" / "NOTES.md").write_bytes(GOOD)
    assert main(["--output-format", "jsonl", "tree"]) == 0
    found = [json.loads(line)["path"] for line in capfd.readouterr().out.splitlines()]
    wanted = {"tree/a/README.md", "tree/a/ReadMe.MD", "tree/b b/readme.md"}
    assert set(found) <= wanted
    assert len(found) == len({name.lower() for name in wanted}) or set(found) == wanted


def test_without_a_path_the_current_folder_is_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder / "no-folder")
    assert main([]) == 0
    assert "README.md: runnable" in capfd.readouterr().out


def _standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    _standard_input(monkeypatch, BROKEN)
    assert main(["-"]) == 1
    assert "-:3:18: CL101" in capfd.readouterr().out
    _standard_input(monkeypatch, GOOD)
    assert main(["extract", "-"]) == 0
    assert capfd.readouterr().out == CODE + "\n"


def test_text_shows_the_line_with_a_caret(capfd: pytest.CaptureFixture[str]) -> None:
    main(["broken.md"])
    out = capfd.readouterr().out
    assert '3 | ds = load_dataset("acme/pond-birds"\n  |                  ^' in out
    assert out.splitlines()[-1] == "1 card (1 broken): 1 error, 0 warnings"


def test_concise_is_a_line_for_each_diagnostic(capfd: pytest.CaptureFixture[str]) -> None:
    main(["--output-format", "concise", "-q", "broken.md", "prose.md"])
    lines = capfd.readouterr().out.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["broken.md:3:18", "prose.md:1:1"]
    assert [line.rpartition(" ")[2] for line in lines] == ["[syntax-error]", "[no-usage-code]"]


def test_json_has_the_keys_of_the_contract(capfd: pytest.CaptureFixture[str]) -> None:
    main(["--output-format", "json", "good.md", "broken.md", "prose.md", "incomplete.md"])
    found = json.loads(capfd.readouterr().out)
    assert found["version"] == 1
    assert found["tool"] == {"name": "cardlint", "version": __version__}
    good, broken, prose, incomplete = found["cards"]
    assert good["extracted_code"] == CODE
    assert good["snippets"][0] | {"reason": ""} == good["snippets"][0] | {
        "kind": "usage", "lines": [[4, 5]], "origin": "fence", "language": "python", "code": CODE,
        "compiles": True, "reason": "",
    }  # fmt: skip
    assert (broken["verdict"], prose["verdict"], incomplete["verdict"]) == ("broken", "none", "incomplete")
    assert broken["snippets"][0]["compiles"] is False
    (error,) = (item for item in broken["diagnostics"] if item["code"] == "CL101")
    assert {key: error[key] for key in ("name", "severity", "line", "column", "end_line", "fix")} == {
        "name": "syntax-error", "severity": "error", "line": 3, "column": 18, "end_line": 3, "fix": None,
    }  # fmt: skip
    wanted = {"cards": 4, "none": 1, "broken": 1, "incomplete": 1, "runnable": 1, "errors": 1}
    assert found["summary"].items() >= wanted.items()


@pytest.mark.parametrize("arguments", ["no-folder bare", "prose.md", "missing.md", "bare"])
def test_json_is_json_whatever_was_found(arguments: str, capfd: pytest.CaptureFixture[str]) -> None:
    main(["--output-format", "json", *arguments.split()])
    json.loads(capfd.readouterr().out)


@pytest.mark.parametrize("name", ["text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown"])
def test_an_output_file_holds_what_would_be_printed(name: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["--output-format", name, "broken.md", "prose.md", "latin-1.md"]
    assert main(arguments) == 1
    printed = capfd.readouterr().out
    assert main([*arguments, "--output-file", "report"]) == 1
    assert capfd.readouterr().out == ""
    if name in ("gitlab", "sarif", "json", "jsonl", "text", "concise"):
        assert (folder / "report").read_text(encoding="utf-8") == printed
    assert (folder / "report").stat().st_size > 0
    assert not list(folder.glob("report.*"))


def test_an_output_file_that_is_no_regular_file(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--output-file", "bare", "good.md"]) == 2
    assert "cannot write bare" in capfd.readouterr().err
    assert os.listdir(folder / "bare") == ["deep"]
    (folder / "report.txt").write_text("old")
    (folder / "link").symlink_to("report.txt")
    assert main(["--output-file", "link", "good.md"]) == 0
    assert (folder / "link").is_symlink()
    assert "runnable" in (folder / "report.txt").read_text()


UNIX = pytest.mark.skipif(os.name == "nt", reason="a shell and devices of Unix")
OUTSIDE = [
    ("--output-file pipe good.md & cat pipe", 0, "good.md: runnable", ""),
    ("good.md > /dev/full", 2, "", "cannot read or write: No space left on device"),
    ("--output-file /dev/full good.md", 2, "", "cannot write /dev/full: No space left on device"),
    ("--report full.json good.md", 2, "", "cannot write the report full.json: No space left on device"),
    ("good.md >&-", 2, "", "standard output is closed"),
    ("extract good.md >&-", 2, "", "standard output is closed"),
    ("--output-file report good.md >&-", 0, "", ""),
    ("good.md 2>&-", 0, "good.md: runnable", ""),
    ("bare 2>&-", 0, "0 cards", ""),
]


@UNIX
@pytest.mark.parametrize(("arguments", "code", "out", "err"), OUTSIDE)
def test_what_is_outside_is_told_in_plain_words(arguments: str, code: int, out: str, err: str, folder: Path) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no device that is full")
    os.mkfifo(folder / "pipe")
    (folder / "full.json").symlink_to("/dev/full")
    command = f'"$0" -m cardlint {arguments}'
    done = subprocess.run(["sh", "-c", command, sys.executable], capture_output=True, text=True, check=False)
    assert (done.returncode, "please report" in done.stderr) == (code, False), done.stderr
    assert out in done.stdout
    assert err in done.stderr
    assert bool(err) == bool(done.stderr)


def test_rules_and_explain(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    out = capfd.readouterr().out
    assert all(rule.code in out and rule.name in out for rule in all_rules())
    assert main(["rules", "--output-format", "json"]) == 0
    assert {item["code"] for item in json.loads(capfd.readouterr().out)} == {rule.code for rule in all_rules()}
    for rule in all_rules():
        for word in (rule.code.lower(), rule.name):
            assert main(["explain", word]) == 0
            assert rule.summary in capfd.readouterr().out
        assert main(["explain", rule.code, "--output-format", "json"]) == 0
        found = json.loads(capfd.readouterr().out)
        assert found["bad"]
        assert found["good"]


@pytest.mark.parametrize(
    "arguments", [["explain", "CL602"], ["rules"], ["explain", "CL602", "--output-format", "json"]]
)
def test_rules_are_told_in_utf_8(arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "cardlint", *arguments]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("\u201c" in done.stdout.decode()) is ("CL602" in arguments)


def test_version_and_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capfd.readouterr().out == f"cardlint {__version__}\n"
    assert main(["check", "--version"]) == 0
    assert capfd.readouterr().out == f"cardlint {__version__}\n"
    for command in ([], ["check"], ["extract"], ["rules"], ["explain"]):
        assert main([*command, "--help"]) == 0
        assert "usage: cardlint" in capfd.readouterr().out


COLOURS = [
    ({}, [], False),
    ({"FORCE_COLOR": "1"}, [], True),
    ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
    ({"NO_COLOR": "1"}, ["--color", "always"], True),
    ({}, ["--color", "always"], True),
    ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
    ({"NO_COLOR": "", "FORCE_COLOR": "1"}, [], True),
]


@pytest.mark.parametrize(("environment", "options", "coloured"), COLOURS)
def test_colours(
    environment: dict[str, str],
    options: list[str],
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main([*options, "broken.md"])
    assert ("\x1b[" in capfd.readouterr().out) is coloured


def test_the_seed_card(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "--json", str(SEED)]) == 0
    assert capfd.readouterr().out == '{"extracted_code": ""}\n'
    assert main(["extract", str(SEED)]) == 0
    assert capfd.readouterr().out == ""
    assert main(["check", str(SEED)]) == 0
    assert ": none (no usage code)" in capfd.readouterr().out
    assert main(["check", "--require", "usage", str(SEED)]) == 1
    assert "CL104" in capfd.readouterr().out


def test_extract_json_lines(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "--jsonl", "good.md", "missing.md", "prose.md"]) == 2
    out, err = capfd.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [
        {"path": "good.md", "extracted_code": CODE, "verdict": "runnable"},
        {"path": "prose.md", "extracted_code": "", "verdict": "none"},
    ]
    assert "missing.md" in err


HOSTILE = [
    *("a\nREADME.md", "a\x1b[31mred.md", "\u202egpj.md", "a b'\"$(touch x)`.md", "-dash.md", "bad\udcffbyte.md"),
    *("::error::x.md", "%0A.md", "*.md"),
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.skipif(sys.platform == "win32", reason="such names do not exist there")
@pytest.mark.parametrize("format_", ["text", "concise", "json", "github", "sarif", "junit", "markdown", "gitlab"])
def test_hostile_names_are_shown_in_one_line(
    name: str, format_: str, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / name).write_bytes(BROKEN)
    assert main(["--output-format", format_, "--", name]) == 1
    out, err = capfd.readouterr()
    if format_ not in ("github", "json", "sarif", "gitlab", "junit"):  # these name the file exactly
        assert "\x1b[31m" not in out
        assert "\u202e" not in out
    if format_ in ("text", "concise"):
        assert sum("CL101" in line and ":3:18: " in line for line in out.splitlines()) == 1
        assert not any(line.startswith(("README.md", "::error")) for line in out.split("\n")) or name.startswith("::")
    assert err == ""


def test_a_closed_pipe_is_no_traceback(folder: Path) -> None:
    command = [sys.executable, "-m", "cardlint", *(["broken.md"] * 400)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        errors = process.stderr.read()
    assert b"Traceback" not in errors
    assert process.returncode in (1, 2)


def test_no_code_of_a_card_runs(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "pondtools.py").write_text("open('imported', 'w')\n")
    (folder / "evil.md").write_text(
        "---\nlicense: !!python/object/apply:os.system ['touch loaded']\n---\n"
        "```python\nimport pondtools\nopen('executed', 'w')\n__import__('os').system('touch called')\n```\n"
    )
    for arguments in (["-v"], ["--diff", "--unsafe-fixes"], ["--fix"], ["--output-format", "json"]):
        main([*arguments, "evil.md"])
    main(["extract", "--jsonl", "evil.md"])
    capfd.readouterr()
    assert not {"imported", "executed", "called", "loaded"} & set(os.listdir(folder))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder of a running process")
def test_a_current_folder_that_is_gone(tmp_path: Path) -> None:
    program = (
        "import os, sys\nos.mkdir('gone')\nos.chdir('gone')\nos.rmdir('../gone')\n"
        "from cardlint.cli import main\nsys.exit(main(['-', '../README.md']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        input="# Pond birds\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "")  # a relative path leads nowhere
    assert "-:1:1: CL104" in done.stdout
    assert "../README.md:1:1: CL001 cannot be read" in done.stdout
    alone = program.replace("['-', '../README.md']", "[]")
    done = subprocess.run([sys.executable, "-c", alone], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "the folder was removed" in done.stdout
