"""Cards built by Hypothesis: front matter, nesting, fences, sessions, and bytes that are no text.

`cards` are well kept, `odd_cards` are lines in any order, `whole_cards` have every part a card can have,
and `card_bytes` are files: in other encodings, cut off, with bytes in between that belong nowhere.
"""

from __future__ import annotations

from hypothesis import strategies as st

STATEMENTS = (
    "from datasets import load_dataset",
    'ds = load_dataset("acme/pond-birds", split="train")',
    "for row in ds:",
    "    print(row)",
    "print(ds[0])",
    "import pandas as pd",
    'frame = pd.read_csv("data/train.csv")',
    "def count(rows):",
    "    return len(rows)",
    "# a comment",
    "",
)
TEXTS = (
    "# Pond birds",
    "## Usage",
    "## Dataset Creation",
    "Photos of birds on ponds.",
    "Load it like this:",
    "- one",
    "1. two",
    "> said a friend",
    "| name | pond |",
    "{'id': 1, 'name': 'duck'}",
    "<details>",
    "</details>",
    "<!-- note -->",
    "```text``` holds the sentence",
    "",
    "",
)
ODD = (
    *("```", "~~~", "````", "```python", "    ```", "> ```", "- ```py", "<pre>", "</pre>", "<code>", "<!--", "-->"),
    *("---", ">>> print(1)", "... ", "In [1]: x", "Out[1]: 2", "!pip install x", "%%bash", "%time f(1)", "x = [", ")"),
    *('"""', "'", "\\", "é\u2028è", "\u200b", "\x0c", "&lt;&#x41;&bogus;", "**Bold**", "===", "\t\tx = 1"),
    *("\xa0\xa0y = 2", "`load_dataset('a/b')`", 'load_dataset("a/b', "<!-- cardlint: ignore", "\r", "\0"),
)
Lines = list[str]

statements = st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=6)
blocks = st.builds(
    lambda info, lines: "\n".join([f"```{info}", *lines, "```"]),
    st.sampled_from(("python", "py", "", "json", "python title=x")),
    statements,
)
cards = st.lists(st.one_of(st.sampled_from(TEXTS), blocks), max_size=8).map(lambda parts: "\n\n".join(parts) + "\n")
odd_cards = st.lists(st.sampled_from(STATEMENTS + TEXTS + ODD), max_size=25).map("\n".join)

# Front matter

CONFIGS = (
    "configs:\n- config_name: ducks\n  data_files:\n  - split: train\n    path: ducks/*.csv\n- config_name: geese",
    "configs:\n  - {config_name: ducks, data_files: [{split: test, path: a.csv}]}",
    "configs: ducks",
    "configs: []",
    "configs:\n- 1\n- [ducks]\n- config_name: [x]\n- config_name:\n  data_files: {train: 1}",
)
DATASET_INFO = (
    "dataset_info:\n  features:\n  - name: bird\n    dtype: string\n  splits:\n  - name: train\n    num_examples: 3",
    "dataset_info:\n- config_name: ducks\n  features:\n  - name: bird\n    list: int64",
    "dataset_info: {features: {bird: string}, splits: 1}",
    "dataset_info:\n  features:\n    name: bird\n     dtype: string",
)
YAML = (
    *("license: mit", "pretty_name: 'Pond birds' # note", "tags: [a, b]", "language:\n- en\n- no", "size: 1.10", ""),
    *(
        "- a list",
        "a plain scalar",
        "license: mit",
        "text: |\n  ```python\n  print 1\n  ```",
        "key: >-\n  two\n  lines",
    ),
)
BROKEN_YAML = (
    *(
        "open: [",
        "a: 'b",
        "a: b: c",
        "\ttab: 1",
        "a: *nobody",
        "a: &x [*x]",
        "? {a: [1}",
        "%YAML 9.9",
        "a: !!python/x y",
    ),
    *("'", '"\\x', "@", "a:\n b:\n  c\n d", "- - - -", "<<: *x", "...", "---", "\0", "é: \udce9", "a\u2028b: c", "  x"),
)
front_matters = st.builds(
    lambda first, body, last: "\n".join([first, *body, last]) + "\n",
    st.sampled_from(("---", "---", "---", "--- ", "\n---", "+++")),
    st.lists(st.one_of(*map(st.sampled_from, (YAML, CONFIGS, DATASET_INFO, YAML, BROKEN_YAML))), max_size=5),
    st.sampled_from(("---", "---", "---", "---\t", "...", "--", "")),
)

# Code, and what is put around it

SESSION = (
    *(">>> from datasets import load_dataset", '>>> ds = load_dataset("acme/pond-birds")', ">>> for row in ds:"),
    *("...     print(row)", "... ", "...", ">>> ", ">>>print(1)", "{'bird': 'duck'}", "['duck',\n...\n 'coot']", "3"),
    *("In [1]: import datasets", "In [2]: ds = datasets.load_dataset('acme/pond-birds')", "   ...: ds[0]", "Out[2]: 3"),
    *(
        "In [ ]: ds?",
        "%matplotlib inline",
        "%time ds[0]",
        "%%time",
        "%%bash",
        "!pip install datasets",
        "$ pip install x",
    ),
    *("Traceback (most recent call last):", "ValueError: no ducks", "x = !ls", ">>> x = '''", ">>> (", "\u200b", ""),
)
sessions = st.lists(st.sampled_from(SESSION), min_size=1, max_size=8).map(lambda parts: "\n".join(parts).split("\n"))
codes: st.SearchStrategy[Lines] = st.one_of(
    statements, statements, sessions, st.lists(st.sampled_from(STATEMENTS + ODD), min_size=1, max_size=6)
)
INFOS = ("python", "py", "", "Python3", " python ", "{.python}", "python title=x", "json", "bash", "pycon", "text", "`")


