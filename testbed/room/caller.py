"""A caller in a LiveKit room: hears the agent's track, and says the lines of a caller's file when it is their turn.

The received track is the clock: for each 20 ms of it that comes in, 20 ms of the caller go out, and both are put on
record side by side. So the times in the recording are what a caller hears, the way there and back included.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from livekit import api, rtc
from livekit.rtc.data_stream import StreamError

from segue.caller.calling import Calling, Prepared
from segue.caller.process import prepared
from segue.caller.script import PATIENCE_S, Expect, Say, Script
from segue.records.recording import Recording
from segue.transports.frames import FRAME_SAMPLES, SAMPLE_RATE
from testbed.livekit_server import LiveKitServer

QUEUE_MS = 100
"""How much of the caller may wait to be sent; the track's own pace keeps it near one frame."""


def token(server: LiveKitServer, room: str, identity: str, agent: str = "", metadata: str = "") -> str:
    """A token to join `room`, which calls `agent` in if it is the one that opens the room."""
    grants = api.VideoGrants(room_join=True, room=room, can_update_own_metadata=True)
    made = api.AccessToken(server.api_key, server.api_secret).with_identity(identity).with_grants(grants)
    if agent:
        dispatch = api.RoomAgentDispatch(agent_name=agent, metadata=metadata)
        made = made.with_room_config(api.RoomConfiguration(agents=[dispatch]))
    return made.to_jwt()


def lines(*said: str | Say | Mapping[str, object]) -> list[Prepared]:
    """Lines, spoken by the caller's voice."""
    script = tuple(Say(say=line) if isinstance(line, str) else Say.model_validate(line) for line in said)
    return prepared(Script(voice="caller", patience_s=PATIENCE_S, lines=script, expect=Expect()), seed=0)


@contextlib.asynccontextmanager
async def server_api(server: LiveKitServer) -> AsyncIterator[api.LiveKitAPI]:
    """The server's own interface: rooms, dispatches."""
    async with api.LiveKitAPI(server.url, server.api_key, server.api_secret) as asked:
        yield asked


async def rooms(server: LiveKitServer) -> list[str]:
    """The rooms that are open."""
    async with server_api(server) as asked:
        return [room.name for room in (await asked.room.list_rooms(api.ListRoomsRequest())).rooms]


@dataclass(slots=True)
class Line:
    """One stretch of the room's transcription."""

    who: str
    """The identity of the participant whose words they are."""
    stream: str = ""
    """The newest that tells of it: each says all of it anew."""
    text: str = ""
    final: bool = False
    first_at: float = 0.0
    """When its first words came, on this process's clock."""


@dataclass(slots=True)
class Seen:
    """Everything that one participant of a room is sent, besides sound."""

    transcript: dict[str, Line] = field(default_factory=dict)
    """By segment."""
    attributes: list[Mapping[str, str]] = field(default_factory=list)
    """The agent's, as they were after each change."""
    entered_at: dict[str, float] = field(default_factory=dict)
    """When each stage was first shown to have the call, on this process's clock."""
    events: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    """Every other text and every byte, as it came."""
    ended_by: list[str] = field(default_factory=list)
    """Why the room was left, once for each time that was said."""

    def said(self, who: str) -> list[str]:
        """The final transcripts of `who`, in order."""
        return [line.text.strip() for line in self.transcript.values() if line.who == who]

    def everything(self) -> str:
        """All of it as one text, to be searched."""
        words = [line.text for line in self.transcript.values()]
        return "\n".join([*words, *map(str, self.attributes), *self.events, *self.raw])


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
        self._reading: set[asyncio.Task[None]] = set()
        self._news = asyncio.Condition()

    @property
    def agent_identity(self) -> str:
        """The agent's identity; empty while it is not there."""
        return next((p.identity for p in self.room.remote_participants.values() if is_agent(p)), "")

    async def join(self, server: LiveKitServer, jwt: str) -> None:
        """Join, hearing everything from the first moment."""
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
        await room.connect(server.url, jwt)
        self.joined_at = time.monotonic()
        for participant in room.remote_participants.values():
            self._on_participant(participant)

    async def sees(self, who: str, words: str) -> None:
        """Wait until the transcription of `who` has `words` in it."""

        def seen() -> bool:
            return any(words.lower() in line.text.lower() for line in self.seen.transcript.values() if line.who == who)

        async with self._news:
            await self._news.wait_for(seen)

    async def leave(self) -> None:
        """Hang up, and read what has come by then to its end."""
        await self.room.disconnect()
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
        line = self.seen.transcript.setdefault(segment, Line(identity, first_at=time.monotonic()))
        # Here, where streams come in the order they were opened in; they need not end in it.
        line.stream = reader.info.stream_id
        self._hold(self._follow(reader, line))

    def _on_bytes(self, reader: rtc.ByteStreamReader, identity: str) -> None:
        self._hold(self._keep_bytes(reader))

    async def _follow(self, reader: rtc.TextStreamReader, line: Line) -> None:
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
        self.seen.raw.append(f"{reader.info.topic} {told} {await reader.read_all()}")

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


class Caller(Guest):
    """A guest with a microphone, and lines to say into it. `recording` gets both sides, the caller's left."""

    def __init__(
        self, identity: str, recording: Path, lines: Sequence[Prepared] = (), patience_s: float = PATIENCE_S
    ) -> None:
        super().__init__(identity)
        self.calling = Calling(lines, patience_s)
        self.recording = recording
        self.first_heard_at: float | None = None
        """When the first of the agent's track came, on the clock of `joined_at`; the recording begins there."""
        self.heard = asyncio.Event()
        """Set once the agent's first sound was heard."""
        self._track: asyncio.Future[rtc.Track] = asyncio.get_running_loop().create_future()

    async def call(self, server: LiveKitServer, jwt: str) -> None:
        """The whole call: join, talk, and stay until the room is gone or the lines have it that the caller hangs up."""
        self.room.on("track_subscribed", self._on_track)
        await self.join(server, jwt)
        source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=QUEUE_MS)
        microphone = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        as_microphone = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self.room.local_participant.publish_track(microphone, as_microphone)
        talking = asyncio.create_task(self._talk(source))
        leaving = asyncio.create_task(self.left.wait())
        await asyncio.wait({talking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        await self._stop(talking)
        await self.leave()
        await source.aclose()

    async def _talk(self, source: rtc.AudioSource) -> None:
        track = await self._track
        stream = rtc.AudioStream.from_track(track=track, sample_rate=SAMPLE_RATE, num_channels=1, frame_size_ms=20)
        with Recording(self.recording, SAMPLE_RATE) as recording:
            try:
                async for event in stream:
                    agents = bytes(event.frame.data.cast("b"))
                    if self.first_heard_at is None:
                        self.first_heard_at = time.monotonic()
                    caller = self.calling.frame(agents)
                    if caller is None:
                        return
                    recording.add(caller, agents)
                    if any(agents):
                        self.heard.set()
                    await source.capture_frame(rtc.AudioFrame(caller, SAMPLE_RATE, 1, FRAME_SAMPLES))
            finally:
                await stream.aclose()

    async def _stop(self, talking: "asyncio.Task[None]") -> None:
        talking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await talking

    def _on_track(self, track: rtc.Track, _: object, participant: rtc.RemoteParticipant) -> None:
        if is_agent(participant) and track.kind == rtc.TrackKind.KIND_AUDIO and not self._track.done():
            self._track.set_result(track)


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
