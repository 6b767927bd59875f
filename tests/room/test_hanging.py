"""In a room: whatever hangs, the slot is free when the caller has gone, and the worker stops when it is told to."""

import asyncio
import json
import shutil
import signal
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

Calling = tuple[Caller, "asyncio.Task[None]"]

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
async def serving(server: LiveKitServer, folder: Path, **settings: str) -> AsyncIterator[WorkerProcess]:
    (folder / "profiles").mkdir()
    env = rehearsal_environment(
        server, folder / "book", SEGUE_PROFILES_DIR=str(profiles(folder / "profiles")), SEGUE_MAX_CALLS="2", **settings
    )
    async with working(env, START) as worker, asyncio.timeout(LONG_S):
        yield worker


async def calling(server: LiveKitServer, worker: WorkerProcess, folder: Path, what: str) -> Calling:
    """Call, and have `what` hang, which the worker's log tells."""
    metadata = '{"profile": "stuck"}' if what == "stuck" else ""
    caller = Caller(what, folder / f"{what}.wav")
    call = asyncio.create_task(caller.call(server, token(server, what, what, "segue", metadata)))
    if what != "stuck":
        await caller.heard.wait()
        await types(caller, f"It {what}.")
    await worker.says(f"it is {what}" if what == "stuck" else f"it {what}")
    return caller, call


async def types(caller: Caller, text: str) -> None:
    await caller.room.local_participant.send_text(text, topic="lk.chat")


async def test_the_slot_is_free_soon_after_the_caller_has_gone(livekit_server: LiveKitServer, tmp_path: Path) -> None:
    async with serving(livekit_server, tmp_path) as worker:
        for what in (*HANGS, "stuck"):
            caller, call = await calling(livekit_server, worker, tmp_path, what)
            await caller.leave()
            left_at = time.monotonic()
            await call
            await worker.idle()
            assert time.monotonic() - left_at < FREE_WITHIN_S, what


async def test_a_worker_that_is_told_to_stop_does_when_the_caller_of_a_tool_that_hangs_has_gone(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    async with serving(livekit_server, tmp_path) as worker:
        caller, call = await calling(livekit_server, worker, tmp_path, "ignores")
        worker.process.send_signal(signal.SIGTERM)
        await worker.says("draining worker")
        await caller.leave()
        await call
        assert await worker.ended() == 0


async def test_a_tool_that_blocks_its_thread_is_named_and_the_worker_ends_as_failed_after_the_other_calls(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    async with serving(livekit_server, tmp_path) as worker:
        other = Caller("other", tmp_path / "other.wav")
        others_call = asyncio.create_task(other.call(livekit_server, token(livekit_server, "other", "other", "segue")))
        await other.heard.wait()
        blocked, call = await calling(livekit_server, worker, tmp_path, "blocks")
        told = json.loads(await worker.says("has blocked its call's thread"))
        assert (told["tool"], told["room"], told["level"]) == ("blocks", "blocks", "CRITICAL")
        assert told["call"].startswith("AJ_")
        await blocked.left.wait()
        await call
        await types(other, "I am Grace, and I come from Turin.")
        await other.sees(other.agent_identity, "Did I get that right?")
        assert worker.process.returncode is None
        await other.leave()
        await others_call
        assert await worker.ended() == 1
        assert "lost 1 of its slots" in worker.log


async def test_where_calls_are_processes_one_that_is_blocked_is_ended_and_the_worker_goes_on(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    async with serving(livekit_server, tmp_path, SEGUE_TESTS_PROCESSES="1") as worker:
        caller, call = await calling(livekit_server, worker, tmp_path, "blocks")
        assert json.loads(await worker.says("has blocked its call's thread"))["tool"] == "blocks"
        await worker.idle()
        await caller.leave()
        await call
        assert await worker.healthy()
        caller, call = await calling(livekit_server, worker, tmp_path, "waits")
        await caller.leave()
        await call
        await worker.idle()