@st.composite
def fences(draw: st.DrawFn) -> Lines:
    """A fence of any kind, closed or not."""
    mark = draw(st.sampled_from(("```", "```", "~~~", "````", "``")))
    close = draw(st.sampled_from((mark, mark, mark + mark[0], mark[1:], "", "```", "~~~")))
    opener = mark + draw(st.sampled_from(INFOS))
    code = draw(codes)
    if draw(st.integers(0, 7)) == 0:  # closed at the end of the last line of code
        return [opener, *code[:-1], code[-1] + close]
    indent = " " * draw(st.sampled_from((0, 0, 0, 1, 3, 4)))
    return [indent + opener, *(indent + line for line in code), indent + close]


def _after(first: str, rest: str, lines: Lines) -> Lines:
    return [(rest if number else first) + line for number, line in enumerate(lines)]


AROUND = {
    "list": lambda lines: _after("- ", "  ", lines),
    "numbers": lambda lines: _after("1. ", "   ", lines),
    "a list that goes on at the margin": lambda lines: _after("- ", "", lines),
    "quote": lambda lines: _after("> ", "> ", lines),
    "a quote that goes on at the margin": lambda lines: _after("> ", "", lines),
    "details": lambda lines: ["<details>", "<summary>Code</summary>", "", *lines, "", "</details>"],
    "details without blank lines": lambda lines: ["<details><summary>Code</summary>", *lines, "</details>"],
    "pre": lambda lines: ["<pre><code class='language-python'>", *lines, "</code></pre>"],
    "pre in the line": lambda lines: _after("<pre>", "", [*lines[:-1], lines[-1] + "</pre>"]),
    "a table": lambda lines: ["<table><tr><td>", "", *lines, "", "</td></tr></table>"],
    "admonition": lambda lines: ["!!! note", *_after("    ", "    ", lines)],
    "alert": lambda lines: ["> [!TIP]", *_after("> ", "> ", lines)],
    "tabs": lambda lines: _after("\t", "\t", lines),
    "indent": lambda lines: _after("    ", "    ", lines),
    "comment": lambda lines: ["<!--", *lines, "-->"],
    "off": lambda lines: ["<!-- cardlint: off -->", *lines, "<!-- cardlint: on -->"],
    "ignore": lambda lines: ["<!-- cardlint: ignore CL101 -->", *lines],
    "breaks": lambda lines: [line + "<br>" for line in lines],
}


@st.composite
def nested(draw: st.DrawFn) -> Lines:
    """Code or a fence inside up to three other things."""
    lines = draw(st.one_of(codes, fences(), fences()))
    for name in draw(st.lists(st.sampled_from(sorted(AROUND)), max_size=3)):
        lines = AROUND[name](lines)
    return lines


parts: st.SearchStrategy[Lines] = st.one_of(
    st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3), fences(), nested(), sessions, nested()
)
bodies = st.builds(
    lambda found, gap: gap.join("\n".join(part) for part in found) + gap,
    st.lists(parts, max_size=5),
    st.sampled_from(("\n\n", "\n\n", "\n")),
)
"""Cards without front matter: text, and code in all that it can stand in."""
whole_cards = st.builds(str.__add__, st.one_of(st.just(""), front_matters), bodies)
"""Cards with all that a card can have."""


@st.composite
def card_bytes(draw: st.DrawFn) -> bytes:
    """A file: a card in one of many encodings and line ends, cut off or with garbage in it; or any bytes."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    text = draw(st.one_of(whole_cards, whole_cards, odd_cards))
    text = text.replace("\n", draw(st.sampled_from(("\n", "\n", "\n", "\r\n", "\r", "\n\r", "\u2028"))))
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1")))
    errors = "replace" if encoding == "latin-1" else "surrogatepass"
    data = text.encode(encoding, errors)
    for _ in range(draw(st.sampled_from((0, 0, 1, 3)))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(min_size=1, max_size=4)) + data[at:]
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 5)) == 0 else data


# Documents on which CommonMark and cards agree

CONTAINERS = {"": "", "> ": "> ", "- ": "  ", "1. ": "   ", "> - ": ">   "}
plain_lines = st.sampled_from(("x = 1", "    y = 2", "", "one two", "# three", "`four`"))


@st.composite
def well_formed(draw: st.DrawFn) -> str:
    """A document of paragraphs, headings and closed fences, some in lists and quotations."""
    out: list[str] = []
    for _ in range(draw(st.integers(1, 5))):
        if draw(st.booleans()):
            out += [draw(st.sampled_from(("# Pond birds", "Photos of birds.", "Two\nlines of text"))), ""]
            continue
        opener = draw(st.sampled_from(sorted(CONTAINERS)))
        rest = CONTAINERS[opener]
        marks = draw(st.sampled_from(("```", "````", "~~~", "~~~~~")))
        info = draw(st.sampled_from(("", "python", " py", "json title=x")))
        body = draw(st.lists(plain_lines, max_size=5))
        closer = marks + draw(st.sampled_from(("", marks[0])))
        out += [f"{opener}{marks}{info}", *(f"{rest}{line}" for line in body), f"{rest}{closer}", "", "Between.", ""]
    return "\n".join(out)
