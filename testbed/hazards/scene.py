"""The world of one call, the same for both sides: its caller, what the agents' models are, and the log of it all."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any, Final, Protocol

from livekit.agents import APIConnectionError, llm, stt, tts

from segue.testing import Reply
from testbed.fakes import Caller, Earpiece, FakeRealtimeModel, FakeRealtimeSession
from testbed.hazards.breaking import BreakingSTT, BreakingTTS
from testbed.hazards.hazard import HOST, Fault, Hazard, Kind, Pair
from testbed.hazards.judging.honesty import asked_again, settled
from testbed.hazards.lines import Told
from testbed.hazards.log import Log
from testbed.hazards.moves import Act, Breaks, Coughs, HangsUp, Insists, Move, Speaks, Types, silence
from testbed.hazards.thinking import Thinking

LISTENS_S: Final = 0.02
"""How often a caller notices what has changed."""
NOTICES_S: Final = 0.1
"""And one who only waits to be answered."""
INSISTS: Final = 3
"""Times that they say it."""
ANSWERS_AFTER_S: Final = 0.5
WEARY_S: Final = 60.0
"""Without a sound."""


@dataclass(frozen=True, slots=True)
class Models:
    """What one agent listens, thinks and speaks with."""

    llm: llm.LLM[Any] | llm.RealtimeModel
    stt: stt.STT[Any] | None
    tts: tts.TTS[Any] | None


class Unstartable(FakeRealtimeModel):
    """A realtime model whose connection can't even be begun."""

    def session(self, *, turn_detection_disabled: bool = False) -> FakeRealtimeSession:
        raise RuntimeError("this model can't be started")


class Line(Protocol):
    """What a caller can do to a call, and what the side that plays it does of that."""

    def hang_up(self) -> None:
        """The caller is gone."""
        ...

    async def type(self, text: str) -> None:
        """The caller sent a message."""
        ...


class Scene:
    """To be made in the loop that the call runs in."""

    def __init__(self, hazard: Hazard, pair: Pair, refuses_at: str = "") -> None:
        """`refuses_at`: where a realtime API lets nobody in, for the agent that has such a model."""
        self.hazard, self.pair, self.refuses_at = hazard, pair, refuses_at
        self.caller, self.earpiece = Caller(), Earpiece()
        self.broken = not any(isinstance(move.does, Breaks) for move in hazard.moves)
        """Whether what is wrong with the agents is so by now."""
        self.stt = BreakingSTT(lambda: self.fault(HOST))
        self.realtime: list[FakeRealtimeModel] = []
        """Those that were made, in order."""
        paid = {
            "stt": lambda: self.stt.audio_s,
            "realtime": lambda: sum(session.audio_s for model in self.realtime for session in model.sessions),
        }
        self.log = Log(self.caller, self.earpiece, paid)

    def kind(self, agent: str) -> Kind:
        """What thinks for an agent."""
        return self.pair.origin if agent == HOST else self.pair.target

    def fault(self, agent: str) -> Fault | None:
        """What is wrong with it."""
        return self.hazard.faults.get(agent) if self.broken else None

    def models(self, agent: str) -> Models:
        """New ones for an agent that takes the call; one STT for all."""
        fault = self.fault(agent)
        if self.kind(agent) is Kind.PIPELINE:
            return self.pipeline(agent)
        model = Unstartable if fault is Fault.START else FakeRealtimeModel
        dead = APIConnectionError("this model can't be reached", retryable=False) if fault is Fault.LOST else None
        self.realtime.append(model(agent, self._thinking(agent), fails=dead))
        return Models(self.realtime[-1], None, None)

    def pipeline(self, agent: str, *, well: bool = False) -> Models:
        """An agent's lines between STT and TTS; `well`: nothing is wrong with them."""
        return Models(self._thinking(agent, well=well), self.stt, BreakingTTS(agent, lambda: self.fault(agent)))

    def _thinking(self, agent: str, *, well: bool = False) -> Thinking:
        def note(told: Told, answer: Reply) -> None:
            self.log.asked(agent, told, answer)

        return Thinking(self.hazard.lines[agent], lambda: None if well else self.fault(agent), note)

    async def play(self, line: Line) -> None:
        """Do what the caller does, and watch until it is known what comes of it."""
        sampling = asyncio.create_task(self.log.sample())
        try:
            for move in self.hazard.moves:
                await self._come(move)
                if not self._left():
                    await self._do(move.does, line)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.log.closed.wait(), self.hazard.watched_s)
        finally:
            sampling.cancel()

    async def _come(self, move: Move) -> None:
        """Wait for what the caller waits for, as long as they have the patience."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(move.patience_s):
                while not (self._left() or move.when(self.log.observed())):  # noqa: ASYNC110  # see below
                    await asyncio.sleep(LISTENS_S)  # there are as many events as there are words
        await asyncio.sleep(move.after_s)

    def _left(self) -> bool:
        """Whether nobody is there any more to whom they could do anything; at a hand-off they notice nothing of it."""
        return self.hazard.alone and self.log.closed.is_set()

    async def _do(self, act: Act, line: Line) -> None:
        match act:
            case Breaks():
                self.broken = True
            case Insists(text):
                await self._insist(text)
            case Speaks(text):
                self.caller.say(text)
            case Coughs():
                self.caller.cough()
            case Types(text):
                self.log.typed(text)
                await line.type(text)
            case HangsUp():
                self.log.hung_up_s = self.log.now_s
                self.caller.hang_up()
                line.hang_up()

    async def _insist(self, text: str) -> None:
        weary = silence(WEARY_S)
        for _ in range(INSISTS):
            await self.caller.say(text)
            while not (self._left() or settled(seen := self.log.observed()) or weary(seen)):
                if asked_again(seen):
                    break
                await asyncio.sleep(NOTICES_S)
            else:
                return
            await asyncio.sleep(ANSWERS_AFTER_S)
