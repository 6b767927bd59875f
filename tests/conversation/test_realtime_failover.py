"""A live call moves to the pipeline that is its stage's fallback when the stage's realtime model fails."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import aiohttp
import pytest
from livekit import rtc

from segue.call.events import Ended, LineHeard, Outcome, Said, TakenOver, Timer
from segue.models.openai.realtime import Realtime
from segue.models.openai.realtime_session import ClosableSession
from segue.models.stage_models import ModelSet, StageModels
from segue.session.handover import BROKE_OFF
from segue.testing import Calls, Says
from testbed.providers.faults import Refuses
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.providers.sound import tone
from testbed.script import Answer, Script
from tests.conversation.realtime_call import HEARD, RealtimeCall, answered
from tests.conversation.scripted_call import runs_out

STORY = Says("Once there was a fox. Who knocked?")
REST = Says("Who knocked?")
ANSWER = Says("A badger it was.")
COSTS_AN_ANSWER = [
    ResponseFault.IGNORED,
    ResponseFault.SERVER_ERROR,
    ResponseFault.FAILED,
    ResponseFault.OUT_OF_QUOTA,
    ResponseFault.STALLED,
    ResponseFault.LOST,
    ResponseFault.EXPIRED,
]


def fallback_took_over(line: RealtimeCall) -> bool:
    """Whether the stage was taken over once, and is on record as one."""
    return line.call.state.path == ("story",) and [event.stage for event in line.of(TakenOver)] == ["story"]


@pytest.mark.parametrize("fault", COSTS_AN_ANSWER)
async def test_what_the_caller_asked_is_answered_by_the_fallback_whatever_befalls_the_model(
    fault: ResponseFault,
) -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY, Says("Now it was a badger, and")), faults={2: fault})
    async with answered(realtime, ANSWER) as line:
        await line.until_said(STORY.text)
        line.say("A badger.")
        await line.until_said(ANSWER.text)
        assert fallback_took_over(line)
        assert line.asked()[:2] == [("assistant", STORY.text), ("user", "A badger.")]
        assert [text for who, text in line.spoken() if who == "caller"] == ["A badger."]
        assert len(line.chat.completions.received) == 1


@pytest.mark.parametrize("status", [401, 503])
async def test_a_model_that_lets_nobody_in_leaves_the_stage_to_its_fallback(status: int) -> None:
    realtime = OpenAIRealtimeDouble()
    realtime.refuses = status
    async with answered(realtime, STORY) as line:
        await line.until_said(STORY.text)
        assert fallback_took_over(line)
        assert len(realtime.handshakes) == 2
        assert line.asked() == []


async def test_a_model_that_the_provider_does_not_know_is_given_up_at_once() -> None:
    realtime = OpenAIRealtimeDouble(models=["gpt-imaginary"])
    async with answered(realtime, STORY) as line:
        await line.until_said(STORY.text)
        assert fallback_took_over(line)
        assert len(realtime.sessions) == 1


async def test_a_connection_that_cannot_even_be_tried_is_rescued_once_the_session_has_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nothing_to_connect_with(_: Realtime) -> aiohttp.ClientSession:
        raise RuntimeError("no network here")

    monkeypatch.setattr(Realtime, "_ensure_http_session", nothing_to_connect_with)
    async with answered(OpenAIRealtimeDouble(), STORY) as line:
        await line.until_said(STORY.text)
        assert fallback_took_over(line)


async def test_a_speech_that_broke_off_is_gone_on_with_and_the_model_is_told_where() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY), speed=1.0)
    async with answered(realtime, REST) as line:
        await line.until(lambda: "fox" in line.heard)
        realtime.session.drop()
        await line.until_said(REST.text)
        cut = line.of(Said)[0]
        assert cut.interrupted
        assert STORY.text.startswith(cut.text)
        assert line.asked() == [("assistant", cut.text), ("system", BROKE_OFF)]


async def test_who_fails_while_nobody_waits_is_replaced_without_a_word() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY))
    async with answered(realtime, ANSWER) as line:
        await line.until_said(STORY.text)
        realtime.refuses = 503
        realtime.session.drop()
        await line.until(lambda: fallback_took_over(line))
        assert not line.chat.completions.received
        line.say("A badger.")
        await line.until_said(ANSWER.text)
        assert line.asked() == [("assistant", STORY.text), ("user", "A badger.")]


async def test_a_connection_lost_while_nobody_waits_is_made_anew_and_nobody_notices() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY, ANSWER))
    async with answered(realtime) as line:
        await line.until_said(STORY.text)
        realtime.session.drop()
        await realtime.nth(2)
        line.say("A badger.")
        await line.until_said(ANSWER.text)
        assert not line.of(TakenOver)


@pytest.fixture
def deaf() -> Iterator[threading.Event]:
    """Until it is set nothing comes of what the caller says to the realtime model."""
    understood = threading.Event()
    yield understood
    understood.set()


async def test_what_the_model_never_put_into_words_the_fallback_hears_again(deaf: threading.Event) -> None:
    def hear(pcm: bytes, rate: int) -> str:
        deaf.wait()
        return ""

    async with answered(OpenAIRealtimeDouble(llm=Script(STORY), stt=hear), ANSWER) as line:
        await line.until_said(STORY.text)
        session = line.built.session.current_agent.realtime_llm_session
        session.start_user_activity()
        pcm = tone(HEARD, "caller") + bytes(24_000)
        session.push_audio(rtc.AudioFrame(pcm, 24_000, 1, len(pcm) // 2))
        session.commit_audio()
        line.built.session.generate_reply()
        await line.until_said(ANSWER.text)
        assert line.spoken()[-2:] == [("caller", HEARD), ("story", ANSWER.text)]
        assert line.asked() == [("assistant", STORY.text), ("user", HEARD)]
        deaf.set()


async def test_words_that_came_in_time_are_not_heard_twice() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY), stt=lambda pcm, rate: HEARD, faults={2: ResponseFault.FAILED})
    async with answered(realtime, ANSWER) as line:
        await line.until_said(STORY.text)
        session = line.built.session.current_agent.realtime_llm_session
        assert isinstance(session, ClosableSession)
        session.start_user_activity()
        pcm = tone(HEARD, "caller") + bytes(24_000)
        session.push_audio(rtc.AudioFrame(pcm, 24_000, 1, len(pcm) // 2))
        session.commit_audio()
        await line.until(lambda: ("caller", HEARD) in line.spoken())
        line.built.session.generate_reply()
        await line.until_said(ANSWER.text)
        assert line.asked() == [("assistant", STORY.text), ("user", HEARD)]


@dataclass(slots=True)
class Passing:
    """Seconds that pass when a test says so."""

    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


async def test_the_fallback_hands_on_and_the_model_is_tried_again_after_a_minute() -> None:
    clock, realtime = Passing(), OpenAIRealtimeDouble(llm=Script(STORY))
    realtime.refuses = 503
    on, back = Calls("another_story"), Calls("begin_story")
    wish = Calls("remember", {"hero": "a fox", "mood": "gentle"})
    turns: list[Answer] = [STORY, on, wish, Says("A gentle one about a fox?"), Calls("settle"), back, REST, on]
    again: list[Answer] = [wish, Says("Another fox?"), Calls("settle"), back]
    async with answered(realtime, *turns, *again, now=clock) as line:
        await line.until_said(STORY.text)
        line.say("Another one.")
        await line.until_said("A gentle one about a fox?")
        assert line.call.state.crossings == {"another_story": 1}
        line.say("Yes.")
        await line.until_said(REST.text)
        assert len(realtime.handshakes) == 2, "within a minute it is not asked again"
        assert [event.stage for event in line.of(TakenOver)] == ["story", "story"]
        line.say("Another one.")
        await line.until_said("Another fox?")
        clock.now_s, realtime.refuses = 61.0, None
        line.say("Yes.")
        await line.until(lambda: len(line.of(Said)) == 5)
        assert line.of(Said)[-1].text == STORY.text
        assert len(realtime.sessions) == 1
        assert line.call.state.path == ("story", "task", "story", "task", "story")
        assert line.call.state.crossings == {"another_story": 2, "begin_story": 2}


async def test_a_hand_off_under_way_needs_no_fallback() -> None:
    realtime = OpenAIRealtimeDouble(
        llm=Script((Says("Gladly."), Calls("another_story"))), faults={1: ResponseFault.LOST_AFTER}
    )
    async with answered(realtime, Says("Who shall it be about?")) as line:
        await line.until_said("Who shall it be about?")
        assert not line.of(TakenOver)
        assert line.call.state.path == ("story", "task")
        assert line.spoken() == [("story", "Gladly."), ("task", "Who shall it be about?")]


@pytest.mark.parametrize("fault", [ResponseFault.IGNORED, ResponseFault.LOST, ResponseFault.FAILED])
async def test_a_goodbye_that_the_model_cannot_say_is_said_whole_by_the_fallback(fault: ResponseFault) -> None:
    farewell = Says("Goodbye, and sleep well.")
    realtime = OpenAIRealtimeDouble(llm=Script(Calls("end_call"), farewell), faults={2: fault})
    async with answered(realtime, farewell) as line:
        await line.built.director.closed.wait()
        assert fallback_took_over(line)
        assert line.of(Said)[-1].text == farewell.text
        assert not line.of(Said)[-1].interrupted
        assert [event.outcome for event in line.of(Ended)] == [Outcome.GOODBYE]


async def test_a_fixed_line_goes_on_where_the_model_fails_in_it() -> None:
    async with answered(OpenAIRealtimeDouble(llm=Script(STORY))) as line:
        await line.until_said(STORY.text)
        runs_out(line.call, Timer.CALL)
        line.realtime.refuses = 503
        line.realtime.session.drop()
        await line.built.director.closed.wait()
        assert line.of(Said)[-1].text == line.call.profile.lines.time_up
        assert not line.of(Said)[-1].interrupted
        assert [event.outcome for event in line.of(Ended)] == [Outcome.TIME_UP]


async def test_the_fallback_asks_a_silent_caller() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY), faults={1: ResponseFault.FAILED})
    async with answered(realtime, STORY) as line:
        await line.until_said(STORY.text)
        runs_out(line.call, Timer.SILENCE)
        await line.until_said("Are you still there?")


async def test_a_fallback_whose_provider_is_down_as_well_ends_the_call_as_failed() -> None:
    realtime = OpenAIRealtimeDouble(faults={1: ResponseFault.FAILED})
    async with answered(realtime) as line:
        line.chat.completions.faults.always(Refuses(500))
        for asked in range(1, 3):
            await line.until(lambda asked=asked: len(line.of(LineHeard)) >= asked)  # type: ignore[misc]
            line.say("Hello?")
        await line.built.director.closed.wait()
        assert fallback_took_over(line)
        assert [event.outcome for event in line.of(Ended)] == [Outcome.FAILED]


@dataclass(frozen=True, slots=True)
class WithoutFallback:
    """Models whose realtime models have nobody behind them."""

    models_of: ModelSet
    name: str = "alone"

    def models(self, stage: str) -> StageModels:
        """As they are."""
        return self.models_of.models(stage)

    def fallback(self, stage: str) -> None:
        """None."""


async def test_a_model_without_a_fallback_ends_the_call_as_failed() -> None:
    async with answered(OpenAIRealtimeDouble(faults={1: ResponseFault.FAILED}), changed=WithoutFallback) as line:
        await line.built.director.closed.wait()
        assert not line.of(TakenOver)
        assert [event.outcome for event in line.of(Ended)] == [Outcome.FAILED]
