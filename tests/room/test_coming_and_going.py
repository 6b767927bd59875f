"""In a room: callers who leave while the agents are joining, who come back, and who hang up."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from livekit import rtc

from segue.call.events import CallerAway, CallerBack, Ended, HungUp, Outcome
from segue.records import journal
from segue.transports.presence import FAREWELL
from testbed.livekit_server import LiveKitServer
from testbed.room.entry import rooms, token
from testbed.room.guest import Guest
from testbed.room.worker import WorkerProcess, rehearsal_environment, working

pytestmark = pytest.mark.room

LONG_S = 120.0
CALLERS = 20


@asynccontextmanager
async def keeping_records(server: LiveKitServer, folder: Path) -> AsyncIterator[WorkerProcess]:
    env = rehearsal_environment(
        server, folder / "book", SEGUE_RECORD="on", SEGUE_CALLS_DIR=str(folder / "calls"), SEGUE_MAX_CALLS="4"
    )
    async with working(env) as worker, asyncio.timeout(LONG_S):
        yield worker


def outcomes(folder: Path) -> list[Outcome]:
    kept = [journal.read(path) for path in (folder / "calls").glob("*/journal.jsonl")]
    return [event.outcome for events in kept for event in events if isinstance(event, Ended)]


async def passes_by(server: LiveKitServer, name: str, stays_s: float) -> None:
    """Join, and leave again after so long."""
    room = rtc.Room()
    await room.connect(server.url, token(server, name, name, "segue"))
    await asyncio.sleep(stays_s)  # how long it is that one stays is the very thing that is tried
    await room.disconnect()


async def heard(guest: Guest, words: str) -> None:
    await guest.sees(guest.agent_identity, words)


async def test_callers_who_leave_while_the_agents_join_leave_the_worker_to_the_next_one(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    async with keeping_records(livekit_server, tmp_path) as worker:
        for four in range(0, CALLERS, 4):  # as many as there are slots
            passing = (passes_by(livekit_server, f"passer-{n}", 0.4 * n / CALLERS) for n in range(four, four + 4))
            await asyncio.gather(*passing)
            await worker.idle()
        assert await worker.healthy()
        last = Guest("last")
        await last.join(livekit_server, token(livekit_server, "last", "last", "segue"))
        await last.agent.wait()
        await heard(last, "What is your name")
        await last.leave()
        await worker.idle()
        assert await worker.stop() == 0
    answered = worker.log.count('"call ended"')
    assert outcomes(tmp_path) == [Outcome.HUNG_UP] * answered
    assert "Traceback" not in worker.log
    levels = {json.loads(line)["level"] for line in worker.log.splitlines() if line.startswith("{")}
    assert not levels & {"ERROR", "CRITICAL"}, worker.log


async def test_who_may_come_back_finds_the_same_agent_and_who_hangs_up_is_not_waited_for(
    livekit_server: LiveKitServer, tmp_path: Path
) -> None:
    async with keeping_records(livekit_server, tmp_path) as worker:
        may_return = token(livekit_server, "again", "ada", "segue", resumes=True)
        first = Guest("ada")
        await first.join(livekit_server, may_return)
        await first.agent.wait()
        await heard(first, "where are you from")
        await first.room.local_participant.send_text("I am Ada, and I come from Turin.", topic="lk.chat")
        await heard(first, "Did I get that right?")
        await first.leave()
        second = Guest("ada")
        await second.join(livekit_server, may_return)
        await heard(second, "There you are again.")
        await heard(second, "Did I get that right?")
        assert second.seen.path() == ["intro"]
        agent = second.agent_identity
        await second.room.local_participant.perform_rpc(destination_identity=agent, method=FAREWELL, payload="")
        await second.left.wait()
        await worker.idle()
        assert await rooms(livekit_server) == []
    (kept,) = (tmp_path / "calls").glob("*/journal.jsonl")
    happened = [type(event) for event in journal.read(kept) if isinstance(event, CallerAway | CallerBack | HungUp)]
    assert happened == [CallerAway, CallerBack, HungUp]


async def test_a_guest_can_not_hang_up_for_the_caller(livekit_server: LiveKitServer, tmp_path: Path) -> None:
    async with keeping_records(livekit_server, tmp_path) as worker:
        caller, eve = Guest("ada"), Guest("eve")
        await caller.join(livekit_server, token(livekit_server, "guarded", "ada", "segue"))
        await caller.agent.wait()
        await eve.join(livekit_server, token(livekit_server, "guarded", "eve"))
        await heard(caller, "where are you from")
        agent = eve.agent_identity
        await eve.room.local_participant.perform_rpc(destination_identity=agent, method=FAREWELL, payload="")
        await caller.room.local_participant.send_text("I am Ada, and I come from Turin.", topic="lk.chat")
        await heard(caller, "Did I get that right?")
        await eve.leave()
        await caller.leave()
        await worker.idle()
