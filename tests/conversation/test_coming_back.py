"""A caller whose connection was gone for a moment finds the same agent, who goes on."""

import asyncio

from segue.call.events import CallerAway, CallerBack, Outcome, Said
from segue.testing import Says
from tests.conversation.scripted_call import Ringing, ringing, storyteller

HELLO = Says("Hello, who is calling?")
LONG = Says("Once upon a time there was a fox. " * 8)
BACK = storyteller().lines.welcome_back


def away(line: Ringing) -> None:
    line.call.record(CallerAway(at_s=line.call.now(), resumes=True))


async def back(line: Ringing) -> None:
    line.call.record(CallerBack(at_s=line.call.now()))
    await line.built.director.settle()
    await line.typing.keep_silent(0)


async def test_an_agent_in_mid_speech_stops_says_that_they_are_back_and_goes_on() -> None:
    async with ringing(intro=[HELLO, LONG, Says("As I was saying, the fox.")]) as line:
        line.output.hold_after(1.0)
        telling = asyncio.create_task(line.say("Yes."))
        await line.output.held.wait()
        away(line)
        line.output.forget()
        await telling
        assert line.of(Said)[-1].interrupted
        await back(line)
        assert line.spoken()[-2:] == [("intro", BACK), ("intro", "As I was saying, the fox.")]


async def test_what_was_said_before_the_line_went_is_answered_once_they_are_back() -> None:
    async with ringing(intro=[HELLO, Says("Ada, how good to meet you.")]) as line:
        away(line)
        await line.say("I'm Ada.")
        assert line.spoken()[1:] == [("caller", "I'm Ada.")]
        await back(line)
        assert line.spoken()[2:] == [("intro", BACK), ("intro", "Ada, how good to meet you.")]


async def test_the_model_is_not_told_of_the_line_and_takes_nothing_for_answered() -> None:
    async with ringing(intro=[HELLO, Says("Well.")]) as line:
        away(line)
        await line.say("I'm Ada.")
        await back(line)
        said = [item.text_content for item in line.built.session.history.items if item.type == "message"]
        assert BACK not in said


async def test_who_stays_away_has_hung_up() -> None:
    async with ringing(intro=[HELLO]) as line:
        away(line)
        await line.typing.keep_silent(16)
        await line.built.director.closed.wait()
        assert line.call.state.outcome is Outcome.HUNG_UP
        assert line.spoken() == [("intro", HELLO.text)]
