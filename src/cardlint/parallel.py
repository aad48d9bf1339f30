"""Checks cards in several processes; results come in the order of the paths.

This process is one of them: what it checks itself need not be sent.  It checks the first cards before there
are others; a fork then has at hand what was imported and compiled for them, and a short run needs none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from cardlint.commands.settings import CardSettings
from cardlint.engine import Result
from cardlint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

CHUNK = 24
"""Cards that a process is given at once."""
AHEAD = 2
"""Chunks that each other process has, one of them under way."""


def check_in_parallel(paths: Iterator[str], settings: CardSettings, jobs: int) -> Iterator[Result]:
    """The results of `paths` by `jobs` processes; no more than a few chunks are under way or kept at once."""
    from collections import deque

    yield from _check_chunk(list(islice(paths, CHUNK)), settings)
    chunk = list(islice(paths, CHUNK))
    if not chunk:
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs - 1) as pool:
        kept: deque[Future[list[Result]] | list[Result]] = deque()
        while chunk or kept:
            if chunk and sum(not _is_done(item) for item in kept) < AHEAD * (jobs - 1):
                kept.append(pool.submit(partial(_check_chunk, settings=settings), chunk))
            elif chunk and not _is_done(kept[0]) and len(kept) < 4 * AHEAD * jobs:
                kept.append(_check_chunk(chunk, settings))
            else:
                first = kept.popleft()
                yield from first if isinstance(first, list) else first.result()
                continue
            chunk = list(islice(paths, CHUNK))


def _is_done(item: Future[list[Result]] | list[Result]) -> bool:
    return isinstance(item, list) or item.done()


def _check_chunk(paths: list[str], settings: CardSettings) -> list[Result]:
    from cardlint.commands.check import check_path, slim

    return [slim(check_path(path, settings)) for path in paths]
