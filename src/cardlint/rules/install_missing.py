"""CL502 install-missing."""

import ast
import re
import sys
from collections.abc import Iterator

from cardlint.facts import Facts, SnippetFacts
from cardlint.model import Severity
from cardlint.patterns import pattern
from cardlint.rules import Finding, rule
from cardlint.trees import walk

_INSTALL = pattern(
    r"\b(?:pip3?|uv pip|uv|conda|mamba|poetry|pipx)[ \t]+(?:install|add)[ \t]+([^\n`#;&|]+)", re.IGNORECASE
)
_LISTS = ("requirements", "environment.yml", "environment.yaml")
_FROM_ELSEWHERE = r"(?:install|add)\s+(?:-e\s+)?(?:\.|git\+|http)"
_CONTINUED = pattern(r"\\[ \t]*\r?\n")
_NAME = pattern(r"([A-Za-z0-9][\w.-]*)(?:\s*[<>=~!].*)?$")
_NEEDS_NONE = sys.stdlib_module_names | {"datasets", "huggingface_hub", "numpy", "pandas", "requests", "tqdm"}
"""Modules that nearly all imports are of: for most cards the table of packages need not be loaded."""
_WITH_VALUE = frozenset(
    {"-i", "-f", "-c", "-n", "--channel", "--extra-index-url", "--find-links", "--index-url", "--name"}
)


@rule("CL502", "install-missing", Severity.INFO, of_usage=True)
def install_missing(facts: Facts) -> Iterator[Finding]:
    """The code imports a package that the card tells nobody to install.

    Why:
        A reader in a fresh environment gets a ModuleNotFoundError.  Only cards that do give an install
        command are held to it; the standard library, `datasets` and what it brings along, and modules of
        the repository itself need none.  Modules and packages that are not widely known are not judged.

    Bad:
        ```bash
        pip install datasets
        ```

        ```python
        import polars as pl
        df = pl.read_parquet("hf://datasets/acme/pond-birds/data.parquet")
        ```

    Good:
        ```bash
        pip install polars
        ```

        ```python
        import polars as pl
        df = pl.read_parquet("hf://datasets/acme/pond-birds/data.parquet")
        ```
    """
    imports = [
        (usage, node, name) for usage in facts.usage for node, name in _imports(usage) if name not in _NEEDS_NONE
    ]
    if not imports:
        return
    from cardlint.packages import PACKAGES

    installed = _installed(facts.card.source.text)
    if installed is None:
        return
    own = _own_modules(facts)
    for usage, node, name in imports:
        if name not in PACKAGES or name in installed or name in own:
            continue
        installed.add(name)
        yield Finding(
            usage.span(node),
            f"`{name}` is imported, but no `pip install` of the card brings it: add `{PACKAGES[name][0]}`",
        )


def _imports(usage: SnippetFacts) -> Iterator[tuple[ast.stmt, str]]:
    for node in walk(usage.tree) if usage.tree else ():
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node, node.module.split(".")[0]


def _installed(text: str) -> set[str] | None:
    """The modules that the card's install commands bring; None where a command cannot be followed."""
    low = text.lower()
    if "install" not in low and " add " not in low:
        return None
    joined = _CONTINUED.sub(" ", text).split("\n")
    lines = "\n".join(line for line in joined if "install" in (low := line.lower()) or " add " in low)
    commands = _INSTALL.findall(lines)
    if not commands or any(part in text for part in _LISTS) or re.search(_FROM_ELSEWHERE, lines):
        return None
    from cardlint.packages import modules_of

    return modules_of([package for command in commands for package in _packages(command)])


def _packages(command: str) -> Iterator[str]:
    """The packages that a command names, options left out; words that are no name are given as they are."""
    words = iter(command.split())
    for word in words:
        word = word.strip("\"'()*_,")
        if word in _WITH_VALUE:
            next(words, None)
        elif word and word[0] not in "-<>=~!":
            found = _NAME.match(word)
            yield found[1].rstrip(".").lower().replace("_", "-") if found else word


def _own_modules(facts: Facts) -> set[str]:
    """The modules and packages that the repository itself holds."""
    files = (facts.repository.files if facts.repository else None) or ()
    return {part.removesuffix(".py") for name in files if name.endswith(".py") for part in name.split("/")}
