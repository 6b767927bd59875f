"""The bottom of a session's audio output, where a line of ours can be put between two speeches, unseen from above."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Final

from livekit import rtc
from livekit.agents.voice import io

from segue.session.sound_clock import SoundClock

GONE_S: Final = 1.0
"""How long a sink may take to say that it has stopped; one that is being closed never does."""

Began = Callable[[float], None]


@dataclass(slots=True)
class _Line:
    """A line that is on."""

    began: Began
    given: bool = False
    """Whether the sink has any of it."""
    stopped: "asyncio.Future[bool]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    whole: "asyncio.Future[bool]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """Set by the sink: whether it has played all of it."""

    def stop(self) -> None:
        if not self.stopped.done():
            self.stopped.set_result(True)


class FloorOutput(io.AudioOutput):
    """Passes the session's speech on to `sink`, and lets `play` have the sink while there is none.

    What the sink reports of a line stays here, so the session counts, pauses and clears its own speech alone. A speech
    that begins while a line is on waits at its first frame until the line is over; cleared meanwhile, it goes at once.
    """

    def __init__(self, sink: io.AudioOutput, dry: Callable[[bool], None] = lambda dry: None) -> None:
        """`dry` is told whether a speech that goes on has no sound to play, as where its TTS has stalled."""
        super().__init__(label="Floor", capabilities=io.AudioOutputCapabilities(pause=True), next_in_chain=sink)
        self.sink = sink
        assert self.next_in_chain is not None, "it was given one"
        self._below = self.next_in_chain
        self._line: _Line | None = None
        self._waiting: list[asyncio.Future[bool]] = []
        """Speeches at their first frame; there is one at most, but for those that are being let go."""
        self._begun = False
        self._cleared = False
        """Whether the speech that is being given was cleared before any of it reached the sink."""
        self._finished = 0
        self._changed = asyncio.Event()
        self._halted = False
        self._clock = SoundClock(dry)

    @property
    def sample_rate(self) -> int | None:
        """The sink's."""
        return self._below.sample_rate

    @property
    def speaking(self) -> bool:
        """Whether a speech of the session's is on, or waits to be."""
        return self._begun or bool(self._waiting) or self.captured_playout_segments > self._finished

    async def spoken(self) -> None:
        """Until no speech of the session's is on, nor waits to be."""
        while self.speaking:
            self._changed.clear()
            await self._changed.wait()

    async def play(self, frames: AsyncIterator[rtc.AudioFrame], began: Began) -> bool:
        """Play a line; `began` is told when it sounds, in seconds of `time.time`. Whether it was played whole.

        False at once where the session speaks, or another line is on.
        """
        if self._line or self.speaking:
            return False
        line = self._line = _Line(began)
        if self._halted:  # for a speech that has not come yet
            self._below.resume()
        try:
            return await self._played(line, frames)
        finally:
            self._line = None
            if self._halted:
                self._below.pause()
            self._let_go(admitted=True)

    def stop(self) -> None:
        """Stop the line that is on."""
        if self._line:
            self._line.stop()

    async def _played(self, line: _Line, frames: AsyncIterator[rtc.AudioFrame]) -> bool:
        try:
            await self._give(line, frames)
            if line.given:
                await asyncio.wait([line.whole, line.stopped], return_when=asyncio.FIRST_COMPLETED)
        finally:
            if line.given and not line.whole.done():
                self._below.clear_buffer()
                # Until then what the sink reports is of the line, and it takes nothing else.
                await asyncio.wait([line.whole], timeout=GONE_S)
        return line.whole.done() and line.whole.result()

    async def _give(self, line: _Line, frames: AsyncIterator[rtc.AudioFrame]) -> None:
        try:
            async for frame in frames:
                if line.stopped.done():
                    break
                line.given = True
                await self._below.capture_frame(frame)
        finally:
            if line.given:
                self._below.flush()

    def _let_go(self, *, admitted: bool) -> None:
        for turn in self._waiting:
            if not turn.done():
                turn.set_result(admitted)

    async def _admitted(self) -> bool:
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        finally:
            self._waiting.remove(turn)
            self._changed.set()

    # What the session does to its speech.

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        if self._line and not self._cleared:
            self._cleared = not await self._admitted()
        if not self._cleared:
            self._begun = True
            await self._below.capture_frame(frame)
            self._clock.given(frame.duration)
        await super().capture_frame(frame)  # counted only now: a capture that is cancelled as it waits never was one

    def flush(self) -> None:
        super().flush()
        if self._cleared:
            self._cleared = False
            self._finish(0.0, interrupted=True)
        elif not self._line:
            self._begun = False
            self._clock.end()
            self._below.flush()
        self._changed.set()

    def clear_buffer(self) -> None:
        self._let_go(admitted=False)
        if not self._line:
            self._clock.end()
            self._below.clear_buffer()

    def pause(self) -> None:
        self._halted = True
        self._clock.pause()
        if not self._line:
            super().pause()

    def resume(self) -> None:
        self._halted = False
        super().resume()
        self._clock.resume()

    def on_detached(self) -> None:
        self.stop()
        super().on_detached()

    # What the sink reports.

    def on_playback_started(self, *, created_at: float) -> None:
        if self._line:
            self._line.began(created_at)
        else:
            self._clock.began()
            super().on_playback_started(created_at=created_at)

    def on_playback_progressed(self, *, started_at: float, offset: float, duration: float) -> None:
        if not self._line:
            super().on_playback_progressed(started_at=started_at, offset=offset, duration=duration)

    def on_playback_finished(
        self, *, playback_position: float, interrupted: bool, synchronized_transcript: str | None = None
    ) -> None:
        if not self._line:
            self._finish(playback_position, interrupted=interrupted, transcript=synchronized_transcript)
        elif not self._line.whole.done():
            self._line.whole.set_result(not interrupted)

    def _finish(self, position_s: float, *, interrupted: bool, transcript: str | None = None) -> None:
        self._finished += 1
        self._changed.set()
        super().on_playback_finished(
            playback_position=position_s, interrupted=interrupted, synchronized_transcript=transcript
        )
