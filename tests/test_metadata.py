"""The front matter as the rules see it: configs, splits, features, places; and hostile ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardlint.front_matter import find_front_matter
from cardlint.metadata import Metadata, read_metadata
from cardlint.source import Source


def read(yaml: str) -> Metadata:
    source = Source.from_text(f"---\n{yaml}\n---\n")
    return read_metadata(source, find_front_matter(source))


CONFIGS = {
    "named splits": (
        "configs:\n- config_name: a\n  data_files:\n  - split: x\n    path: x/*\n  - {split: y, path: [y, z]}",
        [("a", ("x", "y"), None)],
    ),
    "paths alone are train": (
        "configs:\n- config_name: a\n  data_files: [a.csv, b.csv]",
        [("a", ("train",), None)],
    ),
    "a folder alone tells no splits": ("configs:\n- config_name: a\n  data_dir: a", [("a", None, None)]),
    "dataset_info adds splits and features": (
        "configs:\n- config_name: a\n  data_files:\n  - split: x\n    path: x\n"
        "dataset_info:\n  config_name: a\n  features:\n  - name: t\n    dtype: string\n  splits:\n  - name: y",
        [("a", ("x", "y"), ("t",))],
    ),
    "dataset_info without a name speaks of the one config": (
        "configs:\n- config_name: a\n  data_dir: a\ndataset_info:\n  splits:\n  - name: x",
        [("a", ("x",), None)],
    ),
    "dataset_info without a name is not one of several": (
        "configs:\n- config_name: a\n- config_name: b\ndataset_info:\n  splits:\n  - name: x",
        [("a", None, None), ("b", None, None)],
    ),
    "features with a nested column": (
        "dataset_info:\n  features:\n  - name: a\n    struct:\n    - name: b\n      dtype: string\n  - name: c\n"
        "    sequence:\n    - name: d\n      dtype: int8",
        [("", None, ("a", "c"))],
    ),
    "other shapes are not known": (
        "configs: yes\ndataset_info: [1, {features: {a: b}, splits: no}]",
        [("", None, None)],
    ),
    "scalars as they are written": (
        "configs:\n- config_name: no\n- config_name: 1_0\n- config_name: '2.10'",
        [("no", None, None), ("1_0", None, None), ("2.10", None, None)],
    ),
    "behind an alias nothing is known": ("x: &x [{config_name: a}]\nconfigs: *x", []),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_configs(name: str) -> None:
    yaml, expected = CONFIGS[name]
    assert [(c.name, c.splits, c.features) for c in read(yaml).configs] == expected


@pytest.mark.parametrize("word", "true True TRUE yes Yes on 'true' 1 no Off FALSE ~ 0".split())
def test_the_default_config_is_marked_by_what_pyyaml_reads_as_true(word: str) -> None:
    import yaml

    text = f"configs:\n- config_name: a\n  default: {word}"
    marked = read(text).configs[0].default
    assert marked == bool(yaml.safe_load(text)["configs"][0]["default"])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_places(newline: str) -> None:
    source = Source.from_text(
        newline.join(["---", "title: käfer", "configs:", "- config_name: ö", "a: 1", "a: 2", "---", ""])
    )
    metadata = read_metadata(source, find_front_matter(source))
    assert source.position(metadata.configs[0].span.start) == (4, 16)
    assert [source.position(problem.span.start) for problem in metadata.problems] == [(6, 1)]


HOSTILE = {
    "laughs": "l0: &l0 [lol]\n" + "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]\n" for i in range(1, 10)),
    "merges": "m0: &m0 {k: v}\n" + "".join(f"m{i}: &m{i} {{<<: [*m{i - 1}, *m{i - 1}]}}\n" for i in range(1, 10)),
    "depth of lists": "a: " + "[" * 30_000 + "]" * 30_000,
    "depth of blocks": "\n".join(" " * i + f"k{i}:" for i in range(2_000)) + " x",
    "tags": "a: !!python/object/apply:os.system ['true']\nb: !z 1",
    "values": f"date: 2024-02-31\nn: {'9' * 5000}\n? [a]\n: b",
    "control characters": "a: \x01\x02",
    "lone surrogates": "a: \udcff\nb: c\nb: d",
    "two documents": "a: b\n--- # again\nc: d",
    "a directive": "%YAML 3.0",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_front_matter_has_a_problem_at_a_place(name: str) -> None:
    metadata = read(HOSTILE[name])
    assert metadata.problems or name in ("laughs", "merges", "depth of blocks")
    assert metadata.configs == ()


def test_large_front_matter_is_read_whole() -> None:
    rows = "".join(f"  - name: feature_{i}\n    dtype: string\n" for i in range(20_000))
    metadata = read("dataset_info:\n  features:\n" + rows)
    features = metadata.configs[0].features
    assert features is not None
    assert len(features) == 20_000


@given(st.text(alphabet="a: -[]{}&*!|>'\"#%@,?\n\t\\xé0~<", max_size=60))
def test_any_text_is_read_without_failure(text: str) -> None:
    source = Source.from_text(f"---\n{text}\n---\n")
    metadata = read_metadata(source, find_front_matter(source))
    for problem in metadata.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(source.text)


def test_without_the_c_extension_less_is_read_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("yaml.CSafeLoader", raising=False)
    text = "---\nconfigs: &all []\n" + "# ponds\n" * 70_000 + "---\n"
    source = Source.from_text(text)
    metadata = read_metadata(source, find_front_matter(source))
    assert "checked up to 500,000 without PyYAML's C extension" in metadata.limit
    small = Source.from_text(text.replace("# ponds\n" * 60_000, ""))
    assert read_metadata(small, find_front_matter(small)).limit == ""
