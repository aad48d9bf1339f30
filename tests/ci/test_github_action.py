"""The action's steps, run with a runner's environment in real repositories."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from git_repository import BROKEN, ENVIRONMENT, GOOD, Repository
from markdown_it import MarkdownIt

ACTION = Path(__file__).parents[2] / "hooks" / "github"
MANIFEST = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
HEAVY = "Some words that stay.\n" * 30


class Runner:
    """What GitHub's runner is to a step: environment, event, files for outputs and the summary."""

    def __init__(self, folder: Path, checkout: Path) -> None:
        self.folder = folder
        self.checkout = checkout
        folder.mkdir()
        for name in ("output", "summary", "temp"):
            (folder / name).mkdir() if name == "temp" else (folder / name).touch()

    def run(self, inputs, event_name="workflow_dispatch", event=None, **more):
        """Runs the step `check`; returns its exit code and log."""
        (self.folder / "event.json").write_text(json.dumps(event or {}))
        environment = {
            **ENVIRONMENT,
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            "GITHUB_ACTION_PATH": str(ACTION),
            "GITHUB_WORKSPACE": str(self.checkout),
            "GITHUB_EVENT_NAME": event_name,
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "CARDLINT_PYTHON": sys.executable,
            **self.inputs(inputs),
            **more,
        }
        script = MANIFEST["runs"]["steps"][1]["run"]
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.checkout,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout

    def inputs(self, given):
        """The step's `env`, filled in from the inputs as the runner does it."""
        values = {name: str(item["default"]) for name, item in MANIFEST["inputs"].items()} | given
        step = MANIFEST["runs"]["steps"][1]["env"]
        found = {}
        for variable, text in step.items():
            if named := re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", text):
                found[variable] = values[named[1]]
        assert len(found) == len(values)
        return found

    def outputs(self):
        """The outputs, read as the runner reads its file of commands."""
        text = (self.folder / "output").read_text()
        return {name: value for name, _, value in re.findall(r"^(.+?)<<(\w+)\n(.*?)\n\2$", text, re.S | re.M)}

    def summary(self):
        return (self.folder / "summary").read_text()


def annotated(log):
    """File and line of each error's annotation."""
    return [(found[1], int(found[2])) for found in re.finditer(r"^::error file=([^,]+),line=(\d+)", log, re.M)]


@pytest.fixture(name="origin")
def fixture_origin(tmp_path):
    """A repository on whose main four cards stand."""
    origin = Repository(tmp_path / "origin")
    cards = {
        "still/README.md": BROKEN,
        "edited/README.md": GOOD + HEAVY,
        "gone/README.md": "# Only words\n",
        "before/README.md": GOOD.replace("pond", "lake") + HEAVY,
        "fixed/README.md": "# Frogs\n\n" + BROKEN,
    }
    origin.commit(cards)
    return origin


def pull_request(origin):
    """A branch as in a pull request: two cards changed, one of them broken; one deleted, one renamed."""
    base = origin.git("rev-parse", "main")
    origin.git("checkout", "--quiet", "-b", "topic")
    (origin.path / "gone/README.md").unlink()
    origin.git("mv", "before", "after ünd now")
    head = origin.commit(
        {"edited/README.md": BROKEN + HEAVY, "fixed/README.md": "# Frogs\n\n" + GOOD, "notes.txt": "x"}
    )
    return base, head


def clone(origin, path, revision, depth=1):
    """A checkout as actions/checkout makes it."""
    checkout = Repository(path)
    checkout.git("remote", "add", "origin", origin.path.as_uri())
    checkout.git("fetch", "--quiet", "--no-tags", f"--depth={depth}", "origin", revision)
    checkout.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
    return checkout


def test_a_pull_request_is_told_about_what_it_changes(origin, tmp_path):
    base, head = pull_request(origin)
    origin.git("checkout", "--quiet", "main")
    origin.commit({"theirs/README.md": BROKEN + "\nNot of this pull request.\n"})
    origin.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic")
    origin.git("update-ref", "refs/pull/7/merge", "HEAD")
    checkout = clone(origin, tmp_path / "checkout", "refs/pull/7/merge")
    runner = Runner(tmp_path / "runner", checkout.path)
    event = {"pull_request": {"base": {"sha": base, "ref": "main"}, "head": {"sha": head}}}
    code, log = runner.run(
        {"only-changed": "true", "sarif-file": "out/cards of mine.json"},
        "pull_request",
        event,
        GITHUB_REF="refs/pull/7/merge",
        GITHUB_BASE_REF="main",
        GITHUB_HEAD_REF="topic",
    )
    assert code == 1
    assert annotated(log) == [("edited/README.md", 6)]
    assert runner.outputs() == {
        "verdict": "broken",
        "cards": "3",
        "errors": "1",
        "sarif-file": "out/cards of mine.json",
    }
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(runner.summary())
    rows = re.findall(r"<tr>\n<td>(.*?)</td>\n<td>(.*?)</td>", html)
    assert [(path.removeprefix("./"), verdict) for path, verdict in rows] == [
        ("after ünd now/README.md", "runnable"),
        ("edited/README.md", "broken"),
        ("fixed/README.md", "runnable"),
    ]
    log = json.loads((checkout.path / "out/cards of mine.json").read_text())
    assert [item["ruleId"] for item in log["runs"][0]["results"] if item["level"] == "error"] == ["CL101"]


