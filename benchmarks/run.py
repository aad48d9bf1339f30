"""Measures cardlint beside its peers: ``python benchmarks/run.py [--cards FOLDER] [--peers BIN_FOLDER]``.

Everything is measured as whole processes, alternately, on the same machine; the least of the runs counts
(processor time, of children too, where not said otherwise).  Without `--cards` the cards are made up.
Peers that are not installed are left out.  The compiled files of all packages must be there: run
``python -m compileall src`` after a change to a checkout that is installed editable.
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cards import KINDS, SIZES, ordinary, write_ordinary

PARSE = """
import sys
from markdown_it import MarkdownIt
parser = MarkdownIt('commonmark')
for path in sys.argv[1:]:
    parser.parse(open(path, encoding='utf-8', errors='replace').read())
"""
PEAK = """
import resource, subprocess
subprocess.run({command!r}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Peers:
    """The commands that do part of the same work; each takes paths of cards."""

    def __init__(self, folder: str | None) -> None:
        self.path = f"{folder}{os.pathsep}{os.environ['PATH']}" if folder else None

    def commands(self) -> dict[str, list[str]]:
        """Name to command, of those that are installed."""
        found = {"markdown-it-py": [sys.executable, "-c", PARSE]}
        for name, *rest in (
            ("blacken-docs",),
            ("ruff", "format", "--preview", "--check", "--no-cache"),
            ("flake8-markdown",),
            ("pytest", "--markdown-docs", "--collect-only", "-q", "-p", "no:cacheprovider"),
        ):
            command = shutil.which(name, path=self.path)
            if command and (name != "pytest" or self._has_markdown_docs(command)):
                found["pytest-markdown-docs" if name == "pytest" else " ".join([name, *rest[:1]])] = [command, *rest]
        return found

    def _has_markdown_docs(self, pytest: str) -> bool:
        run = subprocess.run([pytest, "--markdown-docs", "--version"], **QUIET)
        return run.returncode == 0


def cost(command: list[str]) -> tuple[float, float]:
    """Processor seconds and seconds on the clock of one run."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, **QUIET)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, end - start


def compare(title: str, commands: dict[str, list[str]], paths: list[str], runs: int) -> None:
    """Prints the processor time of each command on copies of `paths`, and its ratio to cardlint's."""
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        copies = [shutil.copy(path, f"{folder}/{number}-README.md") for number, path in enumerate(paths)]
        for _ in range(runs):
            for name, command in commands.items():
                best[name] = min(best.get(name, math.inf), cost([*command, *copies])[0])
    own = best["cardlint check"]
    print(f"\n{title}\n")
    for name, seconds in sorted(best.items(), key=lambda item: item[1]):
        print(f"  {name:<22} {seconds * 1000:8.0f} ms   cardlint / it = {own / seconds:5.2f}")


def growth(cardlint: list[str]) -> None:
    """Prints for each kind of content the exponent of the time over the size, start-up taken off."""
    print("\nGrowth (exponent 1: ten times the size takes ten times as long; start-up taken off)\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "README.md")
        path.write_text("# Pond birds\n", encoding="utf-8")
        start = min(cost([*cardlint, str(path)])[0] for _ in range(9))
        for kind, make in KINDS.items():
            times = []
            for size, runs in ((SIZES[kind], 9), (10 * SIZES[kind], 4)):
                path.write_text(make(size), encoding="utf-8")
                times.append(max(0.001, min(cost([*cardlint, str(path)])[0] for _ in range(runs)) - start))
            exponent = math.log10(times[1] / times[0])
            sizes = f"{SIZES[kind]:,} to {10 * SIZES[kind]:,}"
            small, large = (f"{seconds * 1000:,.0f} ms" for seconds in times)
            print(f"  {kind:<14} {sizes:>18} {small:>8} -> {large:>8}   exponent {exponent:.2f}")


def jobs(cardlint: list[str], paths: list[str], runs: int) -> None:
    """Prints the time on the clock with one process and with two, and that of two runs over half the cards each.

    The last is what the machine allows for; two cores seldom do twice the work of one.
    """
    best = {"-j1": math.inf, "-j2": math.inf, "halves": math.inf}
    for _ in range(runs):
        for name in best:
            start = time.perf_counter()
            if name == "halves":
                both = [subprocess.Popen([*cardlint, *paths[half::2]], **QUIET) for half in (0, 1)]
                for process in both:
                    process.wait()
            else:
                subprocess.run([*cardlint, name, *paths], **QUIET)
            best[name] = min(best[name], time.perf_counter() - start)
    one, two, halves = best.values()
    print(f"\n{len(paths):,} cards on the clock: -j1 {one:.2f} s, -j2 {two:.2f} s: {one / two:.2f} times as fast")
    print(f"  (two runs at once, half the cards each: {halves:.2f} s, {one / halves:.2f} times as fast)")


def memory(cardlint: list[str], count: int) -> None:
    """Prints the largest memory of a process at a tenth of `count` cards and at all of them."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            card = Path(folder, str(number // 1000), str(number))
            card.mkdir(parents=True)
            (card / "README.md").write_text(ordinary(number % 500), encoding="utf-8")
        sizes = []
        for where in (f"{folder}/0", folder):
            code = PEAK.format(command=[*cardlint, where])
            run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            sizes.append(int(run.stdout) / 1024)
    print(f"\nMemory: {sizes[0]:.0f} MB at {min(1000, count):,} cards, {sizes[1]:.0f} MB at {count:,}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", help="folder of cards to measure with (default: 300 made up)")
    parser.add_argument("--card", help="one card for the start-up (default: made up)")
    parser.add_argument("--many", help="folder of cards to measure -j with (default: those of --cards)")
    parser.add_argument("--peers", help="bin folder of an environment with the peers")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--memory", type=int, default=20_000, metavar="CARDS")
    options = parser.parse_args()
    cardlint = [str(Path(sys.executable).parent / "cardlint"), "check", "-q", "--exit-zero", "--no-config"]
    commands = {"cardlint check": cardlint, **Peers(options.peers).commands()}
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        made = write_ordinary(Path(folder), 300)
        cards = sorted(map(str, Path(options.cards).rglob("*.md"))) if options.cards else made
        compare("Start-up: one ordinary card", commands, [options.card or made[1]], options.runs)
        compare(
            f"Throughput: {min(len(cards), 300)} cards in one process", commands, cards[:300], max(2, options.runs // 3)
        )
        many = sorted(map(str, Path(options.many).rglob("*.md"))) if options.many else cards
        jobs(cardlint, many, max(3, options.runs // 2))
    growth(cardlint)
    if options.memory:
        memory(cardlint, options.memory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
