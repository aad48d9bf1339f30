"""Checks cards in several processes; results come in the order of the paths."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from cardlint.commands.settings import CardSettings
from cardlint.engine import Result

CHUNK = 16
"""Cards that a process is given at once."""


def check_in_parallel(paths: Iterator[str], settings: CardSettings, jobs: int) -> Iterator[Result]:
    """The results of `paths` by `jobs` processes; no more than a few chunks are under way at once."""
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor

    work = partial(_check_chunk, settings=settings)
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        while True:
            chunk = list(islice(paths, CHUNK))
            if chunk:
                waiting.append(pool.submit(work, chunk))
            if waiting and (not chunk or len(waiting) > jobs * 3):
                yield from waiting.popleft().result()
            elif not chunk:
                return


def _check_chunk(paths: list[str], settings: CardSettings) -> list[Result]:
    from cardlint.commands.check import check_path, slim

    return [slim(check_path(path, settings)) for path in paths]
