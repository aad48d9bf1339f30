"""Fixes: spec files, the proof, and what must stay as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardlint import fixes
from cardlint.edits import apply_edits
from cardlint.engine import check_card, check_data
from cardlint.fixes import FixOutcome, fix_card
from cardlint.model import Diagnostic, Edit, Fix, Kind, Safety, Severity, Span, Verdict
from cardlint.proof import fault
from cardlint.records import replace
from cardlint.repository import Repository
from cardlint.settings import Settings
from cardlint.source import Source
from cardlint.writing import encode

SPECS = Path(__file__).parent / "fixes"
USAGE = 'from datasets import load_dataset\nds = load_dataset("acme/pond-birds")\n'


def spec_cases() -> Iterator[object]:
    for path in sorted(SPECS.glob("*.md")):
        parts = path.read_text("utf-8").split("\n.\n")
        assert len(parts) % 3 == 1, f"{path.name}: a case has a head, a card before and a card after"
        for index in range(0, len(parts) - 1, 3):
            head = [line for line in parts[index].split("\n") if line]
            yield pytest.param(head[1:], parts[index + 1] + "\n", parts[index + 2] + "\n", id=head[0])


def fixed(text: str, *, unsafe: bool = False, repo_id: str | None = None) -> FixOutcome:
    settings = Settings(repo_id=repo_id)
    return fix_card("-", Source.from_text(text), settings, unsafe=unsafe)


@pytest.mark.parametrize(("options", "before", "after"), list(spec_cases()))
def test_spec(options: list[str], before: str, after: str) -> None:
    named = dict(line.split(": ", 1) for line in options if ": " in line)
    settings = Settings(**json.loads(named.get("settings", "{}")))
    files = re.split(r",\s*", named["files"]) if "files" in named else None
    repository = Repository(None, frozenset(files) if files is not None else None)
    unsafe = "unsafe" in options
    for change in (lambda text: text, lambda text: text.replace("\n", "\r\n"), lambda text: "\ufeff" + text):
        source = Source.from_text(change(before))
        outcome = fix_card("-", source, settings, unsafe=unsafe, repository=repository)
        assert outcome.text == change(after)
        assert not outcome.refused
        again = fix_card("-", outcome.after.card.source, settings, unsafe=unsafe, repository=repository)
        assert not again.changed


def test_bytes_that_are_no_text_stay() -> None:
    data = b"caf\xe9\n\n```\n" + USAGE.encode() + b"```\n\xff\xfe tail"
    outcome = fix_card("-", Source.from_bytes(data), Settings(), unsafe=False)
    assert encode(outcome.text) == data.replace(b"```\nfrom", b"```python\nfrom")


def test_a_missing_final_newline_stays_missing() -> None:
    outcome = fixed(f"```\n{USAGE}```")
    assert outcome.text == f"```python\n{USAGE}```"


def test_an_inserted_line_ends_like_its_neighbour() -> None:
    text = "# Ponds\n\n```python\r\nds = load_dataset('acme/pond-birds')\r\n```\n"
    assert fixed(text).text == text.replace("\nds", "\nfrom datasets import load_dataset\r\nds")


def test_a_utf_16_card_is_left_alone() -> None:
    data = f"\ufeff```\n{USAGE}```\n".encode("utf-16-le")
    outcome = fix_card("-", Source.from_bytes(data), Settings(), unsafe=False)
    assert not outcome.changed
    assert [item.reason for item in outcome.refused] == ["the file is UTF-16; only UTF-8 cards are fixed"]


def test_lines_are_those_of_the_card_before_any_fix() -> None:
    text = f"# A\n\n```\nds = load_dataset('acme/pond-birds')\n```\n\n```\n{USAGE}```\n"
    outcome = fixed(text)
    assert [(item.line, item.name) for item in outcome.applied if item.name == "unlabelled-fence"] == [
        (3, "unlabelled-fence"),
        (7, "unlabelled-fence"),
    ]


def test_the_example_card_gets_its_own_split(tmp_path: Path) -> None:
    text = (
        "---\nconfigs:\n- config_name: default\n  data_files:\n  - split: test\n"
        "    path: '*/level_5/*.jpg'  # a comment\nversion: 1.10\n---\n\n"
        "# Pond photos\n\n## Description\n\n### Summary\n\nPhotos.\n\n### Tasks\n\nNone.\n"
    )
    outcome = fixed(text, unsafe=True, repo_id="acme/pond-birds")
    assert outcome.after.facts.verdict is Verdict.RUNNABLE
    assert outcome.text.startswith(text[: text.index("# Pond")])
    assert outcome.after.extracted_code.endswith('ds = load_dataset("acme/pond-birds", split="test")')


class Breaker:
    """Stands in for the engine: adds diagnostics with fixes to what a real check finds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *made: object) -> None:
        self.made = made
        monkeypatch.setattr(fixes, "check_card", self.check)

    def check(self, card: object, settings: Settings, repository: object = None) -> object:
        result = check_card(card, settings, repository)  # type: ignore[arg-type]
        text = card.source.text  # type: ignore[attr-defined]
        extra = tuple(item for make in self.made if (item := make(text)) is not None)  # type: ignore[operator]
        return replace(result, diagnostics=(*result.diagnostics, *extra))


