"""What the LiveKit server is asked of rooms: whether one is still there, and to close what is left."""

import contextlib
from collections.abc import AsyncIterator, Collection
from typing import Final

import aiohttp
from livekit import api

from segue.page.tokens import LiveKitAccess

WITHIN_S: Final = 3.0


class Unreachable(Exception):
    """The LiveKit server does not answer, or does not know our keys."""


async def is_there(access: LiveKitAccess, room: str) -> bool:
    """Whether there is such a room. Raises `Unreachable`."""
    async with _asking(access) as server:
        return bool((await server.room.list_rooms(api.ListRoomsRequest(names=[room]))).rooms)


async def close(access: LiveKitAccess, rooms: Collection[str]) -> None:
    """Close those of the `rooms` that are still there, which ends their calls. Raises `Unreachable`."""
    if not rooms:
        return  # to ask for none by name is to ask for all
    async with _asking(access) as server:
        listed = await server.room.list_rooms(api.ListRoomsRequest(names=[*rooms]))
        for room in listed.rooms:
            await server.room.delete_room(api.DeleteRoomRequest(room=room.name))


@contextlib.asynccontextmanager
async def _asking(access: LiveKitAccess) -> AsyncIterator[api.LiveKitAPI]:
    within = aiohttp.ClientTimeout(total=WITHIN_S)
    try:
        async with api.LiveKitAPI(access.url, access.key, access.secret, timeout=within) as server:
            yield server
    except (api.TwirpError, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise Unreachable from error
