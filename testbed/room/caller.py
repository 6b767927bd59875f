"""A caller in a LiveKit room: hears the agent's track, and says the lines of a caller's file when it is their turn.

The received track is the clock: for each 20 ms of it that comes in, 20 ms of the caller go out, and both are put on
record side by side. So the times in the recording are what a caller hears, the way there and back included.
"""

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from livekit import rtc

from segue.caller.calling import Calling, Prepared
from segue.caller.process import prepared
from segue.caller.script import PATIENCE_S, Expect, Say, Script
from segue.records.recording import Recording
from segue.transports.frames import FRAME_SAMPLES, SAMPLE_RATE
from testbed.livekit_server import LiveKitServer
from testbed.room.guest import Guest, is_agent

QUEUE_MS = 100
"""How much of the caller may wait to be sent; the track's own pace keeps it near one frame."""


def lines(*said: str | Say | Mapping[str, object]) -> list[Prepared]:
    """Lines, spoken by the caller's voice."""
    script = tuple(Say(say=line) if isinstance(line, str) else Say.model_validate(line) for line in said)
    return prepared(Script(voice="caller", patience_s=PATIENCE_S, lines=script, expect=Expect()), seed=0)


class Caller(Guest):
    """A guest with a microphone, and lines to say into it. `recording` gets both sides, the caller's left."""

    def __init__(
        self, identity: str, recording: Path, lines: Sequence[Prepared] = (), patience_s: float = PATIENCE_S
    ) -> None:
        super().__init__(identity)
        self.calling = Calling([prepared.line for prepared in lines], lines.__getitem__, patience_s)
        self.recording = recording
        self.first_heard_at: float | None = None
        """When the first of the agent's track came, on the clock of `joined_at`; the recording begins there."""
        self.heard = asyncio.Event()
        """Set once the agent's first sound was heard."""
        self._source = rtc.AudioSource(SAMPLE_RATE, 1, queue_size_ms=QUEUE_MS)
        self._track: asyncio.Future[rtc.Track] = asyncio.get_running_loop().create_future()

    async def call(self, server: LiveKitServer, jwt: str) -> None:
        """The whole call: join, talk, and stay until the room is gone or the lines have it that the caller hangs up."""
        self.room.on("track_subscribed", self._on_track)
        await self.join(server, jwt)
        talking = asyncio.create_task(self._talk())
        leaving = asyncio.create_task(self.left.wait())
        await asyncio.wait({talking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        await self._stop(talking)
        await self.leave()
        await self._source.aclose()

    async def _enter(self, server: LiveKitServer, jwt: str) -> None:
        await super()._enter(server, jwt)
        microphone = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        as_microphone = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self.room.local_participant.publish_track(microphone, as_microphone)

    async def _talk(self) -> None:
        track = await self._track
        async with self._in_use:
            if not self.room.isconnected():
                return
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
                    await self._source.capture_frame(rtc.AudioFrame(caller, SAMPLE_RATE, 1, FRAME_SAMPLES))
            finally:
                await stream.aclose()

    async def _stop(self, talking: "asyncio.Task[None]") -> None:
        talking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await talking

    def _on_track(self, track: rtc.Track, _: object, participant: rtc.RemoteParticipant) -> None:
        if is_agent(participant) and track.kind == rtc.TrackKind.KIND_AUDIO and not self._track.done():
            self._track.set_result(track)
