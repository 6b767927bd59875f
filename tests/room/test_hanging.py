"""In a room: whatever hangs, the slot is free when the caller has gone, and the worker stops when it is told to."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from testbed.livekit_server import LiveKitServer
from testbed.room.caller import Caller
from testbed.room.entry import token
from testbed.room.worker import ROOT, WorkerProcess, rehearsal_environment, working

pytestmark = pytest.mark.room

START = ("tests/room/hanging/agent.py", "start")
HANGS = ("waits", "ignores", "threads")
FREE_WITHIN_S = 5.0
LONG_S = 120.0
LINES = "    asks_again: I am sorry. Tell me again, please. You may spell it.\n"


def profiles(folder: Path) -> Path:
    """The storyteller with tools that hang, and one whose first agent does."""
    shutil.copytree(ROOT / "profiles" / "storyteller", folder / "storyteller")
    file, lines = folder / "storyteller" / "profile.yaml", folder / "storyteller" / "rehearsal.yaml"
    tools = [*HANGS, "blocks"]
    file.write_text(file.read_text().replace("[remember, end_call]", f"[remember, end_call, {', '.join(tools)}]", 1))
    calls = "".join(f"      {name}:\n        heard: [it {name}]\n        says: Well.\n" for name in tools)
    lines.write_text(lines.read_text().replace(LINES, f"{LINES}    calls:\n{calls}", 1))
    shutil.copytree(folder / "storyteller", folder / "stuck")
    file = folder / "stuck" / "profile.yaml"
    stuck = file.read_text().replace("name: storyteller", "name: stuck").replace("agent: intro", "agent: stuck")
    file.write_text(stuck)
    return folder


@asynccontextmanager
async def serving(server: LiveKitServer, folder: Path) -> AsyncIterator[WorkerProcess]:
    (folder / "profiles").mkdir()
    env = rehearsal_environment(
        server, folder / "book", SEGUE_PROFILES_DIR=str(profiles(folder / "profiles")), SEGUE_MAX_CALLS="2"
    )
    async with working(env, START) as worker, asyncio.timeout(LONG_S):
        yield worker


async def hung_up_in(server: LiveKitServer, worker: WorkerProcess, folder: Path, what: str) -> float:
    """Call, have `what` hang and hang up; how long the slot then is taken, in seconds."""
    metadata = '{"profile": "stuck"}' if what == "stuck" else ""
    caller = Caller(what, folder / f"{what}.wav")
    calling = asyncio.create_task(caller.call(server, token(server, what, what, "segue", metadata)))
    if what == "stuck":
        await worker.says("it is stuck")
    else:
        await caller.heard.wait()
        await caller.room.local_participant.send_text(f"It {what}.", topic="lk.chat")
        await worker.says(f"it {what}")
    await caller.leave()
    left = time.monotonic()
    await calling
    await worker.idle()
    return time.monotonic() - left


async def test_the_slot_is_free_soon_after_the_caller_has_gone(livekit_server: LiveKitServer, tmp_path: Path) -> None:
    async with serving(livekit_server, tmp_path) as worker:
        for what in (*HANGS, "stuck"):
            took_s = await hung_up_in(livekit_server, worker, tmp_path, what)
            print(f"{what}: {took_s:.2f} s")
            assert took_s < FREE_WITHIN_S, what
