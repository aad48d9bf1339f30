"""The files to copy, the action and our own workflows, against the published schemas and a checker of workflows."""

import json
import re
import subprocess
import sys
from pathlib import Path

import check_jsonschema
import jsonschema
import pytest
import yaml

from cardlint.reporters.files import ENDINGS, GITLAB_NAME

HOOKS = Path(__file__).parents[2] / "hooks"
WORKFLOWS = sorted((HOOKS / "workflows").glob("*.yml"))
OWN = sorted((HOOKS.parent / ".github" / "workflows").glob("*.yml"))
SCHEMAS = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"


def load(path):
    """The YAML of `path`, with the key `on` as the text that it is for GitHub."""
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(data, dict)
    return data


def validate(path, schema):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_action_is_valid():
    validate(HOOKS / "github" / "action.yml", "github-actions")


@pytest.mark.parametrize("path", [*WORKFLOWS, *OWN], ids=lambda path: path.name)
def test_the_workflows_are_valid(path):
    validate(path, "github-workflows")


def test_the_gitlab_file_is_valid():
    validate(HOOKS / "gitlab-ci.yml", "gitlab-ci")


def test_the_validator_refuses_a_bad_workflow(tmp_path):
    bad = tmp_path / "bad.yml"
    bad.write_text("on: push\njobs: {a: {steps: []}}\n")
    with pytest.raises(AssertionError):
        validate(bad, "github-workflows")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_workflows_give_the_action_inputs_that_it_has(path):
    inputs = load(HOOKS / "github" / "action.yml")["inputs"]
    steps = [step for job in load(path)["jobs"].values() for step in job["steps"]]
    uses = [step for step in steps if "/cardlint/hooks/github@" in step.get("uses", "")]
    assert uses
    for step in uses:
        assert set(step.get("with", {})) <= set(inputs)


def test_the_upload_waits_for_the_check():
    jobs = load(HOOKS / "workflows" / "check-then-upload.yml")["jobs"]
    assert jobs["upload"]["needs"] == "card"
    assert any("cardlint/hooks/github" in step.get("uses", "") for step in jobs["card"]["steps"])
    assert "if" not in jobs["upload"]  # with none, a job runs only where those that it needs succeeded


def zizmor(text, name, folder):
    """What zizmor finds in a file of this text and name."""
    copy = folder / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(text)
    config = folder / "zizmor.yml"
    # Who copies a file pins what it uses; tags are what the examples show, and what our own workflows use.
    config.write_text("rules: {unpinned-uses: {disable: true}}\n")
    program = Path(sys.executable).with_name("zizmor")
    command = [str(program), "--offline", "--no-progress", "--format=json", f"--config={config}", str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [found["ident"] for found in json.loads(done.stdout)]


@pytest.mark.parametrize("path", [*WORKFLOWS, *OWN], ids=lambda path: path.name)
def test_zizmor_finds_nothing_in_the_workflows(path, tmp_path):
    """No broad permissions, no credentials left behind, no expression in a script."""
    assert zizmor(path.read_text(), f".github/workflows/{path.name}", tmp_path) == []


def test_zizmor_finds_nothing_in_the_action(tmp_path):
    text = (HOOKS / "github" / "action.yml").read_text()
    assert zizmor(text, "action.yml", tmp_path) == []
    spoilt = text.replace('run: bash "$GITHUB_ACTION_PATH/install.sh"', 'run: echo "${{ inputs.paths }}"')
    assert "template-injection" in zizmor(spoilt, "spoilt/action.yml", tmp_path)


def test_the_gitlab_script_runs_and_leaves_the_reports_that_it_names(tmp_path):
    job = load(HOOKS / "gitlab-ci.yml")["cardlint"]
    (tmp_path / "README.md").write_text("# Only words\n")
    (script,) = job["script"]
    program = Path(sys.executable).with_name("cardlint")
    assert script.startswith("cardlint ")
    command = script.replace("cardlint", f'"{program}"', 1)
    done = subprocess.run(["sh", "-ec", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr  # --require usage
    reports = job["artifacts"]["reports"]
    entries = json.loads((tmp_path / reports["codequality"]).read_text())
    assert [entry["severity"] for entry in entries] == ["major"]
    assert "no-usage-code" in (tmp_path / reports["junit"]).read_text()


def test_the_gitlab_rules_hold_no_unknown_key():
    schema = json.loads((SCHEMAS / "gitlab-ci.json").read_text(encoding="utf-8"))
    job = load(HOOKS / "gitlab-ci.yml")["cardlint"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate({"cardlint": {**job, "scrpt": 1, "artifacts": 3}})


def table_of(text, title):
    """The words in code marks of the first column of the table below the head `title`."""
    rows = text.partition(f"| {title} |")[2].partition("\n\n")[0].split("\n")[2:]
    return [word for row in rows for word in re.findall(r"`([^`]+)`", row.split("|")[1])]


def test_the_page_names_every_input_output_and_ending():
    text = (HOOKS.parent / "docs" / "ci.md").read_text(encoding="utf-8")
    action = load(HOOKS / "github" / "action.yml")
    assert table_of(text, "Input") == list(action["inputs"])
    assert table_of(text, "Output") == list(action["outputs"])
    assert set(table_of(text, "Ending")) == {*ENDINGS, ".sarif.json", GITLAB_NAME}


def test_the_readme_of_the_hooks_names_every_file_for_ci():
    text = (HOOKS / "README.md").read_text(encoding="utf-8")
    for path in [*WORKFLOWS, HOOKS / "github" / "action.yml", HOOKS / "gitlab-ci.yml"]:
        assert f"`{path.relative_to(HOOKS).as_posix()}`" in text
