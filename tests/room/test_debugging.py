"""A debugging client in the room, as LiveKit's playground is one: it is refused in a way it understands."""

import asyncio

import pytest
from livekit import api, rtc
from livekit.protocol.agent_pb.agent_session import AgentSessionMessage, SessionRequest, SessionResponse

from segue.transports.debugging import LARGEST_BYTES, REFUSAL, TOPIC, refuse_debugging
from testbed.livekit_server import LiveKitServer

pytestmark = pytest.mark.room

POLL = AgentSessionMessage(
    request=SessionRequest(request_id="req_1", get_rtc_stats=SessionRequest.GetRTCStats())
).SerializeToString()


class Client:
    """A participant who keeps what it is answered."""

    def __init__(self) -> None:
        self.room = rtc.Room()
        self.answers = asyncio.Queue[SessionResponse]()
        self._reading: set[asyncio.Task[None]] = set()

    async def join(self, server: LiveKitServer, identity: str) -> None:
        if identity != "agent":
            self.room.register_byte_stream_handler(TOPIC, self._on_bytes)
        token = api.AccessToken(server.api_key, server.api_secret).with_identity(identity)
        await self.room.connect(
            server.url, token.with_grants(api.VideoGrants(room_join=True, room="debugged")).to_jwt()
        )

    async def ask(self, message: bytes) -> None:
        await self.room.local_participant.send_bytes(message, name="", topic=TOPIC, destination_identities=["agent"])

    def _on_bytes(self, reader: rtc.ByteStreamReader, _: str) -> None:
        self._reading.add(asyncio.create_task(self._read(reader)))

    async def _read(self, reader: rtc.ByteStreamReader) -> None:
        whole = b"".join([chunk async for chunk in reader])
        self.answers.put_nowait(AgentSessionMessage.FromString(whole).response)


async def test_the_callers_polling_is_refused_and_a_strangers_unanswered(livekit_server: LiveKitServer) -> None:
    agent, caller, stranger = Client(), Client(), Client()
    refuse_debugging(agent.room, "caller")
    for client, identity in ((agent, "agent"), (caller, "caller"), (stranger, "stranger")):
        await client.join(livekit_server, identity)
    try:
        await stranger.ask(POLL)
        for odd in (b"\xff\xff", b"", b"\0" * (LARGEST_BYTES + 1)):
            await caller.ask(odd)
        await caller.ask(POLL)
        async with asyncio.timeout(10):
            answer = await caller.answers.get()
        assert (answer.request_id, answer.error, answer.WhichOneof("response")) == ("req_1", REFUSAL, None)
        assert caller.answers.empty()
        assert stranger.answers.empty()
    finally:
        for client in (agent, caller, stranger):
            await client.room.disconnect()
