"""A realtime model that may be next is connected to while the caller is still being asked; unused, it bills nothing."""

from segue.testing import Calls, Says
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.script import Script
from tests.conversation.realtime_call import answered

HELLO, RIGHT, SHALL_I = Says("Which story?"), Says("A gentle one about a fox?"), Says("Shall I begin?")
WISH = Calls("remember", {"hero": "a fox", "mood": "gentle"})
STORY = Says("Once there was a fox.")


async def test_the_connection_stands_before_the_hand_off_and_is_the_one_that_is_used() -> None:
    script = Script(HELLO, WISH, RIGHT, Calls("settle"), SHALL_I, Calls("begin_story"), STORY)
    realtime = OpenAIRealtimeDouble(llm=script)
    async with answered(realtime, opens="task") as line:
        await line.until_said(HELLO.text)
        assert len(realtime.sessions) == 1
        line.say("A gentle one about a fox.")
        await line.until_said(RIGHT.text)
        await line.until(lambda: len(realtime.sessions) == 2)
        line.say("Yes.")
        await line.until_said(SHALL_I.text)
        _, early = realtime.sessions
        assert (early.responses, early.audio_s) == ([], 0.0)
        line.say("Please.")
        await line.until_said(STORY.text)
        assert line.call.state.stage == "story"
        assert realtime.sessions[-1] is early
        assert len(early.responses) == 1


async def test_a_connection_that_was_lost_before_it_was_used_is_opened_anew() -> None:
    script = Script(HELLO, WISH, RIGHT, Calls("settle"), SHALL_I, Calls("begin_story"), STORY)
    realtime = OpenAIRealtimeDouble(llm=script)
    async with answered(realtime, opens="task") as line:
        await line.until_said(HELLO.text)
        line.say("A gentle one about a fox.")
        await line.until_said(RIGHT.text)
        await line.until(lambda: len(realtime.sessions) == 2)
        realtime.sessions[-1].drop()
        line.say("Yes.")
        await line.until_said(SHALL_I.text)
        line.say("Please.")
        await line.until_said(STORY.text)
        assert line.call.state.stage == "story"


async def test_a_connection_that_nobody_came_to_use_is_closed_with_the_call() -> None:
    realtime = OpenAIRealtimeDouble(llm=Script(HELLO, WISH, RIGHT))
    async with answered(realtime, opens="task") as line:
        await line.until_said(HELLO.text)
        line.say("A gentle one about a fox.")
        await line.until_said(RIGHT.text)
        await line.until(lambda: len(realtime.sessions) == 2)
    assert all(session.closed for session in realtime.sessions)
