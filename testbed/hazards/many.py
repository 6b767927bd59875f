"""Many calls, played in several processes, and given back in the order they were asked for."""

import logging
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from typing import Final

from testbed.hazards.cells import Cell, Played, play

WORTH_A_POOL: Final = 8
"""Fewer calls are played sooner than another process has imported what it needs."""


def played(wanted: Sequence[Cell], jobs: int) -> Iterator[Played]:
    """Each as soon as it is there. Closed before, or interrupted, it ends the processes."""
    if jobs == 1 or len(wanted) < WORTH_A_POOL:
        _hush()
        yield from map(play, wanted)
        return
    with get_context("spawn").Pool(jobs, _begin) as pool:
        yield from pool.imap(play, wanted)


def _begin() -> None:
    """In a process of the pool: who started it is told of Ctrl-C, and ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _hush()


def _hush() -> None:
    """The library's complaints are what the table is about."""
    logging.disable(logging.CRITICAL)
