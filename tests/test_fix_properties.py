"""What holds of every card: fixes change only what they name, and a second run changes nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import card_bytes

from cardlint.edits import Moves, apply_edits, kept_parts
from cardlint.fixes import fix_card
from cardlint.model import Verdict
from cardlint.settings import Settings
from cardlint.source import Source
from cardlint.writing import encode

RANK = [Verdict.NONE, Verdict.BROKEN, Verdict.INCOMPLETE, Verdict.RUNNABLE]
FRONTS = st.sampled_from(
    [
        "",
        "---\nlicense: mit # note\nversion: 1.10\n---\n",
        "---\nconfigs:\n- config_name: a\n  data_files:\n  - split: test\n    path: x.csv\n- config_name: b\n---\n",
        "---\nopen: [\n",
    ]
)
CODE = st.sampled_from(
    [
        'from datasets import load_dataset\nds = load_dataset("acme/pond-birds")',
        'ds = load_dataset("acme/pond-birds", "a", split="tset")',
        "ds\xa0= load_dataset('acme/pond-birds')\u200b",
        "ds = load_dataset(\u201cacme/pond-birds\u201d)",
        "for bird in ds:\n\tif bird:\n        print(bird)",
        'df = pd.read_csv("x.csv")\nprint(np.mean(df.a))',
        ">>> ds = load_dataset('acme/pond-birds')\n>>> ds[0]\n{'a': 1}",
        'from datasets import load_metric\nm = load_metric("glue")',
        'ds = load_dataset("acme/pond-birds", use_auth_token=True, trust_remote_code=True)',
        "print ds",
        '{"id": 1}',
    ]
)
BLOCK = st.builds(
    lambda mark, label, code, close: f"{mark}{label}\n{code}\n{mark if close else ''}\n",
    st.sampled_from(["```", "~~~", "````"]),
    st.sampled_from(["", "python", "json", "py", "bash", "text"]),
    CODE,
    st.booleans(),
)
PART = st.one_of(
    BLOCK,
    CODE.map(lambda code: code + "\n"),
    CODE.map(lambda code: "\n".join("    " + line for line in code.split("\n")) + "\n"),
    CODE.map(lambda code: "<pre><code>" + code + "</code></pre>\n"),
    st.sampled_from(["# Birds\n", "## Usage\n", "## Dataset Summary\n", "Text.\n", "- a\n", "<!--\n", "-->\n", "\n"]),
    st.text(alphabet="`~> -#a\t\udce9\x00\ufeff", max_size=12).map(lambda text: text + "\n"),
)


@st.composite
def cards(draw: st.DrawFn) -> bytes:
    text = draw(FRONTS) + "\n".join(draw(st.lists(PART, max_size=6)))
    text = draw(st.sampled_from([text, text.rstrip("\n"), "\ufeff" + text]))
    return encode(draw(st.sampled_from([text, text.replace("\n", "\r\n")])))


@settings(max_examples=150, deadline=None)
@given(data=st.one_of(cards(), card_bytes()), unsafe=st.booleans(), known=st.booleans())
def test_guarantees(data: bytes, unsafe: bool, known: bool) -> None:
    options = Settings(repo_id="acme/pond-birds" if known else None)
    outcome = fix_card("-", Source.from_bytes(data), options, unsafe=unsafe)
    before, after = outcome.before, outcome.after
    if before.card.source.encoding != "utf-8":
        assert not outcome.changed
        return
    text = before.card.source.text
    for edits in outcome.rounds:
        new = apply_edits(text, edits)
        spans = Moves(edits).new_spans()
        starts = [0, *(end for _, end in spans)]
        ends = [*(start for start, _ in spans), len(new)]
        assert [new[a:b] for a, b in zip(starts, ends, strict=True)] == kept_parts(text, edits)
        text = new
    assert text == outcome.text
    assert encode(text).decode("utf-8", "surrogateescape") == text
    assert RANK.index(after.facts.verdict) >= RANK.index(before.facts.verdict)
    if before.card.front_matter is not None:
        end = before.card.source.line_span(before.card.front_matter.last).end
        assert text[:end] == before.card.source.text[:end]
    assert data.endswith(b"\n") <= text.endswith("\n") or not outcome.changed
    again = fix_card("-", Source.from_bytes(encode(text)), options, unsafe=unsafe)
    assert not again.changed
