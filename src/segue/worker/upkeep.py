"""A worker looks after the folder of calls while it serves: it warns where they can't be kept, and sweeps old ones."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from segue.records.sweeping import sweep
from segue.settings import Settings
from segue.worker.leftovers import Threads
from segue.worker.storage import unkept

logger = logging.getLogger("segue.upkeep")

T = TypeVar("T")

ANSWERS_WITHIN_S: Final = 5.0
"""A disk that takes longer to say whether it can be written to is warned of."""
SWEEPS_EVERY_S: Final = 3600.0


async def upkeep(settings: Settings) -> None:
    """Warn once, then sweep once an hour, if calls are not kept for ever. Cancel it: no thread of it is waited for."""
    await _warn(settings)
    if settings.keep_days is not None:
        await _sweep(settings.calls_dir, settings.keep_days)


async def _sweep(calls: Path, keep_days: int) -> None:
    while True:
        await _aside(lambda: sweep(calls, keep_days, datetime.now(UTC)))
        await asyncio.sleep(SWEEPS_EVERY_S)


async def _warn(settings: Settings) -> None:
    asking = _aside(lambda: [*unkept(settings)])
    await asyncio.wait([asking], timeout=ANSWERS_WITHIN_S)
    slow = f"SEGUE_CALLS_DIR is '{settings.calls_dir}': the disk has not answered for {ANSWERS_WITHIN_S:g} s"
    for line in asking.result() if asking.done() else [slow]:
        logger.warning("calls may not be kept", extra={"why": line})


def _aside(work: Callable[[], T]) -> "asyncio.Future[T]":
    """Have it done in a thread that nobody waits for who wants to end: a disk may hang."""
    return asyncio.get_running_loop().run_in_executor(Threads(), work)
