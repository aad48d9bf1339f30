#!/usr/bin/env bash
# Installs the cardlint that this action belongs to into a virtual environment of its own.
set -euo pipefail

folder="$RUNNER_TEMP/cardlint-venv"
python3 -m venv "$folder"
python="$folder/bin/python"
if [ ! -x "$python" ]; then
  python="$folder/Scripts/python.exe" # Windows
fi
"$python" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH/../.."
printf 'python=%s\n' "$python" >>"$GITHUB_OUTPUT"
