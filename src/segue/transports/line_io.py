"""A session's ends of a line: LiveKit's audio input and output, paced by the line's ticks."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from livekit import rtc
from livekit.agents.voice import io

from segue.transports.frames import FRAME_BYTES, SAMPLE_RATE, SILENCE


class LineInput(io.AudioInput):
    """The caller's sound, 20 ms at a time, as the line brings it."""

    def __init__(self) -> None:
        super().__init__(label="Line")
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue()

    def put(self, pcm: bytes) -> None:
        self._frames.put_nowait(pcm)

    def end(self) -> None:
        """There will be no more."""
        self._frames.put_nowait(None)

    async def __anext__(self) -> rtc.AudioFrame:
        if (pcm := await self._frames.get()) is None:
            self.end()  # stays true for whoever asks again
            raise StopAsyncIteration
        return rtc.AudioFrame(pcm, SAMPLE_RATE, 1, len(pcm) // 2)


@dataclass(slots=True)
class Played:
    """One stretch of speech the agents put on the line, and how much of it went out."""

    first_sample: int | None = None
    """Where it begins in the call and its recording; None while nothing of it was played."""
    pushed_samples: int = 0
    played_samples: int = 0
    interrupted: bool = False

    @property
    def lost_s(self) -> float:
        """Seconds made and never played."""
        return (self.pushed_samples - self.played_samples) / SAMPLE_RATE


@dataclass(slots=True)
class _Segment:
    played: Played = field(default_factory=Played)
    waiting: bytearray = field(default_factory=bytearray)
    whole: bool = False


class LineOutput(io.AudioOutput):
    """The agents' sound: taken as fast as it comes, let out by `take`, one frame a tick."""

    def __init__(self) -> None:
        super().__init__(label="Line", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=SAMPLE_RATE)
        self.played: list[Played] = []
        """Every stretch so far, in the order of playing; the one being played is not in it yet."""
        self._segments: deque[_Segment] = deque()
        self._open: _Segment | None = None
        self._paused = False
        self._cut = False

    @property
    def idle(self) -> bool:
        """Whether nothing is left to play, nor announced to come."""
        return not self._segments

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        before = self.captured_playout_segments
        await super().capture_frame(frame)
        if self.captured_playout_segments > before:
            self._open = _Segment()
            self._segments.append(self._open)
        # Without an open segment this is the rest of one that was cleared while it was being made.
        if self._open is not None:
            self._open.waiting += frame.data.cast("b")
            self._open.played.pushed_samples += frame.samples_per_channel

    def flush(self) -> None:
        super().flush()
        if self._open is not None:
            self._open.whole = True
            self._open = None
        if self._cut:
            self.clear_buffer()

    def clear_buffer(self) -> None:
        self._open = None
        while self._segments:
            self._finish(interrupted=True)

    def pause(self) -> None:
        super().pause()
        self._paused = True

    def resume(self) -> None:
        super().resume()
        self._paused = False

    def cut(self) -> None:
        """The line is gone: nothing is played any more, and whatever still comes ends at once, unheard."""
        self._cut = True
        self.clear_buffer()

    def take(self, at_sample: int) -> bytes:
        """The next frame to go out, at `at_sample` of the call: 20 ms of speech, or silence.

        A stretch is reported as finished one frame after its last, when that has been heard.
        """
        while self._segments and self._segments[0].whole and not self._segments[0].waiting:
            self._finish(interrupted=False)
        if self._paused or not self._segments:
            return SILENCE
        segment = self._segments[0]
        if len(segment.waiting) < FRAME_BYTES and not segment.whole:
            return SILENCE
        pcm = bytes(segment.waiting[:FRAME_BYTES])
        del segment.waiting[:FRAME_BYTES]
        segment.played.played_samples += len(pcm) // 2
        if segment.played.first_sample is None:
            segment.played.first_sample = at_sample
            self.on_playback_started(created_at=time.time())
        return pcm.ljust(FRAME_BYTES, b"\0")

    def _finish(self, *, interrupted: bool) -> None:
        played = self._segments.popleft().played
        played.interrupted = interrupted
        self.played.append(played)
        self.on_playback_finished(playback_position=played.played_samples / SAMPLE_RATE, interrupted=interrupted)


class TextSink(io.TextOutput):
    """The agents' words in step with their sound, handed on as they are heard."""

    def __init__(self, on_text: Callable[[str], None], on_text_end: Callable[[], None]) -> None:
        super().__init__(label="Line", next_in_chain=None)
        self._on_text, self._on_text_end = on_text, on_text_end

    async def capture_text(self, text: str) -> None:
        self._on_text(text)

    def flush(self) -> None:
        self._on_text_end()
