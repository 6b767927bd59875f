"""What a debugging client asks of the agents' session, such as LiveKit's playground every five seconds: refused.

LiveKit's own answers would let whoever is in the room read the prompts and speak for the caller. Without any answer
such a client waits for each until its time is up, and each is a line in the log.
"""

import asyncio
from typing import Final

from google.protobuf.message import DecodeError
from livekit import rtc
from livekit.protocol.agent_pb.agent_session import AgentSessionMessage, SessionResponse

TOPIC: Final = "lk.agent.session"
LARGEST_BYTES: Final = 4096
"""Of a request that is read; the playground's take tens."""
REFUSAL: Final = "these agents answer no debugging client"


def refuse_debugging(room: rtc.Room, caller: str) -> None:
    """Refuse, in their protocol, what the participant `caller` asks; anybody else gets no answer at all."""
    tasks = set[asyncio.Task[None]]()

    def asked(reader: rtc.ByteStreamReader, identity: str) -> None:
        task = asyncio.get_running_loop().create_task(_refuse(room, reader, identity if identity == caller else None))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    room.register_byte_stream_handler(TOPIC, asked)


async def _refuse(room: rtc.Room, reader: rtc.ByteStreamReader, identity: str | None) -> None:
    request_id = _asked(await _read(reader))
    if request_id and identity:
        answer = AgentSessionMessage(response=SessionResponse(request_id=request_id, error=REFUSAL))
        local = room.local_participant
        await local.send_bytes(answer.SerializeToString(), name="", topic=TOPIC, destination_identities=[identity])


async def _read(reader: rtc.ByteStreamReader) -> bytes:
    """All of it, read to its end in any case; nothing where it is too large."""
    whole = b""
    async for chunk in reader:
        whole = (whole + chunk)[: LARGEST_BYTES + 1]
    return whole if len(whole) <= LARGEST_BYTES else b""


def _asked(message: bytes) -> str:
    """The number of the request in it; empty where there is none."""
    try:
        return str(AgentSessionMessage.FromString(message).request.request_id)
    except DecodeError:
        return ""
