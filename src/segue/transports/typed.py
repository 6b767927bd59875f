"""A call that is typed: words in, words out, on a clock that runs with the words."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from livekit.agents import AgentSession, APIError, ChatContext, RunResult
from livekit.agents.voice import io

from segue.call.call import Call
from segue.call.events import CallerBegan, CallerEnded
from segue.session.alarms import CountedAlarms
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
        self.due_s: Callable[[], float | None] = lambda: None
        """The second of the call at which the agents are held up for whatever is due then."""
        self.held = asyncio.Event()
        """Set once the patience given by `hold_after` has run out in mid-speech, or something is due."""
        self._go_on = asyncio.Event()

    def hold_after(self, seconds: float) -> None:
        """Hold the agents up so far into what they say next."""
        self._patience_s = seconds
        self.held.clear()
        self._go_on.clear()

    def let_go(self) -> None:
        """Let what is held up go on; what is still to be held up, will be."""
        self.held.clear()
        self._go_on.set()
        self._go_on = asyncio.Event()

    def forget(self) -> None:
        """Hold nothing up any more for the caller, nor what is held up now."""
        self._patience_s = None
        self.let_go()

    @property
    def impatient(self) -> bool:
        """Whether the caller's patience has run out."""
        return self._patience_s is not None and self._patience_s <= 0

    async def capture_text(self, text: str) -> None:
        """Take a piece of an agent's speech; holds it until the interruption that is due has cut it."""
        due_s = self.due_s()
        if self.impatient or (due_s is not None and self._clock() >= due_s):
            self.held.set()
            await self._go_on.wait()  # an interruption cancels this
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
        assert isinstance(built.director.alarms, CountedAlarms), "built to be typed"
        self._session: AgentSession[Call] = built.session
        self._director = built.director
        self._alarms = built.director.alarms
        self._agent = built.agent
        self._clock = clock
        self._output = output
        output.due_s = lambda: self._alarms.next_s
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
        self._director.started()

    async def say(self, text: str, *, break_in_after_s: float | None = None) -> bool:
        """Say `text` and hear the answer out, hand-offs included, or break into it and stop it there.

        A model that fails leaves the call without an answer, and on record as failed; the caller may go on.
        False where the call's time was up before the last word: then nobody answers, but for a goodbye.
        """
        self._session.userdata.record(CallerBegan(at_s=self._clock()))
        await self.keep_silent(spoken_s(text))
        self._session.userdata.record(CallerEnded(at_s=self._clock()))
        if self._session.userdata.state.ending:
            return False
        self._session.userdata.record(CallerEnded(at_s=self._clock()))
        await self._hear_out(self._session.run(user_input=text), break_in_after_s)
        return True

    async def keep_silent(self, seconds: float) -> None:
        """Say nothing for so long; what the agents say meanwhile comes on top."""
        while not self.over:
            due_s = self._alarms.next_s
            step_s = seconds if due_s is None else min(seconds, max(0.0, due_s - self._clock()))
            self._clock.pass_s(step_s)
            seconds -= step_s
            if not self._alarms.ring():
                return
            await self._director.settle()
            await self._close_in_time()

    async def hang_up(self) -> None:
        """Put the receiver down."""
        if not self.over:
            self._director.hung_up()
            await self._director.closed.wait()

    async def _hear_out(self, answer: Answering, break_in_after_s: float | None = None) -> None:
        """Hear the agents out, unless the caller breaks in or something is due: then they are held up there."""
        if break_in_after_s is not None:
            self._output.hold_after(break_in_after_s)
        answering = asyncio.ensure_future(answer)
        # Where nobody waits for it any more, as after Ctrl-C, what it raises is no news.
        answering.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            while not answering.done():
                await self._held_up(answering)
        finally:
            self._output.forget()
        with contextlib.suppress(APIError):
            await answering
        await self._close_in_time()

    async def _held_up(self, answering: asyncio.Future[Any]) -> None:
        """Wait until the agents are done or held up, and do what they were held up for."""
        waiting = asyncio.ensure_future(self._output.held.wait())
        try:
            await asyncio.wait({answering, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if answering.done():
            return
        if self._output.impatient:
            with contextlib.suppress(RuntimeError):  # a goodbye is not interrupted
                await self._session.interrupt()
            self._output.forget()
        if self._alarms.ring():
            await self._director.settle()
        self._output.let_go()

    async def _close_in_time(self) -> None:
        """See a call to its end that is ending."""
        if self._session.userdata.state.ending:
            await self._director.closed.wait()
