"""Ringing in: the caller's process started, and the two ends of its line."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from segue.transports.frames import READY

SOURCE = Path(__file__).resolve().parents[2]
"""Where `segue` is: `python -m` looks first in the folder it starts in."""
READY_WITHIN_S = 90.0
"""Loading the synthesis and preparing twenty lines takes 5 to 10 s on two busy cores."""
LEAVES_WITHIN_S = 5.0
"""A caller whose line was closed has only its log to write."""


class NoCaller(Exception):
    """The caller's process did not get ready; its own words on standard error say why."""


class CallerDied(Exception):
    """The caller's process ended otherwise than by hanging up: the call is over, and was not the caller's doing."""


def command(file: Path, seed: int, log: Path | None = None, *, muted: bool = False) -> list[str]:
    """The command that is the caller of `file`."""
    asked = [sys.executable, "-m", "segue.caller", "--file", str(file.absolute()), "--seed", str(seed)]
    return [*asked, *(["--log", str(log.absolute())] if log else []), *(["--muted"] if muted else [])]


def lines_said(log: Path) -> list[dict[str, Any]]:
    """What the caller's log tells of each line as it went out; nothing where there is none, as of one that died."""
    try:
        lines: list[dict[str, Any]] = json.loads(log.read_bytes())["lines"]
    except (OSError, ValueError):
        return []
    return lines


@contextlib.asynccontextmanager
async def ringing(
    command: Sequence[str],
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """The caller's process, ready to call: what it says, and where it listens. Raises `NoCaller`.

    On leaving, its line is closed and it has `LEAVES_WITHIN_S` to write its log; then it is killed. Raises `CallerDied`
    where it did not end as it should, once what was done with its line is done.
    """
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=SOURCE
    )
    says, hears = process.stdout, process.stdin
    assert says is not None, "asked for as a pipe"
    assert hears is not None, "asked for as a pipe"
    try:
        await _ready(says)
    except BaseException:
        process.kill()
        await process.wait()
        raise
    try:
        yield says, hears
    finally:
        hears.close()
        in_time = await _gone(process)
    if not in_time:
        raise CallerDied(f"the caller's process did not leave within {LEAVES_WITHIN_S:.0f} s, and was ended")
    if code := process.returncode:
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        raise CallerDied(f"the caller's process died in mid-call ({how})")


async def _ready(says: asyncio.StreamReader) -> None:
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            if await says.read(1) != READY:
                raise NoCaller("the caller's process ended before it was ready; see its message above")
    except TimeoutError:
        raise NoCaller(f"the caller was not ready within {READY_WITHIN_S:.0f} s; try again") from None


async def _gone(process: asyncio.subprocess.Process) -> bool:
    """Whether it left in time."""
    try:
        async with asyncio.timeout(LEAVES_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
        return False
    return True
