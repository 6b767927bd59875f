"""Lines of the profile that are played in an agent's place, in the voice of the stage: no model has to work."""

import asyncio
import logging
from typing import Any, Final

from livekit.agents import Agent, AgentSession, tts

from segue.call.call import Call
from segue.call.command import FixedLine
from segue.call.events import LineHeard
from segue.models.failover.tts import FailoverTTS
from segue.models.prerendered import Prerendered
from segue.session.fixed_lines import plain_line
from segue.session.floor_lines import Floor
from segue.session.stage_agent import StageAgent

IN_ITS_OWN_VOICE: Final = (FixedLine.STILL_HERE, FixedLine.SAY_AGAIN, FixedLine.MISSED_THAT)
"""What a stage's TTS is asked for beforehand, beside two fillers: about 250 characters a stage and process."""
WHILE_NOBODY_SPEAKS: Final = (FixedLine.FILLER, FixedLine.STILL_HERE)
"""Lines that give way to an agent's words. All others take their place, and those words are cleared."""

STOPPED_WITHIN_S: Final = 2.0
"""For a line to be over at the end of a call, whatever its sink does."""

logger = logging.getLogger("segue.lines")


class LinePlayer:
    """Plays the lines of one call, one at a time, and tells the call what was heard."""

    def __init__(self, call: Call, session: AgentSession[Call]) -> None:
        self._call = call
        self._session = session
        self._floor = Floor()
        self._playing: set[asyncio.Task[Any]] = set()
        self._stops = 0
        self._rendered = Prerendered({name: spec.speaker for name, spec in call.profile.stages.items()})

    def attach(self) -> None:
        """The session has its output, and has said nothing yet."""
        self._floor.attach(self._session)

    def prepare(self, agent: Agent) -> None:
        """Have some lines rendered in the voice of `agent`, now that nobody waits for its TTS."""
        if isinstance(agent, StageAgent):
            lines = [self._text(line, 0) for line in IN_ITS_OWN_VOICE]
            fillers = [self._text(FixedLine.FILLER, nth) for nth in range(2)]
            self._rendered.prepare(agent.context.stage, _unwatched(agent.tts or None), [*fillers, *lines])

    async def play(self, line: FixedLine, nth: int) -> None:
        """Play a line to its end, and tell that it was heard; it was not where an agent speaks, or the caller does."""
        text, stage = self._text(line, nth), self._call.state.stage or self._call.profile.opens
        task = asyncio.current_task()
        assert task is not None, "played in a task of its own"
        self._playing.add(task)
        task.add_done_callback(self._playing.discard)
        try:
            whole = await self._played(line, text, stage)
        except Exception as error:  # noqa: BLE001  (whoever waits for the line is told that it can't be had)
            told = {"line": str(line), "error": type(error).__name__, "call": self._call.call_id}
            logger.error("a line could not be played", extra=told)
            whole = False
        heard = LineHeard(at_s=self._call.now(), stage=stage, line=line, text=text if whole else "", whole=whole)
        self._call.record(heard)

    def stop(self) -> None:
        """The caller speaks."""
        self._stops += 1  # of a line too that is about to be played
        self._floor.stop()

    async def aclose(self) -> None:
        """Ask nobody for lines any more."""
        self.stop()
        await self._rendered.aclose()
        if self._playing:
            await asyncio.wait(self._playing, timeout=STOPPED_WITHIN_S)

    async def _played(self, line: FixedLine, text: str, stage: str) -> bool:
        self.attach()  # where the session never came so far as to speak
        spoken, stops = self._session.output.audio is not None, self._stops
        frames = await self._rendered.sound_of(text, stage) if spoken else None
        if self._stops != stops:
            return False
        if line not in WHILE_NOBODY_SPEAKS:
            await self._floor.clear()
        elif line is not FixedLine.FILLER:  # a loop that lags brings both at once, and this is the one that matters
            await self._floor.free()
        return self._stops == stops and await self._floor.play(text, frames)

    def _text(self, line: FixedLine, nth: int) -> str:
        given: str | list[str] = getattr(self._call.profile.lines, line)
        return plain_line(given if isinstance(given, str) else given[nth % len(given)], self._call)


def _unwatched(own: tts.TTS[Any] | None) -> tts.TTS[Any] | None:
    """The one that speaks inside the one whose failures are the call's."""
    return own.models[0] if isinstance(own, FailoverTTS) else None
