"""One call over a hand-off, in which the caller does one thing at one second; and all that came of it."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Final

from segue.call.events import HandOffRequested, ToolFinished
from segue.facts.conversation import SUM_UP
from segue.profile.load import load
from segue.profile.model import Profile
from segue.testing import Calls, Reply, Says
from testbed.fakes import FakeRealtimeModel, FakeSTT
from testbed.hazards.lines import Lines, Told
from testbed.hazards.ours import PROFILE
from testbed.hazards.thinking import Thinking
from testbed.spoken_call import FakeSet, SpokenCall, ringing_by_voice
from testbed.virtual_time import run
from tests.sweeps.faults import BESIDE, TEAM, Fault, faulty, of_llm, voice

ASKS: Final = "this is Ada speaking"
"""What has the host hand the caller on, once it is known."""
LAST_WORD: Final = "omega"
FAREWELL: Final = "Of course Ada, here is somebody for you."
STEP_S: Final = 0.05
HANGS_S: Final = 1000.0
FACTS: Final = {"wish": "fox"}


class Act(StrEnum):
    """What the caller does, besides asking to be handed on and saying a last word."""

    NOTHING = "nothing"
    WORD = "says a word"
    SENTENCE = "says a sentence"
    SPEECH = "says what takes 4 s"
    PAUSING = "says a sentence with a pause in it"
    TYPES = "types"
    HANGS_UP = "hangs up"
    TIME_UP = "has no more time"
    COUGHS = "coughs"


ENDS: Final = (Act.HANGS_UP, Act.TIME_UP)
WORDS: Final[Mapping[Act, tuple[str, ...]]] = {
    Act.WORD: ("alpha",),
    Act.SENTENCE: ("alpha bravo charlie delta echo foxtrot golf hotel",),
    Act.SPEECH: ("alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa",),
    Act.PAUSING: ("alpha bravo charlie", "delta echo foxtrot"),
    Act.TYPES: ("alpha bravo charlie",),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the call is like."""

    farewell: bool = True
    """Whether there are words beside the hand-off tool."""
    token_s: float = 0.3
    carries: str | int = "full"
    shared_stt: bool = True
    interim: bool = True
    """Whether the STT tells words before the sentence is over."""
    fault: Fault | None = None
    pause_s: float = 0.3
    """Of a sentence with a pause in it."""
    realtime: frozenset[str] = frozenset()
    """The stages with a realtime model, which takes 0.3 s to connect."""

    @property
    def silent_at_most_s(self) -> float:
        """How long nobody may be heard while the agents owe an answer."""
        if self.fault:
            return 4.5  # the next agent is waited for, for `limits.entry_s`, and then the one before says so
        return 3.0 if self.token_s < 1.0 else 3.8  # two models in a row take that long to their first token


@dataclass(frozen=True, slots=True)
class Request:
    """A model was asked: when, by which stage, and what it was told of the conversation."""

    at_s: float
    stage: str
    told: Told

    def heard(self) -> str:
        """The caller's words in it."""
        return " ".join(text for role, text in self.told if role == "user")


@dataclass
class Played:
    """A call that is over, or given up."""

    setting: Setting
    act: Act
    at_s: float
    requests: list[Request] = field(default_factory=list)
    summaries: int = 0
    errors: list[str] = field(default_factory=list)
    gave_up: str = ""
    call: SpokenCall = field(init=False)
    quiet_s: float = 0.0
    """When the agents had come to rest after it."""
    hung_up_s: float = 0.0
    over_s: float = float("inf")

    @property
    def words(self) -> str:
        """What the caller says or types at that second."""
        return " ".join(WORDS.get(self.act, ()))


@dataclass(frozen=True)
class Summing(Lines):
    """Lines of an agent that sums up too."""

    def answer(self, told: Told) -> Reply:
        if told and told[0][1] == SUM_UP:
            return Says("Ada has called.")
        return Lines.answer(self, told)


