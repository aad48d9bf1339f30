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
_WORD = pattern(r"[A-Za-z0-9][\w.-]*")
# Import name -> the package that brings it, where they differ.
_PACKAGE = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dotenv": "python-dotenv",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "yaml": "pyyaml",
    "sentence_transformers": "sentence-transformers",
    "huggingface_hub": "huggingface-hub",
    "tensorflow_datasets": "tensorflow-datasets",
}
# What `datasets` and other packages bring along.
_BROUGHT = {
    "datasets": "datasets huggingface_hub numpy pandas pyarrow fsspec tqdm yaml requests dill aiohttp",
    "pandas": "numpy",
    "torchvision": "torch numpy PIL",
    "torchaudio": "torch",
    "transformers": "huggingface_hub numpy yaml tqdm tokenizers safetensors requests",
    "sentence_transformers": "torch transformers numpy tqdm sklearn scipy huggingface_hub PIL",
    "matplotlib": "numpy PIL",
    "seaborn": "matplotlib numpy pandas",
    "sklearn": "numpy scipy joblib",
    "tensorflow": "numpy",
    "torch": "networkx sympy jinja2 fsspec",
}
_WITH_DATASETS = frozenset(("datasets", *_BROUGHT["datasets"].split()))


@rule("CL502", "install-missing", Severity.INFO)
def install_missing(facts: Facts) -> Iterator[Finding]:
    """The code imports a package that the card tells nobody to install.

    Why:
        A reader in a fresh environment gets a ModuleNotFoundError.  Only cards that do give an install
        command are held to it; the standard library, `datasets` and what it brings along, and modules of
        the repository itself need none.

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
        (usage, node, name)
        for usage in facts.usage
        for node, name in _imports(usage)
        if name not in _WITH_DATASETS and name not in sys.stdlib_module_names
    ]
    if not imports:
        return
    installed = _installed(facts.card.source.text)
    if installed is None:
        return
    own = _own_modules(facts)
    for usage, node, name in imports:
        if name in installed or name in own:
            continue
        installed.add(name)
        package = _PACKAGE.get(name, name.replace("_", "-"))
        yield Finding(
            usage.span(node),
            f"`{name}` is imported, but no `pip install` of the card brings it: add `{package}`",
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
    lines = [line for line in text.split("\n") if "install" in (low := line.lower()) or " add " in low]
    commands = _INSTALL.findall("\n".join(lines))
    if not commands or any(part in text for part in _LISTS) or re.search(_FROM_ELSEWHERE, "\n".join(lines)):
        return None
    packages = {word.lower().split("[")[0].replace("_", "-") for command in commands for word in _WORD.findall(command)}
    modules = set(_WITH_DATASETS)
    modules |= {package.replace("-", "_") for package in packages}
    modules |= {module for module, package in _PACKAGE.items() if package in packages or module.lower() in packages}
    if "opencv-python-headless" in packages:
        modules.add("cv2")
    for module, brought in _BROUGHT.items():
        if module in modules:
            modules.update(brought.split())
    return modules


def _own_modules(facts: Facts) -> set[str]:
    """The modules and packages that the repository itself holds."""
    files = (facts.repository.files if facts.repository else None) or ()
    return {part.removesuffix(".py") for name in files if name.endswith(".py") for part in name.split("/")}
