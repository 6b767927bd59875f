"""What an agent reminds its model of reaches every model; a realtime one with each response, as a provider gets it."""

import threading
from collections.abc import Iterator

import pytest
from livekit import rtc

from segue.call.events import Heard, Said
from segue.models.openai.reminded import HEADING, RemindedSession
from segue.testing import Calls, Reply, Says
from testbed.providers.openai.realtime.asked import RealtimeRequest
from testbed.providers.openai.realtime.buffer import SAMPLE_RATE
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.providers.openai.realtime.session import Session
from testbed.providers.sound import tone
from testbed.script import Answer, Script
from tests.conversation.realtime_call import HEARD, RealtimeCall, answered
from tests.conversation.scripted_call import ringing, storyteller

HELLO, HELLO_TYPED = Says("Hello, who is calling?"), Says("Hello, which story shall it be?")
STORY = Says("Once there was a fox. Who knocked?")
ASKS = Says("Shall I go on?")
GOES_ON = Says("Who knocked?")
ADA = Calls("remember", {"name": "Ada", "place": "Turin"})
RIGHT = Says("Ada, from Turin. Is that right?")
UNCONFIRMED = "Just noted, and not yet confirmed by the caller: name: Ada, place: Turin."
VOICE, QUIET = tone(HEARD, "caller"), bytes(SAMPLE_RATE * 2)


def notes(session: Session) -> list[str]:
    """What each response that was asked for had to heed beyond the prompt, in order; empty where it was that alone."""
    asked = [event["response"].get("instructions") for event in session.received if event["type"] == "response.create"]
    before = f"{session.settings.wire['instructions']}\n\n{HEADING}\n"
    assert all(each is None or each.startswith(before) for each in asked)
    return [(each or "").removeprefix(before) for each in asked]


def model(line: RealtimeCall) -> RemindedSession:
    """The session of the realtime model that has the call."""
    session = line.built.session.current_agent.realtime_llm_session
    assert isinstance(session, RemindedSession)
    return session


def sound(pcm: bytes) -> rtc.AudioFrame:
    """As the line carries it."""
    return rtc.AudioFrame(pcm, SAMPLE_RATE, 1, len(pcm) // 2)


async def break_in(line: RealtimeCall) -> str:
    """Cut the story after its first words; what was heard of it."""
    await line.until(lambda: "fox" in line.heard)
    await line.built.session.interrupt()
    return line.of(Said)[-1].text


def speak(line: RealtimeCall) -> None:
    """Say something into the line, in the order in which the library tells the model and asks it for an answer."""
    model(line).push_audio(sound(VOICE + QUIET))
    model(line).commit_audio()
    line.built.session.generate_reply()


@pytest.fixture
def understood() -> Iterator[threading.Event]:
    """Until it is set, nothing that the caller says is put into words."""
    event = threading.Event()
    yield event
    event.set()


async def test_who_breaks_into_a_story_is_answered_by_a_model_that_knows_where() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY, ASKS, GOES_ON), speed=1.0)
    async with answered(realtime) as line:
        words = await break_in(line)
        line.say("Wait.")
        await line.until_said(ASKS.text)
        line.say("Go on.")
        await line.until_said(GOES_ON.text)
        greeting, answer, continuation = notes(realtime.session)
        assert STORY.text.startswith(words)
        assert answer.startswith(f"The caller broke in after the words “{words}”.")
        assert greeting == continuation == ""
        assert not realtime.refused


async def test_a_voice_that_breaks_in_is_answered_alike() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY, ASKS), speed=1.0)
    async with answered(realtime) as line:
        words = await break_in(line)
        speak(line)
        await line.until_said(ASKS.text)
        assert notes(realtime.session)[1].startswith(f"The caller broke in after the words “{words}”.")


async def test_a_goodbye_is_not_to_ask_whether_to_go_on() -> None:
    farewell = Says("Goodbye, and sleep well.")
    realtime = OpenAIRealtimeDouble(llm=Script(STORY, Calls("end_call"), farewell), speed=1.0)
    async with answered(realtime) as line:
        await break_in(line)
        line.say("That is enough.")
        await line.until_said(farewell.text)
        _, turn, goodbye = notes(realtime.session)
        assert turn.startswith("The caller broke in")
        assert goodbye == ""


async def test_after_a_tool_call_the_note_is_that_moments() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(HELLO, ADA, RIGHT, Says("Welcome.")))
    async with answered(realtime, opens="intro") as line:
        await line.until_said(HELLO.text)
        line.say("I am Ada, from Turin.")
        await line.until_said(RIGHT.text)
        line.say("Yes.")
        await line.until_said("Welcome.")
        greeting, turn, after_tool, confirmed = notes(realtime.session)
        assert after_tool.startswith(UNCONFIRMED)
        assert greeting == turn == confirmed == ""


async def test_what_the_caller_confirms_aloud_is_not_asked_again_though_nobody_has_it_in_words_yet(
    understood: threading.Event,
) -> None:
    def stt(pcm: bytes, rate: int) -> str:
        understood.wait()
        return "Yes."

    realtime = OpenAIRealtimeDouble(llm=Script(HELLO, ADA, RIGHT, Says("Welcome.")), stt=stt)
    async with answered(realtime, opens="intro") as line:
        await line.until_said(HELLO.text)
        line.say("I am Ada, from Turin.")
        await line.until_said(RIGHT.text)
        speak(line)
        await realtime.until(lambda: len(notes(realtime.session)) == 4)
        assert len(line.of(Heard)) == 1
        assert notes(realtime.session)[3] == ""
        understood.set()
        await line.until_said("Welcome.")


