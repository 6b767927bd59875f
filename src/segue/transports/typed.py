"""A call that is typed: words in, words out, on a clock that runs with the words."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from livekit.agents import AgentSession, APIError, ChatContext, RunResult
from livekit.agents.voice import io

from segue.call.call import Call
from segue.session.build import Built

WORDS_A_SECOND = 2.6
"""An unhurried speaking pace; a typed call's seconds are counted in words, so the same call has the same times."""

Answering: TypeAlias = Awaitable[RunResult[None] | None]


def spoken_s(text: str) -> float:
    """How long it would take to say `text`, in seconds."""
    return len(text.split()) / WORDS_A_SECOND


class WordClock:
    """Seconds since the call began, as they would have passed had the words been spoken."""

    def __init__(self) -> None:
        self._now_s = 0.0

    def __call__(self) -> float:
        return round(self._now_s, 3)

    def pass_s(self, seconds: float) -> None:
        """Let so much time pass."""
        self._now_s += seconds


class TypedOutput(io.TextOutput):
    """Receives the agents' words as they come, and holds them up where they are about to be stopped."""

    def __init__(self, clock: WordClock, on_text: Callable[[str], None], on_end: Callable[[], None]) -> None:
        super().__init__(label="typed", next_in_chain=None)
        self._clock = clock
        self._on_text = on_text
        self._on_end = on_end
        self._patience_s: float | None = None
        self.held = asyncio.Event()
        """Set once the patience given by `hold_after` has run out in mid-speech."""
        self._until_s: float | None = None
        self.late = asyncio.Event()
        """Set once the moment given by `hold_at` has come in mid-speech."""
        self._go_on = asyncio.Event()

    def hold_after(self, seconds: float) -> None:
        """Hold the agents up so far into what they say next."""
        self._patience_s = seconds
        self.held.clear()
        self._go_on.clear()

    def hold_at(self, second: float) -> None:
        """Hold the agents up at this second of the call, if they speak then."""
        self._until_s = second
        self.late.clear()
        self._go_on.clear()

    def let_go(self) -> None:
        """Hold nothing up any more, nor what is held up now."""
        self._patience_s = self._until_s = None
        self._go_on.set()

    async def capture_text(self, text: str) -> None:
        """Take a piece of an agent's speech; holds it until the interruption that is due has cut it."""
        if self._patience_s is not None and self._patience_s <= 0:
            self._patience_s = None
            self.held.set()
            await self._go_on.wait()  # the interruption cancels this
        elif self._until_s is not None and self._clock() >= self._until_s:
            self._until_s = None
            self.late.set()
            await self._go_on.wait()  # as above
        took_s = spoken_s(text)
        self._clock.pass_s(took_s)
        if self._patience_s is not None:
            self._patience_s -= took_s
        self._on_text(text)

    def flush(self) -> None:
        """The speech is complete, or was cut."""
        self._on_end()


class TypedCall:
    """Drives a session by typed lines, one at a time."""

    def __init__(self, built: Built, clock: WordClock, output: TypedOutput) -> None:
        self._session: AgentSession[Call] = built.session
        self._director = built.director
        self._agent = built.agent
        self._clock = clock
        self._output = output
        self._limits = built.session.userdata.profile.limits
        built.session.output.transcription = output

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self._director.closed.is_set()

    @property
    def history(self) -> ChatContext:
        """What was said and which tools were called, as the session keeps it."""
        return self._session.history

    async def ring(self) -> None:
        """Start the session and hear the greeting out."""
        await self._hear_out(self._session.start(self._agent, capture_run=True))

    async def say(self, text: str, *, break_in_after_s: float | None = None) -> bool:
        """Say `text` and hear the answer out, hand-offs included, or break into it and stop it there.

        A model that fails leaves the call without an answer, and on record as failed; the caller may go on.
        False where the call's time was up before the last word: then nobody answers, but for a goodbye.
        """
        heard = await self._pass(spoken_s(text))
        if heard:
            await self._hear_out(self._session.run(user_input=text), break_in_after_s)
        return heard

    async def keep_silent(self, seconds: float) -> None:
        """Say nothing for so long; the agents notice as often as the profile's limits say."""
        while seconds >= self._limits.silence_s and not self.over:
            seconds -= self._limits.silence_s
            if await self._pass(self._limits.silence_s):
                self._director.fell_silent()
                await self._director.settle()
                await self._close_in_time()
        if not self.over:
            await self._pass(seconds)

    async def hang_up(self) -> None:
        """Put the receiver down."""
        if not self.over:
            self._director.hung_up()
            await self._director.closed.wait()

    @property
    def _left_s(self) -> float:
        """How much longer the call may last."""
        return max(0.0, self._limits.call_s - self._clock())

    async def _pass(self, seconds: float) -> bool:
        """Let so much time pass without a word of the agents; False where the call's time was up before."""
        in_time = seconds < self._left_s
        self._clock.pass_s(min(seconds, self._left_s))
        await self._close_in_time()
        return in_time

    async def _hear_out(self, answer: Answering, break_in_after_s: float | None = None) -> None:
        """Hear the agents out, unless the caller breaks in or the call's time is up: then they are stopped there."""
        self._output.hold_at(self._limits.call_s)
        stops = [self._output.late]
        if break_in_after_s is not None:
            self._output.hold_after(break_in_after_s)
            stops.append(self._output.held)
        answering = asyncio.ensure_future(answer)
        # Where nobody waits for it any more, as after Ctrl-C, what it raises is no news.
        answering.add_done_callback(lambda done: done.cancelled() or done.exception())
        waiting = [asyncio.ensure_future(stop.wait()) for stop in stops]
        either: set[asyncio.Future[Any]] = {answering, *waiting}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if self._output.late.is_set():
                self._director.time_is_up()
                await self._director.settle()
            elif len(stops) > 1 and self._output.held.is_set():
                with contextlib.suppress(RuntimeError):  # a goodbye is not interrupted
                    await self._session.interrupt()
        finally:
            for stop in waiting:
                stop.cancel()
            self._output.let_go()
        with contextlib.suppress(APIError):
            await answering
        await self._close_in_time()

    async def _close_in_time(self) -> None:
        """See a call to its end that is ending, or whose time is up."""
        if not self._left_s:
            self._director.time_is_up()
        if self._session.userdata.state.ending:
            await self._director.closed.wait()
