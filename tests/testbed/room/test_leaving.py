"""Callers in a room who hang up: they are out of it, and their call is over, whenever they do."""

import asyncio
from pathlib import Path

import pytest
from livekit import api

from testbed.livekit_server import LiveKitServer
from testbed.room.caller import Caller
from testbed.room.entry import server_api, token
from testbed.room.guest import Guest

pytestmark = pytest.mark.room

LONG_S = 30.0
TIMES = 12
"""Of one's own leaving the SDK itself tells three times in four."""


@pytest.mark.parametrize("steps", range(4), ids=lambda steps: f"after {steps} steps")
async def test_one_who_hangs_up_before_they_are_in_is_out(
    livekit_server: LiveKitServer, tmp_path: Path, steps: int
) -> None:
    caller = Caller("hasty", tmp_path / "hasty.wav")
    call = asyncio.create_task(caller.call(livekit_server, token(livekit_server, "hasty", "hasty")))
    for _ in range(steps):
        await asyncio.sleep(0)
    async with asyncio.timeout(LONG_S):
        await caller.leave()
        await call
    assert caller.seen.ended_by == ["CLIENT_INITIATED"]
    assert not caller.room.isconnected()


async def test_every_leaving_is_told_and_told_once(livekit_server: LiveKitServer) -> None:
    for _ in range(TIMES):
        guest = Guest("guest")
        await guest.join(livekit_server, token(livekit_server, "visited", "guest"))
        await guest.leave()
        await guest.leave()
        assert guest.left.is_set()
        assert guest.seen.ended_by == ["CLIENT_INITIATED"]


async def test_one_whose_room_is_closed_is_told_that_and_not_that_they_left(livekit_server: LiveKitServer) -> None:
    guest = Guest("guest")
    await guest.join(livekit_server, token(livekit_server, "closed", "guest"))
    async with server_api(livekit_server) as asked, asyncio.timeout(LONG_S):
        await asked.room.delete_room(api.DeleteRoomRequest(room="closed"))
        await guest.left.wait()
    await guest.leave()
    assert guest.seen.ended_by == ["ROOM_DELETED"]
