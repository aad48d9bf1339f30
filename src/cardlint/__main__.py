"""Runs the command line: ``python -m cardlint``."""

import sys

from cardlint.cli import main

if __name__ == "__main__":
    sys.exit(main())
