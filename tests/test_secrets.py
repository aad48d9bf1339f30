"""What counts as a token, and that nothing of it is shown.  Whole tokens are put together here only."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cardlint.secrets import find_secrets, mask

BODY = "QmPzTaLxWcVbNrKdYsGhJfEuRtAiOpZ4w7"
TOKENS = {
    "a Hugging Face token": "hf_" + BODY,
    "an API key of the form sk-...": "sk-" + "proj-" + BODY,
    "a GitHub token": "ghp_" + BODY + "q9",
    "an AWS access key id": "AKIA" + "Q3EGP7WZLMX2R5TD",
    "a GitLab token": "glpat-" + BODY[:14] + BODY[-6:],
    "a Slack token": "xoxb-" + "4821937650-" + BODY,
    "a Google API key": "AIza" + BODY + "k",
}
NO_TOKENS = [
    "hf_" + "x" * 34,
    "hf_" + "your_token_here" * 3,
    "hf_",
    "sk-learn-pond-birds-classification-task",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "0f3c9a5be77d41c2a9e0d6f1b2c3d4e5f6a7b8c9",
    "hf_hub_download_with_a_very_long_name_indeed",
    "hf_datasetNameInCamelCaseThatGoesOnForLong",
    "acme/sk-cs-parallel-corpus-2020",
    "sk-en-sentences-v7-2012",
    "data/sk-wiki-articles-20240101.csv",
    "sk-spinner-wave-container-2",
    "sk-PondBirds-Classification-2024-v2",
]
OTHER_TOKENS = [
    "hf_" + "mKqWzXvRtLbYpGcJdHsFnTaUeBoViNwQxC",
    "api_org_" + "mKqWzXvRtLbYpGcJdHsFnTaUeBoViNwQxC",
    "sk-" + BODY + "Xq3TnB8vPz" + "Lr",
    "sk-ant-api03-" + "Wq-" + BODY + "_x-" + BODY,
    "sk-" + "0f3c9a5be77d41c2a9e0d6f1b2c3d4e5",
]


@pytest.mark.parametrize("issuer", TOKENS)
def test_tokens_are_found_and_masked(issuer: str) -> None:
    token = TOKENS[issuer]
    text = f'key = "{token}"  # and {token}'
    assert [(text[found.start : found.end], found.issuer) for found in find_secrets(text)] == [(token, issuer)] * 2
    masked = mask(text)
    assert len(masked) == len(text)
    assert masked.startswith(f'key = "{token[:4]}*')
    assert token[4:] not in masked


@pytest.mark.parametrize("token", OTHER_TOKENS)
def test_other_forms_of_tokens(token: str) -> None:
    text = f'login("{token}")'
    assert [text[found.start : found.end] for found in find_secrets(text)] == [token]
    assert token[4:] not in mask(text)


@pytest.mark.parametrize("text", NO_TOKENS)
def test_examples_and_names_are_no_tokens(text: str) -> None:
    assert list(find_secrets(f'"{text}"')) == []
    assert mask(text) == text


@pytest.mark.parametrize("form", ["text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown"])
def test_no_output_shows_a_token(tmp_path: Path, form: str) -> None:
    token = TOKENS["a Hugging Face token"]
    card = tmp_path / "README.md"
    card.write_text(f'```python\nfrom huggingface_hub import login\nlogin("{token}")\n```\n')
    words = ["check", "--no-config", "-v", "--output-format", form, str(card)]
    done = subprocess.run([sys.executable, "-m", "cardlint", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "a Hugging Face token" in done.stdout
    assert token[4:] not in done.stdout + done.stderr
    if form == "json":
        assert json.loads(done.stdout)["summary"]["errors"] == 1


def test_diff_masks_a_token(tmp_path: Path) -> None:
    token = TOKENS["a GitHub token"]
    card = tmp_path / "README.md"
    card.write_text(f'```python\ndf = pd.read_csv("a.csv")\nkey = "{token}"\n```\n')
    words = ["check", "--no-config", "--diff", str(card)]
    done = subprocess.run([sys.executable, "-m", "cardlint", *words], capture_output=True, text=True, check=False)
    assert "+import pandas as pd" in done.stdout
    assert token[4:] not in done.stdout + done.stderr
