"""Compiles a checkout that is installed editable, as pip compiles what it installs otherwise.

Where Python may not write compiled files (`PYTHONDONTWRITEBYTECODE`, usual in containers), each start
would compile every module, which takes longer than to check a card.
"""

from __future__ import annotations

import compileall
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileEditable(BuildHookInterface[Any]):
    """The build hook that pyproject.toml names."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            compileall.compile_dir(Path(self.root, "src"), quiet=2)
