"""How one gets into a room of a LiveKit server, and which rooms it has."""

import contextlib
from collections.abc import AsyncIterator

from livekit import api

from segue.transports.presence import RESUMES
from testbed.livekit_server import LiveKitServer


def token(
    server: LiveKitServer, room: str, identity: str, agent: str = "", metadata: str = "", *, resumes: bool = False
) -> str:
    """A token to join `room`, which calls `agent` in if it is the one that opens the room.

    `resumes`: whoever holds it may come back to the same call.
    """
    grants = api.VideoGrants(room_join=True, room=room, can_update_own_metadata=True)
    made = api.AccessToken(server.api_key, server.api_secret).with_identity(identity).with_grants(grants)
    if resumes:
        made = made.with_attributes({RESUMES: "true"})
    if agent:
        dispatch = api.RoomAgentDispatch(agent_name=agent, metadata=metadata)
        made = made.with_room_config(api.RoomConfiguration(agents=[dispatch]))
    return made.to_jwt()


@contextlib.asynccontextmanager
async def server_api(server: LiveKitServer) -> AsyncIterator[api.LiveKitAPI]:
    """The server's own interface: rooms, dispatches."""
    async with api.LiveKitAPI(server.url, server.api_key, server.api_secret) as asked:
        yield asked


async def rooms(server: LiveKitServer) -> list[str]:
    """The rooms that are open."""
    async with server_api(server) as asked:
        return [room.name for room in (await asked.room.list_rooms(api.ListRoomsRequest())).rooms]


async def agent_in(server: LiveKitServer, room: str) -> str:
    """The identity of the agent's participant, which has the call's id in it."""
    async with server_api(server) as asked:
        there = (await asked.room.list_participants(api.ListParticipantsRequest(room=room))).participants
    return next(each.identity for each in there if each.kind == api.ParticipantInfo.Kind.AGENT)
