"""The command line: parses arguments, hands over to a command, returns its exit code.

Exit codes: 0 no error-level diagnostic, 1 at least one (or a file was changed), 2 wrong usage, a path
that cannot be read, or an internal fault.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module

from cardlint import __version__

COMMANDS = ("check", "extract", "rules", "explain")
FORMATS = ("text", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "markdown")
EXIT_USAGE = 2
GARBAGE_THRESHOLD = 100_000
"""Objects made between two collections; syntax trees are many objects that no cycle keeps alive."""


def program() -> None:
    """The installed command: `main` in a process of its own, which ends without tidying up its memory.

    To take apart trees and modules one by one takes a tenth of a short run.
    """
    gc.set_threshold(GARBAGE_THRESHOLD)
    warnings.simplefilter("ignore")  # what Python says of a card's code is for CL106 to tell
    code = main()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        code = EXIT_USAGE
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command that `argv` (without the program's name) asks for; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] not in (*COMMANDS, "run", "audit", "--version", "--help", "-h"):
        arguments.insert(0, "check")
    if sys.stderr is None:  # closed (`2>&-`); `print` would then write to standard output
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    if arguments[0] in ("run", "audit"):
        return _give_up(f"the command '{arguments[0]}' does not exist yet")
    try:
        options = _parse(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else EXIT_USAGE
    return _guarded(options)


def _parse(arguments: list[str]) -> argparse.Namespace:
    """The options; of a command that is named only its own parser is made."""
    name = arguments[0]
    return (_command_parser(name) if name in _PARSERS else make_parser()).parse_args(arguments[name in _PARSERS :])


def _guarded(options: argparse.Namespace) -> int:
    """Runs the command; whatever goes wrong inside becomes one line and exit code 2."""
    try:
        if sys.stdout is None:
            if not getattr(options, "output_file", None):
                raise UsageError("standard output is closed; --output-file FILE writes the report elsewhere")
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        code: int = import_module(f"cardlint.commands.{options.module}").run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_USAGE
    except KeyboardInterrupt:
        return _give_up("interrupted")
    except UsageError as error:
        return _give_up(str(error))
    except Exception as error:
        if os.environ.get("CARDLINT_DEBUG"):
            raise
        if isinstance(error, OSError):  # a full disk and the like
            where = f" {error.filename}" if error.filename else ""
            return _give_up(f"cannot read or write{where}: {error.strerror or error}")
        return _give_up(f"internal fault: {type(error).__name__}: {error}; please report it")


def _give_up(why: str) -> int:
    """Tells why, where that can be told, and gives the exit code."""
    with suppress(OSError):
        print(f"cardlint: {why}", file=sys.stderr, flush=True)
    return EXIT_USAGE


class UsageError(Exception):
    """What the user asked for cannot be done; the text says why and what to do."""


class _Help(argparse.HelpFormatter):
    """Knows its width: to ask for it argparse loads a module for each run, help or not."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80 if sys.__stdout__ else 80
    except (OSError, ValueError):
        return 80


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="cardlint",
        description="Lints the Python usage code in the README cards of Hugging Face data sets.",
        epilog="'check' may be left out: cardlint README.md",
        formatter_class=_Help,
    )
    _add_version(parser)
    commands = parser.add_subparsers(metavar="COMMAND", required=True, prog="cardlint")
    for name, (fill, text, description) in _PARSERS.items():
        fill(commands.add_parser(name, help=text, description=description, formatter_class=_Help))
    return parser


def _command_parser(name: str) -> argparse.ArgumentParser:
    """The parser of one command, for the arguments behind its name."""
    fill, _, description = _PARSERS[name]
    parser = argparse.ArgumentParser(prog=f"cardlint {name}", description=description, formatter_class=_Help)
    fill(parser)
    return parser


def _add_version(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", action="version", version=f"cardlint {__version__}")


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=[],
        help="card, folder or - for standard input (default: .)",
    )


def _add_limit(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--limit",
        metavar="NAME=N",
        action="append",
        type=_limit,
        default=[],
        help="set a limit: card, front-matter, pieces, piece, line, code",
    )


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="check")
    _add_paths(parser)
    _add_version(parser)
    what = parser.add_argument_group("what is checked")
    what.add_argument(
        "--compile", action=argparse.BooleanOptionalAction, default=None, help="compile usage code (default)"
    )
    what.add_argument("--require", choices=("usage", "runnable"), help="a card below it is an error")
    what.add_argument("--select", metavar="CODES", action="append", help="run these rules only: codes, names, prefixes")
    what.add_argument("--ignore", metavar="CODES", action="append", help="leave these rules out")
    what.add_argument("--repo-id", metavar="OWNER/NAME", help="the card's own repository on the Hub")
    what.add_argument("--config", metavar="FILE", help="configuration file (default: nearest above the card)")
    what.add_argument("--no-config", action="store_true", help="read no configuration file")
    _add_limit(what)
    fix = parser.add_argument_group("fixes")
    fix.add_argument("--fix", action="store_true", help="apply safe fixes")
    fix.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: also those that need a look")
    fix.add_argument("--diff", action="store_true", help="show what --fix would change, write nothing")
    fix.add_argument(
        "--report", metavar="FILE", action="append", help="also write a report; its ending names the format"
    )
    known = parser.add_argument_group("what counts")
    known.add_argument(
        "--changed-since", metavar="REV", help="report only what changed since git's REV, or broke by it"
    )
    known.add_argument("--baseline", metavar="FILE", help="leave out the findings that FILE knows")
    known.add_argument("--write-baseline", metavar="FILE", help="write the findings to FILE; none fails the run")
    output = parser.add_argument_group("output")
    output.add_argument("--output-format", choices=FORMATS, help="default: text, in GitHub Actions: github")
    output.add_argument("--output-file", metavar="FILE", help="write the report here instead of standard output")
    output.add_argument("-q", "--quiet", action="store_true", help="print diagnostics only")
    output.add_argument(
        "-v", "--verbose", action="store_true", help="also print infos, and each snippet's kind and why"
    )
    output.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")
    output.add_argument("--exit-zero", action="store_true", help="exit with 0 even where there are errors")
    parser.add_argument(
        "-j", "--jobs", metavar="N", type=_jobs, default=1, help="processes; 0: one a core (default: 1)"
    )


def _add_extract(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="extract")
    _add_paths(parser)
    _add_limit(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help='print {"extracted_code": ...} for one card')
    form.add_argument("--jsonl", action="store_true", help="print a line of JSON for each card")


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="rules")
    _add_form(parser)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="explain")
    parser.add_argument("rule", metavar="CODE", help="a rule's code or name: CL101, syntax-error")
    _add_form(parser)


def _add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")


_PARSERS: dict[str, tuple[Callable[[argparse.ArgumentParser], None], str, str]] = {
    "check": (_add_check, "check cards and report", "Checks cards and reports."),
    "extract": (_add_extract, "print the usage code alone", "Prints the cards' usage code, ready to run."),
    "rules": (_add_rules, "list the rules", "Lists the rules."),
    "explain": (_add_explain, "explain a rule", "Explains a rule with examples."),
}
"""What fills the parser of each command, its line in the help of all, and its description."""


def _jobs(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of processes")
    return int(text) or os.cpu_count() or 1


def _limit(text: str) -> tuple[str, int]:
    """A limit and its value, as a field of `Limits` and a number."""
    name, equals, number = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form NAME=N")
    from cardlint.config import check_limit

    try:
        return check_limit(name, int(number) if _is_number(number) else number)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _is_number(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True
