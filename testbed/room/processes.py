"""A worker's processes: its own, those of its calls, and what is left of them."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types

from testbed.room.worker import GONE_WITHIN_S

FEEDS_A_TRACK = "AudioSourceCap"
"""How the SDK's thread is called that feeds a track: one a call, in the process that plays it."""


def family(pid: int) -> list[int]:
    """The process and all that it has started, and those have."""
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


def threads(pid: int) -> list[str]:
    """What a process's threads are called, where the system tells."""
    return [name.read_text().strip() for name in Path(f"/proc/{pid}/task").glob("*/comm")]


def speaking(pids: Iterable[int]) -> list[int]:
    """Those that play a call now."""
    return [pid for pid in pids if any(name.startswith(FEEDS_A_TRACK) for name in threads(pid))]


def recognising(pids: Iterable[int]) -> list[int]:
    """Those in which the local recogniser is loaded, where the system tells."""
    maps = {pid: Path(f"/proc/{pid}/maps") for pid in pids}
    return [pid for pid, file in maps.items() if file.exists() and "ctranslate2" in file.read_text()]


async def outliving(pids: Iterable[int]) -> list[int]:
    """Those that have not ended after `GONE_WITHIN_S`."""
    there = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _, left = await asyncio.to_thread(psutil.wait_procs, there, GONE_WITHIN_S)
    return [process.pid for process in left]
