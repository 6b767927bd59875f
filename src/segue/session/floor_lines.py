"""Lines that are played past the session: it does not notice, and they need no agent, no model and no turn."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from functools import partial
from typing import Any, Final

from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice import io

from segue import library
from segue.session.floor_output import FloorOutput

HUSHED_WITHIN_S: Final = 1.0
"""For whoever speaks to be silent; a sink that is being closed never says so."""


class Floor:
    """One call's. Plays one line at a time, and none over words."""

    def __init__(self) -> None:
        self._session: AgentSession[Any] | None = None
        self._output: FloorOutput | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Event()
        self._free.set()

    def attach(self, session: AgentSession[Any]) -> None:
        """Stand between `session` and what plays its speech; to be called before it has spoken, any number of times.

        A session that speaks already is cut off there.
        """
        self._session = session
        sound = session.output.audio
        while sound is not None and not isinstance(sound, FloorOutput) and sound.next_in_chain is not None:
            sound = sound.next_in_chain
        if sound is not None and not isinstance(sound, FloorOutput):
            session.output.replace_audio_tail(sound := FloorOutput(sound, partial(library.hold_words, session)))
        self._output = sound

    @property
    def speaking(self) -> bool:
        """Whether the agents' own sound is on, or waits for a line to end."""
        if self._output is not None:
            return self._output.speaking
        return self._session is not None and self._session.agent_state == "speaking"

    async def play(self, text: str, frames: AsyncIterator[rtc.AudioFrame] | None) -> bool:
        """Play a line; whether it was heard whole. False at once where the agents speak, or another line is on.

        `frames` are to be there already: nothing is waited for between two. In a typed call there are none.
        """
        if self.speaking or self._session is None or not self._free.is_set():
            return False
        if self._output is None:
            await self._show(text)
            return True
        if frames is None or not _heard(self._output.sink):
            return False
        given: list[rtc.AudioFrame] = []
        self._free.clear()
        try:
            return await self._output.play(_kept(frames, given), partial(self._began, text, given))
        finally:
            for task in self._tasks:
                task.cancel()
            library.end_record(self._session)
            self._free.set()

    async def free(self) -> None:
        """Until no line is on."""
        await self._free.wait()

    async def clear(self) -> None:
        """Stop whoever speaks, at once; a line is to take their place."""
        self.stop()
        await self._free.wait()
        if self._session is None or (sound := self._session.output.audio) is None:
            return
        library.hush(self._session)
        sound.clear_buffer()  # of what is being given, whoever gives it clears the rest
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HUSHED_WITHIN_S):
                await sound.wait_for_playout()
                if self._output is not None:
                    await self._output.spoken()

    def stop(self) -> None:
        """The caller speaks: no more of the line is heard."""
        if self._output is not None:
            self._output.stop()

    def _began(self, text: str, given: list[rtc.AudioFrame], at: float) -> None:
        """The line sounds since `at`, in seconds of `time.time`."""
        self._hold(self._show(text))
        self._hold(self._record(given, at))

    async def _show(self, text: str) -> None:
        """Write the line where the agents' words go; past what keeps those in step with their own sound."""
        assert self._session is not None, "attached"
        words: io.TextOutput | None = self._session.output.transcription
        if words is not None:
            words = words.next_in_chain or words
            await words.capture_text(text)
            words.flush()

    async def _record(self, given: list[rtc.AudioFrame], at: float) -> None:
        assert self._session is not None, "attached"
        loop = asyncio.get_running_loop()
        behind_s = at - loop.time()
        for frame in given:
            library.record(self._session, frame, at)
            at += frame.duration
            await asyncio.sleep(at - behind_s - loop.time())  # what is stopped before its time is not recorded

    def _hold(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _kept(frames: AsyncIterator[rtc.AudioFrame], given: list[rtc.AudioFrame]) -> AsyncIterator[rtc.AudioFrame]:
    async for frame in frames:
        given.append(frame)
        yield frame


def _heard(sink: io.AudioOutput) -> bool:
    """Whether anybody listens. A room's sink holds all sound back until the caller's client has its track."""
    subscribed = getattr(sink, "subscribed", None)
    return not isinstance(subscribed, asyncio.Future) or subscribed.done()
