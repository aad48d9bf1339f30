"""Runs the command line: ``python -m cardlint``."""

from cardlint.cli import program

if __name__ == "__main__":
    program()
