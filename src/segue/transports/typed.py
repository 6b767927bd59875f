"""A call that is typed: words in, words out, on a clock that runs with the words."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any

from livekit.agents import AgentSession, APIError, ChatContext

from segue.call.call import Call
from segue.call.events import CallerBegan, CallerEnded
from segue.call.phases import Phase
from segue.session.alarms import CountedAlarms
from segue.session.build import Built
from segue.transports.typed_output import TypedOutput
from segue.transports.word_clock import WordClock, spoken_s


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
        self._happened = asyncio.Event()
        built.session.userdata.subscribe(lambda event, state: self._happened.set())
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
            await self._hear_out(self._director.settle())

    async def hang_up(self) -> None:
        """Put the receiver down."""
        if not self.over:
            self._director.hung_up()
            await self._director.closed.wait()

    async def _hear_out(self, answer: Awaitable[object], break_in_after_s: float | None = None) -> None:
        """Hear the agents out, unless the caller breaks in or something is due: then they are held up there."""
        if break_in_after_s is not None:
            self._output.hold_after(break_in_after_s)
        answering = asyncio.ensure_future(self._all_of(answer))
        # Where nobody waits for it any more, as after Ctrl-C, what it raises is no news.
        answering.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            while not (answering.done() or self.over):
                await self._held_up(answering)
        finally:
            self._output.forget()
        if answering.done():
            await answering
        answering.cancel()

    async def _all_of(self, answer: Awaitable[object]) -> None:
        """An answer, and whatever comes of it until nothing is owed to the caller any more, or the call is over."""
        with contextlib.suppress(APIError):
            await answer
        await self._director.settle()
        while self._owing:
            if self._idle and (due_s := self._alarms.next_s) is not None:
                self._clock.pass_s(max(0.0, due_s - self._clock()))
                self._alarms.ring()
            else:
                self._happened.clear()
                await self._happened.wait()
            await self._director.settle()
        if self._session.userdata.state.ending:
            await self._director.closed.wait()

    @property
    def _owing(self) -> bool:
        state = self._session.userdata.state
        return not state.ending and (state.sounding or state.owed is not None)

    @property
    def _idle(self) -> bool:
        """Whether nobody is at work on what is owed, as where a model has answered with nothing."""
        state = self._session.userdata.state
        return state.phase in (Phase.LISTENING, Phase.INTERRUPTED) and not (state.sounding or state.awaits_entry)

    async def _held_up(self, answering: asyncio.Future[Any]) -> None:
        """Wait until the agents are done, held up or overdue, and do what they were held up for."""
        events = (self._output.held, self._director.closed)
        waiting = {asyncio.ensure_future(event.wait()) for event in events}
        try:
            await self._clock.wait({answering, *waiting}, lambda: self._alarms.next_s)
        finally:
            for each in waiting:
                each.cancel()
        if answering.done() or self.over:
            return
        if self._output.impatient:
            with contextlib.suppress(RuntimeError):  # a goodbye is not interrupted
                await self._session.interrupt()
            self._output.forget()
        self._alarms.ring()
        self._output.let_go()
