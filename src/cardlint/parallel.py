"""Does the work on cards in several processes; what it gives comes in the order of the paths.

This process is one of them: what it does itself need not be sent.  It takes the first cards before there
are others; a fork then has at hand what was imported and compiled for them, and a short run needs none.
The standard pools need threads here, which take a tenth of the time that a second process saves.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

from cardlint.cli import UsageError
from cardlint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess
    from typing import Any, TypeVar

    Part = TypeVar("Part")
    Work = Callable[[list[str]], Part]

CHUNK = 24
"""Cards that another process is given at once; fewer towards the end, so that all end at about the same time."""
STEP = 4
"""Cards that this process takes between two looks at the others."""
AHEAD = 2
"""Chunks that another process has, one of them under way."""
MOST_CHARACTERS = 2_000
"""Of the paths in a chunk: as much as a pipe takes on any system while nobody reads it."""
_LOST = "a process that checked cards has ended; -j1 tells at which card"
MOST_KEPT = 300
"""Steps and chunks that are under way or wait for the ones before them."""


def in_parallel(paths: Iterator[str], work: Work[Part], jobs: int) -> Iterator[Part]:
    """What `work` gives for each few of `paths`, by `jobs` processes; it and what it gives must be picklable.

    What `work` raises is raised here; `UsageError` where a process ends early.
    """
    yield work(list(islice(paths, CHUNK)))
    queue = _Queue(paths, jobs)
    if queue.is_empty:
        return
    workers = _Workers(work, jobs - 1)
    try:
        yield from _share(queue, work, workers)
    finally:
        workers.close()


def _share(queue: _Queue, work: Work[Part], workers: _Workers) -> Iterator[Part]:
    """Gives chunks to the workers that are free and takes steps itself."""
    kept: deque[list[Part]] = deque()  # in the order of the paths; an empty one is under way
    while kept or not queue.is_empty:
        workers.collect(wait=queue.is_empty or len(kept) >= MOST_KEPT)
        while kept and kept[0]:
            yield kept.popleft().pop()
        while workers.has_free and len(kept) < MOST_KEPT and (chunk := queue.take_chunk()):
            kept.append([])
            workers.give(chunk, kept[-1])
        if len(kept) < MOST_KEPT and (step := queue.take_step()):
            kept.append([work(step)])


class _Queue:
    """The paths that are still to be taken; some are read ahead, to see the end coming."""

    def __init__(self, paths: Iterator[str], jobs: int) -> None:
        self.paths = paths
        self.share = 2 * jobs
        self.ahead: list[str] = []
        self._read()

    def _read(self) -> None:
        self.ahead += islice(self.paths, 2 * CHUNK * self.share - len(self.ahead))

    @property
    def is_empty(self) -> bool:
        return not self.ahead

    def take_chunk(self) -> list[str]:
        """Paths for another process; none where the next is standard input, which only this one can read."""
        chunk: list[str] = []
        room = MOST_CHARACTERS
        for path in self.ahead[: min(CHUNK, -(-len(self.ahead) // self.share))]:
            room -= len(path)
            if path == "-" or room < 0:
                break
            chunk.append(path)
        del self.ahead[: len(chunk)]
        self._read()
        return chunk

    def take_step(self) -> list[str]:
        """Paths for this process."""
        step = self.ahead[:STEP]
        del self.ahead[:STEP]
        self._read()
        return step


class _Workers:
    """The other processes, each started when there is work for it."""

    def __init__(self, work: Work[Any], most: int) -> None:
        self.work = work
        self.most = most
        self.processes: list[BaseProcess] = []
        self.given: dict[Connection, deque[list[Any]]] = {}
        """Where what each of them is to give goes, in the order in which it gives it."""

    @property
    def has_free(self) -> bool:
        """Whether one can take a chunk, or be started."""
        return len(self.processes) < self.most or any(len(given) < AHEAD for given in self.given.values())

    def give(self, chunk: list[str], to: list[Any]) -> None:
        """Has one do the work on `chunk`; what it gives will be put in `to`."""
        connection = min(self.given, key=lambda one: len(self.given[one]), default=None)
        if connection is None or (self.given[connection] and len(self.processes) < self.most):
            connection = self._start()
        try:
            connection.send(chunk)
        except ConnectionError:
            raise UsageError(_LOST) from None
        self.given[connection].append(to)

    def _start(self) -> Connection:
        context = _context()
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there, here, self.work), daemon=True)  # type: ignore[attr-defined]
        process.start()
        there.close()
        self.processes.append(process)
        self.given[here] = deque()
        return here

    def collect(self, wait: bool) -> None:
        """Puts what is done where it belongs; with `wait` not before something is."""
        busy = [connection for connection, given in self.given.items() if given]
        if wait and busy:
            from multiprocessing.connection import wait as wait_for

            wait_for(busy)
        for connection in busy:
            if connection.poll():
                self.given[connection].popleft().append(_receive(connection))

    def close(self) -> None:
        """Ends them; what is still under way is given up."""
        for process in self.processes if any(self.given.values()) else ():
            process.terminate()
        for connection in self.given:
            connection.close()
        for process in self.processes:
            process.join()


def _receive(connection: Connection) -> Any:
    try:
        part, error = connection.recv()
    except (EOFError, ConnectionError):
        raise UsageError(_LOST) from None
    if error is not None:
        raise error
    return part


def _context() -> BaseContext:
    """Forks where that is safe: on Linux, with no thread about (a progress bar has one)."""
    import multiprocessing
    import threading

    return multiprocessing.get_context("fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn")


def _serve(connection: Connection, other_end: Connection, work: Work[Any]) -> None:
    """What another process does: the work on each chunk that it is sent, until there is no one to send more."""
    other_end.close()  # a copy of it, which would keep the end of the other process from being seen
    while True:
        try:
            chunk = connection.recv()
            answer: tuple[Any, Exception | None]
            try:
                answer = work(chunk), None
            except Exception as error:
                answer = None, error
            connection.send(answer)
        except (EOFError, BrokenPipeError, KeyboardInterrupt):
            return
