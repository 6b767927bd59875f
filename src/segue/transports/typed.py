"""A call that is typed: words in, words out, on a clock that runs with the words."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, TypeAlias

from livekit.agents import AgentSession, APIError, ChatContext, RunResult
from livekit.agents.voice import io

from segue.call.call import Call
from segue.session.build import Built

WORDS_A_SECOND = 2.6
"""An unhurried speaking pace; a typed call's seconds are counted in words, so the same call has the same times."""

Answering: TypeAlias = asyncio.Future[RunResult[None]]


class WordClock:
    """Seconds since the call began, as they would have passed had the words been spoken."""

    def __init__(self) -> None:
        self._now_s = 0.0

    def __call__(self) -> float:
        return round(self._now_s, 3)

    def pass_words(self, text: str) -> float:
        """Let the time pass that it takes to say `text`, and say how long that was."""
        took_s = len(text.split()) / WORDS_A_SECOND
        self._now_s += took_s
        return took_s

    def pass_s(self, seconds: float) -> None:
        """Let so much time pass in silence."""
        self._now_s += seconds


class TypedOutput(io.TextOutput):
    """Receives the agents' words as they come, and holds them up where the caller is about to break in."""

    def __init__(self, clock: WordClock, on_text: Callable[[str], None], on_end: Callable[[], None]) -> None:
        super().__init__(label="typed", next_in_chain=None)
        self._clock = clock
        self._on_text = on_text
        self._on_end = on_end
        self._patience_s: float | None = None
        self.held = asyncio.Event()
        """Set once the patience given by `hold_after` has run out in mid-speech."""
        self._go_on = asyncio.Event()

    def hold_after(self, seconds: float) -> None:
        """Hold the agents up so far into what they say next."""
        self._patience_s = seconds
        self.held.clear()
        self._go_on.clear()

    def let_go(self) -> None:
        """Hold nothing up any more, nor what is held up now."""
        self._patience_s = None
        self._go_on.set()

    async def capture_text(self, text: str) -> None:
        """Take a piece of an agent's speech; holds it until the interruption that is due has cut it."""
        if self._patience_s is not None and self._patience_s <= 0:
            self._patience_s = None
            self.held.set()
            await self._go_on.wait()  # the interruption cancels this
        took_s = self._clock.pass_words(text)
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
        with contextlib.suppress(APIError):
            await self._session.start(self._agent, capture_run=True)

    async def say(self, text: str, *, break_in_after_s: float | None = None) -> None:
        """Say `text` and hear the answer out, hand-offs included, or break into it and stop it there.

        A model that fails leaves the call without an answer, and on record as failed; the caller may go on.
        """
        self._clock.pass_words(text)
        with contextlib.suppress(APIError):
            if break_in_after_s is None:
                await self._session.run(user_input=text)
            else:
                self._output.hold_after(break_in_after_s)
                answering: Answering = asyncio.ensure_future(self._session.run(user_input=text))
                await self._break_in(answering)
                await answering
        if self._session.userdata.state.ending:
            await self._director.closed.wait()

    async def _break_in(self, answering: Answering) -> None:
        """Stop the agents once they are held up, if their answer is long enough for that and lets itself be stopped."""
        holding = asyncio.ensure_future(self._output.held.wait())
        either: set[asyncio.Future[Any]] = {answering, holding}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        holding.cancel()
        with contextlib.suppress(RuntimeError):  # a goodbye is not interrupted
            if self._output.held.is_set():
                await self._session.interrupt()
        self._output.let_go()

    async def keep_silent(self, seconds: float) -> None:
        """Say nothing for so long; the agents notice as often as the profile's limits say."""
        limit_s = self._session.userdata.profile.limits.silence_s
        while seconds >= limit_s and not self.over:
            seconds -= limit_s
            self._clock.pass_s(limit_s)
            self._director.fell_silent()
            await self._director.settle()
        self._clock.pass_s(seconds)
        if self._session.userdata.state.ending:
            await self._director.closed.wait()

    async def hang_up(self) -> None:
        """Put the receiver down."""
        if not self.over:
            self._director.hung_up()
            await self._director.closed.wait()
