"""What goes wrong in a call, from when and until when: with a provider's double, a tool, or who is to speak."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from livekit.agents import function_tool

import agents
from agents.story import Story
from segue.call.command import FixedLine
from segue.call.events import CallerBegan, Event, LineHeard, TimeUp
from segue.profile.traits import Trait
from segue.session.stage_context import Team
from testbed.providers.faults import Refuses, Silent, Stalls
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.providers.rehearsing import RehearsingDoubles
from tests.audio.plugin_calls import OnEvent


@dataclass(slots=True)
class Trouble:
    """Begins with the first event of a kind, and is over as the caller speaks again after a line was heard."""

    begins: Callable[[], None]
    begins_with: type[Event] = CallerBegan
    ends: Callable[[], None] = lambda: None
    ends_after: FixedLine | None = None
    _has_begun: bool = field(default=False, init=False)
    _is_told: bool = field(default=False, init=False)

    def __call__(self, event: Event) -> None:
        """Note what happens."""
        if isinstance(event, self.begins_with) and not self._has_begun:
            self._has_begun = True
            self.begins()
        elif isinstance(event, CallerBegan) and self._is_told:
            self.ends()
        elif isinstance(event, LineHeard) and event.whole and event.line == self.ends_after:
            self._is_told = True


def llm_says_nothing(doubles: RehearsingDoubles) -> OnEvent:
    """It takes each request, and nothing comes."""
    faults = doubles.chat.completions.faults
    return Trouble(lambda: faults.always(Silent()), ends=faults.clear, ends_after=FixedLine.SAY_AGAIN)


def tts_stalls(doubles: RehearsingDoubles) -> OnEvent:
    """It falls silent within its first second."""
    faults = doubles.speech.speech.faults
    return Trouble(lambda: faults.always(Stalls(8)), ends=faults.clear, ends_after=FixedLine.SAY_AGAIN)


def tts_refuses(doubles: RehearsingDoubles) -> OnEvent:
    """It says no more, from the caller's first words on."""
    return Trouble(lambda: doubles.speech.speech.faults.always(Refuses(503)))


def last_line_is_refused(doubles: RehearsingDoubles) -> OnEvent:
    """It does not say how the call ends."""
    return Trouble(lambda: doubles.speech.speech.faults.always(Refuses(503)), begins_with=TimeUp)


def stt_hears_nothing(doubles: RehearsingDoubles) -> OnEvent:
    """It takes all sound, and no word comes back."""

    def turn_deaf(deaf: bool) -> None:
        doubles.deepgram.faults.deaf = deaf

    return Trouble(lambda: turn_deaf(True), ends=lambda: turn_deaf(False), ends_after=FixedLine.MISSED_THAT)


def realtime_model_says_nothing(doubles: RehearsingDoubles) -> OnEvent:
    """It is asked for answers, and none begins."""
    greeting = 1
    doubles.realtime.faults |= dict.fromkeys(range(greeting + 1, 10), ResponseFault.IGNORED)
    return lambda event: None


@function_tool
async def enquire() -> None:
    """Ask somebody who does not answer."""
    await asyncio.Event().wait()


class Hanging(Story):
    """Never comes so far as to speak."""

    async def on_enter(self) -> None:
        """Hang."""
        await asyncio.Event().wait()


class Raising(Story):
    """Fails before it has spoken."""

    async def on_enter(self) -> None:
        """Raise what nobody expects."""
        raise RuntimeError("it can't")


def enquiring(store: Path) -> Team:
    """The team, with that tool."""
    team = agents.team(store)
    tools = {**team.tools, enquire.info.name: frozenset[Trait]()}
    return replace(team, kit=lambda context: [*team.kit(context), enquire], tools=tools)


def played_by(story: type[Story]) -> Callable[[Path], Team]:
    """The team, but for who tells the story."""

    def team(store: Path) -> Team:
        usual = agents.team(store)
        return replace(usual, cast={**usual.cast, "story": story})

    return team