def test_without_only_changed_every_card_is_checked(origin, tmp_path):
    runner = Runner(tmp_path / "runner", origin.path)
    code, log = runner.run({})
    assert code == 1
    assert [path.removeprefix("./") for path, _ in annotated(log)] == ["fixed/README.md", "still/README.md"]
    assert runner.outputs()["cards"] == "5"


def test_fail_on_never_succeeds_and_still_tells(origin, tmp_path):
    runner = Runner(tmp_path / "runner", origin.path)
    code, log = runner.run({"fail-on": "never"})
    assert code == 0
    assert len(annotated(log)) == 2
    assert runner.outputs()["errors"] == "2"


def test_fail_on_warning(tmp_path):
    repository = Repository(tmp_path / "origin")
    repository.commit({"README.md": GOOD + "\n```python\nprint(ducks)\n```\n"})
    runner = Runner(tmp_path / "runner", repository.path)
    inputs = {"select": "undefined-name", "paths": "README.md"}
    assert runner.run(inputs)[0] == 0
    assert runner.run({**inputs, "fail-on": "warning"})[0] == 1


def test_require_select_and_ignore_go_on_to_cardlint(tmp_path):
    repository = Repository(tmp_path / "origin")
    repository.commit({"README.md": "# Only words\n", "a b/README.md": BROKEN})
    runner = Runner(tmp_path / "runner", repository.path)
    assert runner.run({"paths": "README.md"})[0] == 0
    assert runner.run({"paths": "README.md\n", "require": "usage"})[0] == 1
    assert runner.run({"paths": "\n  README.md\n a b\n", "ignore": "CL101"})[0] == 0
    assert annotated(runner.run({"paths": "README.md\na b", "select": "CL101"})[1]) == [("a b/README.md", 6)]


def test_a_push_is_compared_with_what_was_there_before(origin, tmp_path):
    base, head = pull_request(origin)
    checkout = clone(origin, tmp_path / "checkout", head)
    runner = Runner(tmp_path / "runner", checkout.path)
    code, log = runner.run({"only-changed": "true"}, "push", {"before": base, "after": head})
    assert (code, annotated(log)) == (1, [("edited/README.md", 6)])


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("push", {"before": "0" * 40, "created": True}),
        ("push", {"before": "1" * 40, "forced": True}),
        ("push", {"before": "--upload-pack=touch PWNED"}),
        ("push", {"before": ["a"]}),
        ("push", {}),
        ("schedule", {"schedule": "0 0 * * *"}),
        ("pull_request", {"pull_request": None}),
    ],
)
def test_with_nothing_to_compare_with_every_card_is_checked(origin, tmp_path, name, event):
    runner = Runner(tmp_path / "runner", origin.path)
    code, log = runner.run({"only-changed": "true"}, name, event)
    assert (code, runner.outputs()["cards"]) == (1, "5")
    assert "so every card is checked" in log


def test_a_pull_request_whose_base_commit_is_gone_is_compared_with_the_branch(origin, tmp_path):
    _, head = pull_request(origin)
    checkout = clone(origin, tmp_path / "checkout", head)
    runner = Runner(tmp_path / "runner", checkout.path)
    event = {"pull_request": {"base": {"sha": "2" * 40}}}
    code, log = runner.run({"only-changed": "true"}, "pull_request", event, GITHUB_BASE_REF="main")
    assert (code, annotated(log)) == (1, [("edited/README.md", 6)])


def test_nothing_changed_passes(origin, tmp_path):
    head = origin.git("rev-parse", "HEAD")
    runner = Runner(tmp_path / "runner", origin.path)
    assert runner.run({"only-changed": "true"}, "push", {"before": head})[0] == 0
    assert runner.outputs() == {"verdict": "", "cards": "0", "errors": "0", "sarif-file": ""}


ATTACK = "$(touch PWNED) `touch PWNED`; touch PWNED '; touch PWNED; ' \"; touch PWNED; \" | touch PWNED\n"


@pytest.mark.parametrize("name", [name for name in MANIFEST["inputs"] if name != "sarif-file"])
def test_inputs_are_never_run(origin, tmp_path, name):
    runner = Runner(tmp_path / "runner", origin.path)
    code, _ = runner.run({name: ATTACK})
    assert code == 2
    assert "PWNED" not in os.listdir(origin.path)


def test_an_odd_sarif_file_is_only_a_file_name(origin, tmp_path):
    runner = Runner(tmp_path / "runner", origin.path)
    runner.run({"sarif-file": "$(touch PWNED).json"})
    assert "PWNED" not in os.listdir(origin.path)
    assert json.loads((origin.path / "$(touch PWNED).json").read_text())["version"] == "2.1.0"
    assert runner.outputs()["sarif-file"] == "$(touch PWNED).json"


def test_no_input_stands_in_a_script():
    for step in MANIFEST["runs"]["steps"]:
        assert "${{" not in step["run"]


@pytest.mark.slow
def test_the_first_step_installs_this_cardlint(tmp_path):
    output = tmp_path / "output"
    environment = {
        **os.environ,
        "GITHUB_ACTION_PATH": str(ACTION),
        "GITHUB_OUTPUT": str(output),
        "RUNNER_TEMP": str(tmp_path / "a temp"),
    }
    script = MANIFEST["runs"]["steps"][0]["run"]
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    python = output.read_text().strip().removeprefix("python=")
    shown = subprocess.run([python, "-m", "cardlint", "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("cardlint ")
