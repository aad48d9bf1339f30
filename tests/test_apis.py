"""What a card's own pins say of the versions that it aims at."""

from __future__ import annotations

import pytest

from cardlint.apis import pinned_version

PINS = {
    "datasets<3": {"datasets": "2"},
    "datasets<3.0.0": {"datasets": "2"},
    "datasets<2.20": {"datasets": "2.19"},
    "datasets<=2.14.5": {"datasets": "2.14.5"},
    "datasets == 2.14.0": {"datasets": "2.14.0"},
    "datasets==2.*": {"datasets": "2"},
    "datasets~=2.14": {"datasets": "2"},
    "datasets[audio] >= 2.1, < 4": {"datasets": "3"},
    "huggingface-hub<1 transformers==4.40.0": {"huggingface_hub": "0", "transformers": "4.40.0"},
    "datasets==3.1 or datasets==2.9": {"datasets": "2.9"},
    "datasets>=2.14": {},
    "datasets!=2.14": {},
    "the datasets 2 and 3": {},
    "n_datasets == 2, sub-datasets<3": {},
}


@pytest.mark.parametrize("text", PINS)
def test_pinned_version(text: str) -> None:
    libraries = ("datasets", "huggingface_hub", "transformers")
    found = {library: pinned_version(library, text) for library in libraries}
    assert {library: version for library, version in found.items() if version} == PINS[text]