async def test_what_comes_of_words_that_are_written_down_late_is_unconfirmed_until_the_caller_speaks_again() -> None:
    script = Script(HELLO, ADA, RIGHT, Calls("begin_task"))
    realtime = OpenAIRealtimeDouble(llm=script, stt=lambda pcm, rate: HEARD)
    async with answered(realtime, Says("Which story?"), opens="intro") as line:
        await line.until_said(HELLO.text)
        realtime.writes.clear()
        speak(line)
        await line.until_said(RIGHT.text)
        assert not line.of(Heard)
        assert notes(realtime.session)[2].startswith(UNCONFIRMED)
        realtime.writes.set()
        await line.until(lambda: bool(line.of(Heard)))
        assert line.call.state.unconfirmed == {"name", "place"}
        realtime.writes.clear()
        speak(line)
        await line.until_said("Which story?")
        assert len(line.of(Heard)) == 1


async def test_what_stands_in_the_books_is_known_from_then_on_and_the_next_agent_begins_without() -> None:
    wish = Calls("remember", {"hero": "a fox", "mood": "gentle"})
    turns = (HELLO, wish, RIGHT, Calls("settle"), Says("Shall I begin?"), Calls("begin_story"), STORY)
    realtime = OpenAIRealtimeDouble(llm=Script(*turns))
    async with answered(realtime, opens="task") as line:
        await line.until_said(HELLO.text)
        line.say("A gentle one about a fox.")
        await line.until_said(RIGHT.text)
        line.say("Yes.")
        await line.until_said("Shall I begin?")
        line.say("Please.")
        await line.until_said(STORY.text)
        settled = f"In the books now: {line.call.state.settled['task'].summary}"
        task, story = map(notes, realtime.sessions)
        assert task == ["", "", "", "", settled, settled]
        assert story == [""]


async def test_where_the_provider_takes_the_turns_it_is_told_before_it_answers_and_once_it_has() -> None:
    asked: list[str] = []
    script = Script(STORY, ASKS, GOES_ON)

    def llm(now: RealtimeRequest) -> Answer:
        asked.append(now.instructions)
        return script(now)

    realtime = OpenAIRealtimeDouble(llm=llm, stt=lambda pcm, rate: HEARD, speed=1.0)
    async with answered(realtime, SEGUE_REALTIME_TURNS="server") as line:
        await line.until(lambda: "fox" in line.heard)
        model(line).push_audio(sound(VOICE))
        await line.until(lambda: bool(line.of(Said)))
        words = line.of(Said)[0].text
        model(line).push_audio(sound(QUIET))
        await line.until_said(ASKS.text)
        model(line).push_audio(sound(VOICE + QUIET))
        await line.until_said(GOES_ON.text)
        prompt = line.built.session.current_agent.instructions
        assert asked[0] == asked[2] == prompt
        assert asked[1].startswith(f"{prompt}\n\n{HEADING}\nThe caller broke in after the words “{words}”.")
        assert notes(realtime.session) == [""], "all but the greeting came unasked"
        assert not realtime.refused


async def test_where_the_provider_takes_the_turns_a_new_connection_is_told_as_well() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(STORY), speed=1.0)
    async with answered(realtime, SEGUE_REALTIME_TURNS="server") as line:
        words = await break_in(line)
        realtime.session.drop()
        session = await realtime.nth(2)
        await realtime.until(lambda: words in session.settings.wire["instructions"])
        prompt = line.built.session.current_agent.instructions
        assert session.settings.wire["instructions"].startswith(f"{prompt}\n\n{HEADING}\nThe caller broke in after")


async def test_a_pipelines_model_is_told_with_each_request() -> None:
    ada = Calls("remember", {"name": "Ada", "place": "Turin"})
    intro: list[Reply] = [Says(HELLO.text), ada, Says(RIGHT.text), Says("Welcome.")]
    async with ringing(intro=intro) as line:
        await line.say("I am Ada, from Turin.")
        await line.say("Yes.")
        greeting, turn, after_tool, confirmed = [asked.notes() for asked in line.llms["intro"].asked]
        assert [note.startswith(UNCONFIRMED) for note in after_tool] == [True]
        assert greeting == turn == confirmed == []


async def test_a_pipelines_model_is_told_where_its_story_was_cut() -> None:
    told = storyteller().model_copy(update={"opens": "story"})
    story = [Says(said.text) for said in (HELLO, STORY, ASKS, GOES_ON)]
    async with ringing(told, story=story) as line:
        await line.say("Tell me one.", break_in_after_s=1.0)
        await line.say("Wait.")
        await line.say("Go on.")
        cut = line.of(Said)[1]
        assert cut.interrupted
        before, turn, answer, continuation = [asked.notes() for asked in line.llms["story"].asked]
        assert [f"The caller broke in after the words “{cut.text}”." in note for note in answer] == [True]
        assert before == turn == continuation == []


async def test_an_agent_before_who_was_cut_short_has_told_no_story() -> None:
    known = {"name": "Ada", "place": "Turin", "hero": "a fox", "mood": "funny"}
    long_winded = Says("A funny one about a fox it is then, and I shall write that down for you right away.")
    task: list[Reply] = [HELLO_TYPED, long_winded, Calls("settle"), Calls("begin_story")]
    told = storyteller().model_copy(update={"opens": "task"})
    async with ringing(told, known, task=task, story=[Says("Once.")]) as line:
        await line.say("A funny one about a fox.", break_in_after_s=1.0)
        await line.say("Just begin.")
        assert line.of(Said)[1].interrupted
        assert line.spoken()[-1] == ("story", "Once.")
        assert not line.asked("story").notes()
