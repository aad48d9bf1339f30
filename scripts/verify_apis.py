"""Checks `cardlint.api_facts` against the libraries that are installed.

usage: python scripts/verify_apis.py

For the maintainer: install datasets, huggingface_hub and transformers in a fresh environment first.
Prints each entry that the installed version contradicts; exit status 1 if there is one.  Methods are
looked up on the class, keywords in the signature; values of arguments are checked for pipelines.
"""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from cardlint.apis import Api, api_table

CLASSES = {
    "Dataset": ("datasets", "Dataset"),
    "HfApi": ("huggingface_hub", "HfApi"),
    "tokenizer": ("transformers", "PreTrainedTokenizerBase"),
}


def find(path: str) -> object | None:
    """The module or attribute at the dotted `path`, or None."""
    head, _, name = path.rpartition(".")
    try:
        return import_module(path)
    except ImportError:
        pass
    parent = find(head) if head else None
    return getattr(parent, name, None) if parent is not None else None


def takes(function: object, keyword: str) -> bool:
    """Whether the signature names `keyword`."""
    try:
        return keyword in inspect.signature(function).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def contradiction(api: Api) -> str | None:
    """What the installed library says against the entry, or None."""
    label = f"{api.path} {api.method} {api.keyword} {api.value}".strip()
    if api.kind in ("name", "module"):
        if api.path.endswith("*"):
            found: object = [n for n in dir(import_module(api.library)) if n.startswith(api.path.split(".")[1][:-1])]
        else:
            found = find(api.path)
        return f"{label}: is there" if found else None
    if api.kind == "positional":
        kinds = [p.kind for p in inspect.signature(find(api.path)).parameters.values()]  # type: ignore[arg-type]
        count = sum(kind is inspect.Parameter.POSITIONAL_OR_KEYWORD for kind in kinds)
        return f"{label}: takes {count} by position" if count != api.most else None
    if api.kind == "value":
        tasks = import_module("transformers.pipelines").PIPELINE_REGISTRY.get_supported_tasks()
        known = [task for task in tasks if task == api.value or task.startswith(api.value.rstrip("*") + "_")]
        return f"{label}: {known} are there" if known else None
    if api.kind == "keyword":
        function = find(api.path)
        if function is None:
            return f"{label}: the function is not there"
        return f"{label}: is taken" if takes(function, api.keyword) and not api.ignored else None
    library, name = CLASSES[api.path]
    method = getattr(getattr(import_module(library), name), api.method, None)
    if api.kind == "method":
        return f"{label}: is there" if method else None
    return f"{label}: is taken" if method and takes(method, api.keyword) else None


def parameters() -> list[str]:
    """Where the parameters of the loaders differ from the table."""
    found = []
    for path, names in api_table().parameters.items():
        have = [n for n, p in inspect.signature(find(path)).parameters.items() if p.kind is not p.VAR_KEYWORD]  # type: ignore[arg-type]
        if set(have) != set(names):
            found.append(f"{path}: {sorted(set(have) ^ set(names))} differ")
    return found


def main() -> int:
    """Checks what is installed; 1 if an entry is contradicted."""
    problems: list[str] = []
    for library in ("datasets", "huggingface_hub", "transformers"):
        try:
            print(library, version(library))
        except PackageNotFoundError:
            print(library, "is not installed: left out")
            continue
        entries = [api for api in api_table().removed if api.library == library]
        problems += [text for api in entries if (text := contradiction(api))]
        if library == "datasets":
            problems += parameters()
    print("\n".join(problems) or "nothing contradicts the table")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
