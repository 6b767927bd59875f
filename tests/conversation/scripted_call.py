"""A call whose language models say what a test wrote for them, and keep what they were asked."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from agents import team
from segue.call.call import Call
from segue.call.events import FIRED, Event, Heard, Said, Timer
from segue.profile.model import Profile
from segue.session.build import Built, build
from segue.session.turn_taking import Typed
from segue.testing import LLMRequest, Reply, ScriptedLLM, load_profile
from segue.testing.scripted_set import ScriptedSet
from segue.transports.typed import TypedCall
from segue.transports.typed_output import TypedOutput
from segue.transports.word_clock import WordClock

PROFILES = Path(__file__).parents[2] / "profiles"
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call that has been answered."""

    call: Call
    built: Built
    typing: TypedCall
    output: TypedOutput
    llms: Mapping[str, ScriptedLLM]
    events: list[Event]

    async def say(self, text: str, *, break_in_after_s: float | None = None) -> None:
        """Say `text` and hear the answer out."""
        await self.typing.say(text, break_in_after_s=break_in_after_s)

    def of(self, kind: type[E]) -> list[E]:
        """What happened of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def spoken(self) -> list[tuple[str, str]]:
        """Who spoke and what, in order."""
        words = [event for event in self.events if isinstance(event, Heard | Said)]
        return [(event.stage if isinstance(event, Said) else "caller", event.text) for event in words]

    def asked(self, stage: str) -> LLMRequest:
        """What the LLM of `stage` was asked last."""
        return self.llms[stage].asked[-1]


def runs_out(call: Call, timer: Timer) -> None:
    """Let a timer of the call run out now, whenever it was to; one that is not running changes nothing."""
    call.record(FIRED[timer](at_s=call.now(), of=call.state.timers.get(timer, 0)))


def storyteller() -> Profile:
    """The profile these calls follow where a test does not change it."""
    return load_profile(PROFILES / "storyteller", team().known())


@contextlib.asynccontextmanager
async def ringing(
    told: Profile | None = None, facts: Mapping[str, str] | None = None, /, **scripts: Sequence[Reply]
) -> AsyncIterator[Ringing]:
    """A call along `told`, each stage with its script, hung up at the end, when every line must have been said."""
    clock = WordClock()
    call = Call(told or storyteller(), call_id="test", now=clock, facts=facts)
    events: list[Event] = []
    call.subscribe(lambda event, _: events.append(event))
    llms = {stage: ScriptedLLM(*scripts.get(stage, ())) for stage in call.profile.stages}
    built = build(call, ScriptedSet(call.profile, None, llms), team(), Typed())
    output = TypedOutput(clock, lambda _: None, lambda: None)
    typing = TypedCall(built, clock, output)
    await typing.ring()
    yield Ringing(call, built, typing, output, llms, events)
    await typing.hang_up()
    assert {stage: scripted.done for stage, scripted in llms.items()} == dict.fromkeys(llms, True)
