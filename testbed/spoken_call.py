"""A call of Segue's by voice among fakes: the same session as in a room, and seconds as in virtual time."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from livekit.agents import TurnHandlingOptions, llm
from livekit.agents.voice import TranscriptSynchronizer
from livekit.agents.voice.io import TextOutput

from agents import team
from segue.call.call import Call
from segue.call.events import Event, Heard, Said, TypedIn
from segue.models.stage_models import StageModels, TurnsBy
from segue.profile.model import Profile
from segue.session.build import Built, build
from segue.session.stage_context import Team
from segue.session.turn_taking import Spoken
from segue.testing import LLMRequest, ScriptedLLM
from testbed.fakes.caller import Caller
from testbed.fakes.earpiece import Earpiece
from testbed.fakes.realtime import FakeRealtimeModel
from testbed.fakes.stt import FakeSTT
from testbed.fakes.tts import FakeTTS
from testbed.fakes.turns import FakeTurns, attach

E = TypeVar("E", bound=Event)
TURNS_BY_IT: TurnsBy = "realtime_llm"


@dataclass
class FakeSet:
    """Each stage has its LLM or realtime model; all pipelines share one STT, and each speaks in a voice of its own.

    But for those stages that have an STT of their own in `stts`.

    Beside a realtime model too there is such a voice, for the lines that are said word for word; without `says_lines`
    they are rendered by this machine's synthesiser, and carry no words here.
    `ttses` holds the voices that were made, by stage; put one there beforehand to have it slow or failing.
    """

    llms: Mapping[str, llm.LLM[Any] | llm.RealtimeModel]
    fallbacks: Mapping[str, llm.LLM[Any]] = field(default_factory=dict)
    stt: FakeSTT = field(default_factory=FakeSTT)
    stts: Mapping[str, FakeSTT] = field(default_factory=dict)
    ttses: dict[str, FakeTTS] = field(default_factory=dict)
    says_lines: bool = True
    name: str = "fakes"

    def models(self, stage: str) -> StageModels:
        """A pipeline, or a realtime model alone."""
        model = self.llms[stage]
        if not isinstance(model, llm.RealtimeModel):
            return self._pipeline(stage, model)
        by = TURNS_BY_IT if model.capabilities.turn_detection else None
        return StageModels(model, tts=self._voice(stage) if self.says_lines else None, turns_by=by)

    def fallback(self, stage: str) -> StageModels | None:
        """The pipeline in place of a stage's realtime model, where it was given one."""
        return self._pipeline(stage, self.fallbacks[stage]) if stage in self.fallbacks else None

    def _pipeline(self, stage: str, model: llm.LLM[Any]) -> StageModels:
        return StageModels(model, self.stts.get(stage, self.stt), self._voice(stage))

    def _voice(self, stage: str) -> FakeTTS:
        return self.ttses.setdefault(stage, FakeTTS(stage))


@dataclass(frozen=True, slots=True)
class FakedTurns(Spoken):
    """Turns as the fakes take them."""

    fakes: FakeTurns = field(default_factory=FakeTurns)

    def handling(self) -> TurnHandlingOptions:
        return self.fakes.handling()


@dataclass(frozen=True, slots=True)
class SpokenCall:
    """A call that has been answered."""

    call: Call
    built: Built
    models: FakeSet
    caller: Caller
    earpiece: Earpiece
    events: list[Event]
    typed: list[str] = field(default_factory=list)

    @property
    def over(self) -> asyncio.Event:
        """Set once the session is closed and its models are."""
        return self.built.director.closed

    def of(self, kind: type[E]) -> list[E]:
        """What happened of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def spoken(self) -> list[tuple[str, str]]:
        """Who spoke and what, as the call has it on record; what truly sounded `earpiece.turns` tells."""
        words = [event for event in self.events if isinstance(event, Heard | Said)]
        return [(event.stage if isinstance(event, Said) else "caller", event.text) for event in words]

    def asked(self, stage: str) -> list[LLMRequest]:
        """What the scripted model of a stage was asked, each time."""
        model = self.models.llms[stage]
        scripted = model.replies if isinstance(model, FakeRealtimeModel) else model
        assert isinstance(scripted, ScriptedLLM)
        return scripted.asked

    def lost(self) -> list[str]:
        """The words that the caller said or typed and that the session's history lacks."""
        return _without(self._uttered(), self._kept())

    def repeated(self) -> list[str]:
        """The words that the history has as the caller's more often than they were said or typed."""
        return _without(self._kept(), self._uttered())

    def _uttered(self) -> str:
        return " ".join([self.caller.text(), *self.typed])

    def _kept(self) -> str:
        messages = self.built.session.history.messages()
        return " ".join(message.text_content or "" for message in messages if message.role == "user")

    def type(self, text: str) -> None:
        """Type `text`, as into a room's page."""
        self.typed.append(text)
        self.call.record(TypedIn(at_s=self.call.now(), text=text))

    async def hear(self, text: str) -> None:
        """Wait until `text` has been heard."""
        await self.earpiece.until(text)

    async def say_after(self, heard: str, text: str) -> None:
        """Wait until `heard` has been heard, then say `text` to its end."""
        await self.hear(heard)
        await self.caller.say(text)


@contextlib.asynccontextmanager
async def ringing_by_voice(
    profile: Profile,
    models: FakeSet,
    *,
    facts: Mapping[str, str] | None = None,
    turns: FakeTurns | None = None,
    played_by: Team | None = None,
    shown: TextOutput | None = None,
) -> AsyncIterator[SpokenCall]:
    """A call along `profile` that has been answered; hung up at the end, if it is not over.

    With `shown` the agents' words go there in step with their sound, as in a room, and on record are those words; the
    earpiece, which knows each word that sounded, has no say in it then.
    """
    caller, earpiece, events = Caller(), Earpiece(), list[Event]()
    call = Call(profile, call_id="test", now=lambda: caller.now_s, facts=facts)
    call.subscribe(lambda event, _: events.append(event))
    turns = turns or FakeTurns()
    built = build(call, models, played_by or team(), FakedTurns(turns.vad(), fakes=turns))
    in_step = TranscriptSynchronizer(next_in_chain_audio=earpiece, next_in_chain_text=shown) if shown else None
    attach(built.session, caller, in_step.audio_output if in_step else earpiece)
    if in_step:
        built.session.output.transcription = in_step.text_output
    hanging_up = asyncio.create_task(_hang_up(caller, built))
    built.session.on("close", lambda _: None if caller.hung_up.is_set() else caller.hang_up())
    try:
        await built.session.start(built.agent)
        built.director.started()
        yield SpokenCall(call, built, models, caller, earpiece, events)
    finally:
        if not caller.hung_up.is_set():
            caller.hang_up()
        await hanging_up
        await built.director.closed.wait()
        if in_step:
            await in_step.aclose()


def _without(text: str, other: str) -> list[str]:
    """The words of `text` that `other` lacks; a word said twice counts twice."""
    left = Counter(other.split())
    lacking = []
    for word in text.split():
        if left[word]:
            left[word] -= 1
        else:
            lacking.append(word)
    return lacking


async def _hang_up(caller: Caller, built: Built) -> None:
    await caller.hung_up.wait()
    if not built.director.closed.is_set():
        built.director.hung_up()
