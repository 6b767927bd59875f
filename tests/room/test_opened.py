"""`./segue room` as it is used: one command, one address, a call, and nothing left when it is told to end."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from livekit import rtc

from commands.serve.installing import lacking
from commands.serve.loopback import CACHE
from testbed.room.processes import family, outliving
from testbed.room.worker import READY_WITHIN_S, environment

pytestmark = pytest.mark.room

INSTALLED_WITHIN_S = 240.0
"""Beside what a start takes: a first run fetches livekit-client, and may build a server."""


@contextlib.asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The verb's process and the address it has printed; killed on leaving if it has not ended by then."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "commands", "room", "--no-open", "--port", "0"),
        cwd=folder,
        env=environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(READY_WITHIN_S + INSTALLED_WITHIN_S):
            line = (await process.stdout.readline()).decode()
        address = re.search(r"http://127\.0\.0\.1:\d+$", line.strip())
        assert address, line
        yield process, address[0]
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def test_it_holds_a_call_and_leaves_nothing_behind_when_it_is_told_to_end(tmp_path: Path) -> None:
    if missing := lacking(CACHE, server=True):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("; ".join(missing))
    async with opened(tmp_path) as (process, address), aiohttp.ClientSession() as web:
        async with web.get(f"{address}/livekit-client.js") as client:
            assert "LivekitClient" in await client.text()
        async with web.post(f"{address}/api/token") as answer:
            told = await answer.json()
        room, agent, over = rtc.Room(), asyncio.Event(), asyncio.Event()
        room.on("track_subscribed", lambda *_: agent.set())
        room.on("disconnected", lambda _: over.set())
        await room.connect(told["server_url"], told["participant_token"])
        async with asyncio.timeout(30):
            await agent.wait()
        everybody = family(process.pid)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            await over.wait()
            assert await process.wait() == 128 + signal.SIGTERM
        await room.disconnect()
    assert len(everybody) >= 3, "itself, the server and the worker"
    assert not await outliving(everybody)
    (kept,) = (tmp_path / "calls").iterdir()
    assert {"journal.jsonl", "transcript.txt", "figures.json"} <= {path.name for path in kept.iterdir()}
