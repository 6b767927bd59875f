"""The calls in which a part of ours fails: what becomes of it and until when, and what the caller hears instead."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from livekit.agents import function_tool

import agents
from agents.story import Story
from segue.call.command import FixedLine
from segue.call.events import CallerBegan, Event, LineHeard, Outcome, TimeUp
from segue.profile.playing import Mode
from segue.profile.rehearsal_file import ToolLines
from segue.profile.traits import Trait
from segue.session.stage_context import Team
from testbed.providers.faults import Refuses, Silent, Stalls
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.providers.rehearsing import RehearsingDoubles
from tests.audio.plugin_calls import Line, OnEvent, Setting

PATIENCE_S = 2.8
"""Longer than the pauses between two lines for somebody who waits: they are not the caller's turn."""
CHAPTERS = ("There was a box. What was in it, do you think?", "{answer}. And there it stayed for ever. Is that enough?")
GOES_ON = "stayed for ever"
"""Words of the answer."""
WAITS: Line = {"silence_s": 4.5}
"""Rather than be tempted by a longer pause, on a busy machine."""
HANGS_UP: Sequence[Line] = (WAITS, {"hang_up": True})
ASKED, AGAIN, ONCE_MORE = "A wooden spoon.", "I said, a wooden spoon.", "A wooden spoon, please."
LISTENS: Line = {"silence_s": 60.0}


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


@dataclass(frozen=True, slots=True)
class Failing(Setting):
    """Such a call."""

    path: Sequence[str] = ("story",)
    chapters: Sequence[str] = CHAPTERS
    patience_s: float = PATIENCE_S
    hears: Sequence[FixedLine] = ()
    """What is heard in an agent's place, in this order; there may be more between."""
    unheard: Sequence[str] = ()
    """What the caller said that nobody could write down."""
    answer: str = ""
    """Words that answer the caller's last; none where there is no answer to come."""
    outcome: Outcome = Outcome.HUNG_UP
    part: str = ""
    """What the record says of who failed, where the call did."""


FAILING = {
    "llm_says_nothing": Failing(
        Mode.PIPELINE,
        "cloud",
        [ASKED, WAITS, AGAIN, *HANGS_UP],
        breaks=llm_says_nothing,
        hears=[FixedLine.FILLER, FixedLine.SAY_AGAIN],
        answer=GOES_ON,
    ),
    "tts_stalls": Failing(
        Mode.PIPELINE,
        "cloud",
        [ASKED, "Please go on.", *HANGS_UP],
        breaks=tts_stalls,
        hears=[FixedLine.SAY_AGAIN],
        answer=GOES_ON,
    ),
    "tts_refuses": Failing(
        Mode.PIPELINE,
        "cloud",
        [ASKED, AGAIN, ONCE_MORE],
        breaks=tts_refuses,
        hears=[FixedLine.SAY_AGAIN, FixedLine.OFFER, FixedLine.APOLOGY],
        outcome=Outcome.FAILED,
        part="tts",
    ),
    "stt_hears_nothing": Failing(
        Mode.PIPELINE,
        "cloud",
        [ASKED, WAITS, AGAIN, *HANGS_UP],
        breaks=stt_hears_nothing,
        hears=[FixedLine.FILLER, FixedLine.MISSED_THAT],
        unheard=[ASKED],
        answer=GOES_ON,
    ),
    "realtime_model_says_nothing": Failing(
        Mode.REALTIME,
        "cloud",
        [ASKED, *HANGS_UP],
        breaks=realtime_model_says_nothing,
        hears=[FixedLine.FILLER],
        answer=GOES_ON,
    ),
    "tool_hangs": Failing(
        Mode.PIPELINE,
        "cloud",
        ["Please ask him.", WAITS, *HANGS_UP],
        team=enquiring,
        calls={enquire.info.name: ToolLines(heard=["please ask him"], says="He does not answer.")},
        hears=[FixedLine.FILLER, FixedLine.STILL_HERE],
        answer="does not answer",
    ),
    "agent_hangs": Failing(
        Mode.PIPELINE,
        "cloud",
        [LISTENS],
        team=played_by(Hanging),
        hears=[FixedLine.FILLER, FixedLine.STILL_HERE, FixedLine.APOLOGY],
        outcome=Outcome.FAILED,
        part="agent",
    ),
    "agent_raises": Failing(
        Mode.PIPELINE,
        "cloud",
        [LISTENS],
        team=played_by(Raising),
        hears=[FixedLine.APOLOGY],
        outcome=Outcome.FAILED,
        part="agent",
    ),
    "last_line_is_refused": Failing(
        Mode.PIPELINE,
        "cloud",
        [LISTENS],
        call_s=14.0,
        breaks=last_line_is_refused,
        hears=[FixedLine.TIME_UP],
        outcome=Outcome.TIME_UP,
    ),
}
