"""In a room: a call that can't be kept is a call like any other, and one line of the worker's log."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from segue.records.folder import Folder
from segue.records.journal import load
from testbed.livekit_server import LiveKitServer
from testbed.room.caller import Caller
from testbed.room.entry import token
from testbed.room.worker import WorkerProcess, rehearsal_environment, working

pytestmark = pytest.mark.room

LONG_S = 120.0


@asynccontextmanager
async def keeping(server: LiveKitServer, folder: Path) -> AsyncIterator[WorkerProcess]:
    """A worker that is to keep its calls in `folder`/calls."""
    env = rehearsal_environment(server, folder / "book", SEGUE_RECORD="on", SEGUE_CALLS_DIR=str(folder / "calls"))
    async with working(env) as worker, asyncio.timeout(LONG_S):
        yield worker


async def plays(
    server: LiveKitServer,
    worker: WorkerProcess,
    folder: Path,
    room: str,
    meanwhile: Callable[[], object] = lambda: None,
) -> None:
    """A call whose caller is greeted, says goodbye, and hears it; something else happens after the greeting."""
    caller = Caller(room, folder / f"{room}.wav")
    calling = asyncio.create_task(caller.call(server, token(server, room, room, "segue")))
    await caller.heard.wait()
    meanwhile()
    await caller.room.local_participant.send_text("Goodbye.", topic="lk.chat")
    await calling
    await worker.idle()
    assert caller.seen.agents_said()[-1].startswith("Goodbye, my friend.")


def told(worker: WorkerProcess, *levels: str) -> list[dict[str, Any]]:
    """What we ourselves say in the log at these levels."""
    lines = [json.loads(line) for line in worker.lines if line.startswith("{")]
    return [line for line in lines if line["level"] in levels and line["name"].startswith("segue.")]


async def test_where_no_call_can_be_kept_each_is_answered_and_told_of_once(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    (tmp_path / "calls").touch()
    async with keeping(livekit_server, tmp_path) as worker:
        await worker.says("calls may not be kept")
        for room in ("one", "two"):
            await plays(livekit_server, worker, tmp_path, room)
    assert [line["message"] for line in told(worker, "WARNING")].count("calls may not be kept") == 1
    of_calls = told(worker, "ERROR", "CRITICAL")
    assert [(line["message"], line.get("room")) for line in of_calls] == [
        ("a call is not kept", "one"),
        ("a call is not kept", "two"),
    ]
    assert all(line["call"].startswith("AJ_") for line in of_calls)
    ended = [line for line in told(worker, "INFO") if line["message"] == "call ended"]
    assert [line["outcome"] for line in ended] == ["goodbye", "goodbye"]


async def test_a_folder_that_goes_in_mid_call_takes_no_call_with_it(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    calls = tmp_path / "calls"
    async with keeping(livekit_server, tmp_path) as worker:
        await plays(livekit_server, worker, tmp_path, "one", lambda: shutil.rmtree(calls))
        await plays(livekit_server, worker, tmp_path, "two")
    (line,) = told(worker, "ERROR", "CRITICAL")
    assert (line["message"], line["room"]) == ("the journal of a call is not whole", "one")
    assert line["call"].startswith("AJ_")
    (kept,) = map(Folder, calls.iterdir())
    assert {path.name for path in kept.path.iterdir()} == {
        "call.ogg", "figures.json", "journal.jsonl", "transcript.txt",
    }  # fmt: skip
    assert load(kept.journal).closed