def rewrite(name: str, old: str, new: str) -> object:
    """A rule that wants `new` wherever `old` stands first."""

    def make(text: str) -> Diagnostic | None:
        start = text.find(old)
        if start < 0:
            return None
        span = Span(start, start + len(old))
        fix = Fix((Edit(span, new),), Safety.SAFE, f"write {new}")
        return Diagnostic("CL999", name, Severity.WARNING, f"{old} is wrong", span, fix)

    return make


CARD = f"---\nlicense: mit\n---\n# Birds\n\n```python\n{USAGE}```\n\nText.\n\n```python\nprint(ds[0])\n```\n"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("license: mit", "license: apache-2.0", "front matter"),
        ("load_dataset(", "load_dataset((", "would"),
        ("# Birds", "````\n# Birds", "verdict|another piece|compile"),
        ("Text.", "Words:\n\n```python\nprint('new')\n```", None),
        ("print(ds[0])", "print(ds[0]", "compile"),
        ("Text.", "Text", None),
        ("Text.", "Text. Text.", "still be there"),
    ],
)
def test_a_fix_that_does_harm_is_refused(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str, reason: str | None
) -> None:
    Breaker(monkeypatch, rewrite("trial", old, new))
    outcome = fixed(CARD)
    if reason is None:
        assert outcome.changed
        return
    assert not outcome.changed
    assert re.search(reason, outcome.refused[0].reason)
    told = [item for item in outcome.after.diagnostics if item.name == "fix-refused"]
    assert len(told) == 1
    assert outcome.refused[0].reason in told[0].message


def test_one_bad_fix_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [rewrite(f"word-{n}", f"word{n}", f"WORD{n}") for n in range(9)]
    Breaker(monkeypatch, *words, rewrite("bad", "license: mit", "license: none"))
    outcome = fixed(CARD + " ".join(f"word{n}" for n in range(9)) + "\n")
    assert len(outcome.applied) == 9
    assert [item.name for item in outcome.refused] == ["bad"]
    assert len(outcome.rounds) == 1


def test_overlapping_fixes_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    Breaker(monkeypatch, rewrite("first", "alpha beta", "alpha gamma"), rewrite("second", "alpha", "omega"))
    outcome = fixed(CARD + "alpha beta\n")
    assert outcome.text.endswith("omega gamma\n")
    assert len(outcome.rounds) == 2


def test_a_refused_fix_does_not_hide_one_that_it_overlaps(monkeypatch: pytest.MonkeyPatch) -> None:
    Breaker(monkeypatch, rewrite("bad", "mit\n---\n# ", "x\n---\n# "), rewrite("good", "# Birds", "# Ducks"))
    outcome = fixed(CARD)
    assert "# Ducks" in outcome.text
    assert [item.name for item in outcome.refused] == ["bad"]


def test_fixes_that_undo_each_other_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    Breaker(
        monkeypatch,
        rewrite("up", "tick", "TOCK"),
        rewrite("down", "TOCK", "tick"),
        rewrite("other", "plain", "PLAIN"),
    )
    outcome = fixed(CARD + "tick plain\n")
    assert outcome.text.endswith("tick PLAIN\n")
    assert {item.name for item in outcome.refused} == {"up"}
    assert not fixed(outcome.text).changed


def test_proof_sees_text_that_no_edit_names() -> None:
    before = check_data("-", CARD.encode(), Settings())
    span = Span(CARD.index("Text."), CARD.index("Text.") + 5)
    edits = (Edit(span, "Words."),)
    honest = apply_edits(CARD, edits)
    assert fault(before, check_data("-", honest.encode(), Settings()), edits) is None
    sly = honest.replace("# Birds", "# Ducks")
    assert fault(before, check_data("-", sly.encode(), Settings()), edits) is not None


def test_proof_compiles_where_the_user_does_not() -> None:
    settings = Settings(compile=False)
    before = check_data("-", CARD.encode(), settings)
    edits = (Edit(Span(CARD.index("ds[0]"), CARD.index("ds[0]") + 5), "ds[0"),)
    after = check_data("-", apply_edits(CARD, edits).encode(), settings)
    assert "compile" in str(fault(before, after, edits))


def test_pieces_that_are_no_usage_stay_too() -> None:
    record = '```json\n{"a": 1}\n```\n'
    text = f"# A\n\nText.\n\n{record}\n"
    before = check_data("-", text.encode(), Settings())
    assert before.card.snippets[0].kind is not Kind.USAGE
    edits = (Edit(Span(5, 10), "````\n"),)
    after = check_data("-", apply_edits(text, edits).encode(), Settings())
    assert fault(before, after, edits) is not None
