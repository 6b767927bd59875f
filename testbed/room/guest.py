"""Someone in a room who watches, and keeps everything that comes."""

import asyncio
import contextlib
import time
from collections.abc import Coroutine, Mapping

from livekit import rtc
from livekit.rtc.data_stream import StreamError

from testbed.livekit_server import LiveKitServer
from testbed.room.seen import Seen, Transcribed


class Guest:
    """Someone in a room who watches."""

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self.room = rtc.Room()
        self.seen = Seen()
        self.agent = asyncio.Event()
        """Set once the agent is in the room."""
        self.left = asyncio.Event()
        """Set once this participant is out of the room, whoever put them out."""
        self.joined_at = 0.0
        self._in_use = asyncio.Lock()
        """Held while something is done that the room must not be left in the middle of."""
        self._reading: set[asyncio.Task[None]] = set()
        self._news = asyncio.Condition()

    @property
    def agent_identity(self) -> str:
        """The agent's identity; empty while it is not there."""
        return next((p.identity for p in self.room.remote_participants.values() if is_agent(p)), "")

    async def join(self, server: LiveKitServer, jwt: str) -> None:
        """Join, hearing all from the first moment. Who hangs up meanwhile leaves once in, who has before stays out."""
        room = self.room
        room.on("participant_connected", self._on_participant)
        room.on("participant_attributes_changed", self._on_attributes)
        room.on("room_metadata_changed", lambda old, new: self.seen.raw.append(f"room metadata {new}"))
        room.on("participant_metadata_changed", lambda p, old, new: self.seen.raw.append(f"metadata {new}"))
        room.on("data_received", lambda packet: self.seen.raw.append(repr(packet.data)))
        room.on("disconnected", self._on_disconnected)
        # The SDK hands a stream only to who has named its topic; here any topic has a handler.
        room._text_stream_handlers = _AnyTopic(self._on_text)
        room._byte_stream_handlers = _AnyTopic(self._on_bytes)
        async with self._in_use:
            if not self.left.is_set():
                await self._enter(server, jwt)

    async def _enter(self, server: LiveKitServer, jwt: str) -> None:
        await self.room.connect(server.url, jwt)
        self.joined_at = time.monotonic()
        for participant in self.room.remote_participants.values():
            self._on_participant(participant)

    async def sees(self, who: str, words: str) -> None:
        """Wait until the transcription of `who` has `words` in it."""

        def seen() -> bool:
            return any(words.lower() in line.text.lower() for line in self.seen.transcript.values() if line.who == who)

        async with self._news:
            await self._news.wait_for(seen)

    async def is_told(self, kind: str) -> None:
        """Wait until the call's feed has a line of this kind."""
        async with self._news:
            await self._news.wait_for(lambda: any(line["kind"] == kind for line in self.seen.feed()))

    async def leave(self) -> None:
        """Hang up, and read what has come by then to its end."""
        async with self._in_use:  # before one is in, the SDK would do nothing
            await self.room.disconnect()
        if not self.left.is_set():  # of one's own leaving the SDK tells most times, not always
            self._on_disconnected(rtc.DisconnectReason.CLIENT_INITIATED)
        await asyncio.gather(*self._reading)

    def _on_participant(self, participant: rtc.RemoteParticipant) -> None:
        self.seen.events.append(f"{participant.identity} {participant.name} {participant.metadata}")
        if is_agent(participant):
            self.agent.set()
            self.seen.attributes.append(dict(participant.attributes))

    def _on_attributes(self, changed: dict[str, str], participant: rtc.Participant) -> None:
        if isinstance(participant, rtc.RemoteParticipant) and is_agent(participant):
            self.seen.attributes.append(dict(participant.attributes))
            self.seen.entered_at.setdefault(participant.attributes.get("segue.agent", ""), time.monotonic())

    def _on_disconnected(self, reason: rtc.DisconnectReason.ValueType) -> None:
        self.seen.ended_by.append(rtc.DisconnectReason.Name(reason))
        self.left.set()

    def _on_text(self, reader: rtc.TextStreamReader, identity: str) -> None:
        told = reader.info.attributes or {}
        if reader.info.topic != "lk.transcription":
            self._hold(self._keep_text(reader, told))
            return
        segment = told.get("lk.segment_id", reader.info.stream_id)
        line = self.seen.transcript.setdefault(segment, Transcribed(identity, first_at=time.monotonic()))
        # Here, where streams come in the order they were opened in; they need not end in it.
        line.stream = reader.info.stream_id
        self._hold(self._follow(reader, line))

    def _on_bytes(self, reader: rtc.ByteStreamReader, identity: str) -> None:
        self._hold(self._keep_bytes(reader))

    async def _follow(self, reader: rtc.TextStreamReader, line: Transcribed) -> None:
        text = ""
        async for words in reader:
            text += words
            if line.stream == reader.info.stream_id:
                line.text = text
                await self._tell()
        if line.stream == reader.info.stream_id:
            line.final = (reader.info.attributes or {}).get("lk.transcription_final") == "true"
            await self._tell()

    async def _keep_text(self, reader: rtc.TextStreamReader, told: Mapping[str, str]) -> None:
        self.seen.raw.append(f"{reader.info.topic} {dict(told)} {await reader.read_all()}")
        await self._tell()

    async def _keep_bytes(self, reader: rtc.ByteStreamReader) -> None:
        pieces = [bytes(piece) async for piece in reader]
        self.seen.raw.append(f"{reader.info.topic} {b''.join(pieces)!r}")

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _hold(self, reading: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(_while_it_lasts(reading))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)


def is_agent(participant: rtc.Participant) -> bool:
    return participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT


async def _while_it_lasts(reading: Coroutine[None, None, None]) -> None:
    with contextlib.suppress(StreamError):  # cut off by the end of the call
        await reading


class _AnyTopic(dict):  # type: ignore[type-arg]
    """A table of handlers in which every topic has the same one."""

    def __init__(self, handler: object) -> None:
        super().__init__()
        self._handler = handler

    def get(self, key: object, default: object = None) -> object:
        return self._handler