class Errors(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        cause = f": {record.exc_info[1]!r}" if record.exc_info else ""
        self._kept.append(f"{record.name}: {record.getMessage()}{cause}")


def play(act: Act, at_s: float, setting: Setting | None = None) -> Played:
    """Play the call in virtual time."""
    played = Played(setting or Setting(), act, at_s)
    handler = Errors(played.errors)
    logging.getLogger().addHandler(handler)
    try:
        run(_call(played), at_most_s=120.0)
    except Exception as error:  # noqa: BLE001  (what the loop raises, such as a task that is left, is one of the promises)
        played.gave_up = f"{type(error).__name__}: {error}"
    finally:
        logging.getLogger().removeHandler(handler)
    return played


async def _call(played: Played) -> None:
    profile = faulty(_profile(played.setting.carries), played.setting.fault)
    if played.act is Act.TIME_UP:
        limits = profile.limits.model_copy(update={"call_s": played.at_s})
        profile = profile.model_copy(update={"limits": limits})
    async with ringing_by_voice(profile, _models(played), facts=FACTS, played_by=TEAM) as line:
        played.call = line
        acting = asyncio.create_task(_act(played, line))
        try:
            await line.hear("calling?")
            line.caller.say(ASKS)
            await acting
            await _to_the_end(played, line)
        finally:
            acting.cancel()


async def _to_the_end(played: Played, line: SpokenCall) -> None:
    """Let the agents answer, say a last word and have it answered, and hang up."""
    if played.act not in ENDS:
        await line.earpiece.until_quiet(for_s=played.setting.silent_at_most_s + 0.3)
        played.quiet_s = line.caller.now_s
        await line.caller.say(LAST_WORD)
        with contextlib.suppress(TimeoutError):
            await line.earpiece.until(LAST_WORD, within_s=6.0)
        await asyncio.sleep(0.5)
        played.hung_up_s = line.caller.now_s
        line.caller.hang_up()
    await asyncio.wait_for(line.over.wait(), 40.0)
    played.over_s = line.caller.now_s
    played.quiet_s = played.quiet_s or played.over_s


async def _act(played: Played, line: SpokenCall) -> None:
    await asyncio.sleep(max(0.0, played.at_s - line.caller.now_s))
    match played.act:
        case Act.WORD | Act.SENTENCE | Act.SPEECH:
            await line.caller.say(played.words)
        case Act.PAUSING:
            first, then = WORDS[Act.PAUSING]
            await (said := line.caller.say(first))
            await line.caller.say(then, at_s=said.end_s + played.setting.pause_s)
        case Act.TYPES:
            line.type(played.words)
        case Act.COUGHS:
            await line.caller.cough()
        case Act.HANGS_UP:
            played.hung_up_s = line.caller.now_s
            line.caller.hang_up()


def _models(played: Played) -> FakeSet:
    setting = played.setting

    def thinking(stage: str, lines: Lines) -> Thinking:
        def note(told: Told, answer: Reply) -> None:
            if told[0][1] == SUM_UP:
                played.summaries += 1
            else:
                played.requests.append(Request(asyncio.get_running_loop().time(), stage, told))

        return Thinking(lines, lambda: of_llm(stage, setting.fault), note)

    beside = [Calls(BESIDE[setting.fault])] if setting.fault in BESIDE else []
    hands_on: Reply = (*([Says(FAREWELL)] if setting.farewell else []), *beside, Calls("to_teller"))
    slow_s = HANGS_S if setting.fault is Fault.LLM_HANGS else setting.token_s
    lines = {
        "host": Summing("Hello, who is calling?", {"ada": hands_on}, waits_s=setting.token_s),
        "teller": Summing("Which story shall it be?", waits_s=slow_s),
        "guide": Summing("Which way?", waits_s=setting.token_s),
    }
    llms: dict[str, Any] = {stage: thinking(stage, spoken) for stage, spoken in lines.items()}
    llms |= {stage: FakeRealtimeModel(stage, llms[stage]) for stage in setting.realtime}
    return FakeSet(
        llms,
        stt=FakeSTT(delay_s=0.2, interim=setting.interim),
        stts={} if setting.shared_stt else {stage: FakeSTT(delay_s=0.2, interim=setting.interim) for stage in lines},
        ttses={stage: voice(stage, setting.fault) for stage in lines},
    )


@cache
def _profile(carries: str | int) -> Profile:
    told = load(PROFILE, TEAM.known())
    changed = {"carries": carries, "forgets": ["wish"]}
    edges = [edge.model_copy(update=changed) if edge.name == "to_teller" else edge for edge in told.edges]
    return told.model_copy(update={"edges": edges})


@dataclass(frozen=True, slots=True)
class Course:
    """The seconds of a call in which the caller does nothing."""

    asked_s: float
    """The hand-off tool is called."""
    returned_s: float
    """It has returned."""
    heard_s: float
    """The next agent is heard."""

    def seconds(self, step_s: float) -> Sequence[float]:
        """From 1 s before the tool is called until 1.5 s after the next agent's first word."""
        start, number = self.asked_s - 1.0, int((self.heard_s + 2.5 - self.asked_s) / step_s) + 1
        return [round(start + step_s * index, 3) for index in range(number)]


@cache
def course(setting: Setting) -> Course:
    """What each sweep goes by."""
    line = play(Act.NOTHING, 0.0, setting).call
    [asked], [returned, *_] = line.of(HandOffRequested), line.of(ToolFinished)
    heard_s = next(sound.start_s for sound in line.earpiece.log if sound.speaker == "teller")
    return Course(asked.at_s, returned.at_s, heard_s)
