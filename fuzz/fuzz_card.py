"""Coverage-guided fuzzing of a card's whole way, from bytes to a report.

Run: ``python fuzz/fuzz_card.py [CORPUS] [-runs=N]``.

Needs atheris.  Options are those of libFuzzer.  A card that raises, or that takes longer than
`SECONDS`, ends the run and is left behind as ``crash-*``; make a case in ``tests/`` of it.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time

import atheris

with atheris.instrument_imports(include=["cardlint"]):
    import cardlint
    from cardlint.engine import check_data
    from cardlint.reporters import make_reporter
    from cardlint.reporters.base import Options
    from cardlint.settings import Settings

    for module in pkgutil.walk_packages(cardlint.__path__, "cardlint."):  # also what is imported only when needed
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)

SECONDS = 5
PIECES = (
    *(
        b"```python\n",
        b"```\n",
        b"~~~\n",
        b"> ",
        b"- ",
        b"    ",
        b"\t",
        b"---\n",
        b"# Usage\n",
        b"<pre>",
        b"</pre>",
        b"<code>",
    ),
    *(b"<!--", b"-->", b"<br>", b">>> ", b"... ", b"In [1]: ", b"Out[1]: ", b"%%bash\n", b"!pip install x\n", b"\\\n"),
    *(
        b"import datasets\n",
        b'ds = load_dataset("a/b", split="train")\n',
        b"for x in ds:\n    print(x)\n",
        b"def f(a, b=1):\n",
    ),
    *(
        b"configs:\n- config_name: a\n  data_files: b\n",
        b"dataset_info:\n  features:\n  - name: x\n    dtype: string\n",
        b'"""',
    ),
    *(
        b"\xff",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\r\n",
        b"\r",
        b"\xe2\x80\x8b",
        b"\xe2\x80\xa8",
        b"&lt;",
        b"f'{x!r:>{y}}'",
        b"(" * 50,
    ),
)
SETTINGS = (Settings(), Settings(compile=False), Settings(repo_id="acme/pond-birds", require="runnable"))


def make_card(data: bytes) -> bytes:
    """A card: bytes below 160 stand for pieces that cards are made of, the rest for themselves."""
    return b"".join(PIECES[byte % len(PIECES)] if byte < 160 else bytes([byte - 160 + 32]) for byte in data)


def test_one(data: bytes) -> None:
    """Checks the bytes as they are and as the card that they stand for, and reports in two formats."""
    settings = SETTINGS[len(data) % len(SETTINGS)]
    for card in (data, make_card(data)):
        start = time.monotonic()
        result = check_data("README.md", card, settings)
        for form in ("text", "json"):
            make_reporter(form, Options(verbose=True)).card(result)
        if time.monotonic() - start > SECONDS:
            raise TimeoutError(f"a card of {len(card)} bytes took more than {SECONDS} s")


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()
