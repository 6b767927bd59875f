"""Silence, the longest permitted length, hanging up and failure: how a call ends when nobody says goodbye."""

import asyncio

import pytest
from livekit.agents import APIError, UserInputTranscribedEvent

from segue.call.events import Ended, Failed, FellSilent, LineHeard, Outcome, Said, Timer
from segue.models.stage_models import StageModels
from segue.profile.limits import Limits
from segue.profile.model import Profile
from segue.testing import Calls, Says
from segue.testing.scripted_set import ScriptedSet
from tests.conversation.scripted_call import Ringing, ringing, runs_out, storyteller

HELLO = Says("Hello, who is calling?")
LONG = Says("Once upon a time there was a fox. " * 8)


def limited(**limits: float) -> Profile:
    """The storyteller under other limits."""
    told = storyteller()
    return told.model_copy(update={"limits": Limits.model_validate({"silence_s": 10, **limits})})


def saying(time_up: str) -> Profile:
    """The storyteller with another last line."""
    told = storyteller()
    return told.model_copy(update={"lines": told.lines.model_copy(update={"time_up": time_up})})


async def in_mid_speech(line: Ringing) -> asyncio.Task[None]:
    """Let the caller say something, and wait until the agent is in the middle of its answer."""
    line.output.hold_after(1.0)
    answering = asyncio.create_task(line.say("Yes."))
    await line.output.held.wait()
    return answering


@pytest.mark.parametrize("silences", [1, 2, 3])
async def test_a_silent_caller_is_asked_as_often_as_the_profile_says_and_then_left(silences: int) -> None:
    told = limited(silences=silences)
    async with ringing(told, intro=[HELLO]) as line:
        await line.typing.keep_silent(1000)
        asked = [("intro", told.lines.are_you_there)] * silences
        assert line.spoken()[1:] == [*asked, ("intro", told.lines.silent_goodbye)]
        assert not line.of(Said)[-1].interrupted
        assert line.call.state.outcome is Outcome.SILENCE
        assert len(line.of(FellSilent)) == silences + 1


async def test_the_callers_next_word_sets_the_silences_back() -> None:
    async with ringing(limited(silences=1), intro=[HELLO, Says("Yes?")]) as line:
        await line.typing.keep_silent(10)
        await line.say("I am still here.")
        await line.typing.keep_silent(10)
        assert not line.typing.over
        assert line.spoken()[-1] == ("intro", line.call.profile.lines.are_you_there)


async def test_less_silence_than_the_profile_permits_is_no_silence() -> None:
    async with ringing(limited(), intro=[HELLO]) as line:
        await line.typing.keep_silent(9.9)
        assert not line.of(FellSilent)


async def test_a_call_that_reaches_its_length_is_told_so_and_ended() -> None:
    async with ringing(limited(call_s=0.001), intro=[HELLO]) as line:
        await line.typing.keep_silent(1)
        await line.built.director.closed.wait()
        assert line.spoken()[-1] == ("intro", line.call.profile.lines.time_up)
        assert line.call.state.outcome is Outcome.TIME_UP
        assert len(line.of(Ended)) == 1


async def test_an_agent_in_mid_speech_stops_when_the_time_is_up() -> None:
    async with ringing(limited(call_s=10), intro=[HELLO, LONG]) as line:
        assert await line.typing.say("Yes.")
        story, leave = line.of(Said)[-2:]
        assert story.interrupted
        assert len(story.text) < len(LONG.text)
        assert (leave.text, leave.interrupted) == (line.call.profile.lines.time_up, False)
        assert line.call.state.outcome is Outcome.TIME_UP


async def test_what_is_typed_beyond_the_length_of_a_call_is_heard_by_nobody() -> None:
    async with ringing(limited(call_s=10), intro=[HELLO]) as line:
        assert not await line.typing.say("and then " * 30)
        assert line.spoken()[1:] == [("intro", line.call.profile.lines.time_up)]


async def test_a_silent_callers_time_is_up_as_well() -> None:
    async with ringing(limited(call_s=20, warn_s=5, silences=9), intro=[HELLO]) as line:
        await line.typing.keep_silent(100)
        lines = line.call.profile.lines
        assert line.spoken()[1:] == [("intro", line) for line in (lines.are_you_there, lines.almost_up, lines.time_up)]


async def test_a_goodbye_is_heard_out_though_the_time_is_up() -> None:
    goodbye = Says("Goodbye, and sleep well. " * 9)
    async with ringing(limited(call_s=5), intro=[HELLO, Calls("end_call"), goodbye]) as line:
        await line.say("Goodbye.", break_in_after_s=1.0)
        assert line.call.state.outcome is Outcome.GOODBYE
        assert not line.of(Said)[-1].interrupted


async def test_who_would_break_in_later_than_an_answer_is_long_hears_it_out() -> None:
    async with ringing(intro=[HELLO, LONG, LONG]) as line:
        await line.say("Yes.", break_in_after_s=1000)
        await line.say("And then?", break_in_after_s=1.0)
        whole, cut = line.of(Said)[-2:]
        assert (whole.interrupted, cut.interrupted) == (False, True)


async def test_a_line_says_the_callers_name_and_something_else_where_there_is_none() -> None:
    for facts, said in (({"name": "Ada {place}"}, "Goodbye, Ada {place}."), ({}, "Goodbye, my friend.")):
        async with ringing(saying("Goodbye, {name}."), facts, intro=[HELLO]) as line:
            runs_out(line.call, Timer.CALL)
            await line.built.director.closed.wait()
            assert line.spoken()[-1] == ("intro", said)


async def test_nobody_breaks_into_the_taking_of_leave() -> None:
    async with ringing(saying("Our time is up, I am afraid."), intro=[HELLO]) as line:
        line.output.hold_after(0.2)
        runs_out(line.call, Timer.CALL)
        await line.output.held.wait()
        with pytest.raises(RuntimeError):
            await line.built.session.interrupt()
        line.output.forget()
        await line.built.director.closed.wait()
        assert line.spoken()[-1] == ("intro", "Our time is up, I am afraid.")


async def test_who_takes_leave_twice_does_it_once() -> None:
    async with ringing(saying("Goodbye."), intro=[HELLO]) as line:
        runs_out(line.call, Timer.CALL)
        runs_out(line.call, Timer.CALL)
        runs_out(line.call, Timer.SILENCE)
        await line.built.director.closed.wait()
        assert line.spoken()[1:] == [("intro", "Goodbye.")]
        assert line.call.state.outcome is Outcome.TIME_UP


async def test_a_caller_who_hangs_up_hears_not_another_word() -> None:
    async with ringing(intro=[HELLO]) as line:
        before = line.spoken()
        await line.typing.hang_up()
        assert line.spoken() == before
        assert line.call.state.outcome is Outcome.HUNG_UP
        line.built.director.hung_up()
        runs_out(line.call, Timer.SILENCE)
        assert len(line.of(Ended)) == 1


async def test_a_caller_may_hang_up_in_mid_speech() -> None:
    async with ringing(intro=[HELLO, LONG]) as line:
        answering = await in_mid_speech(line)
        await line.typing.hang_up()
        await answering
        assert line.call.state.outcome is Outcome.HUNG_UP
        assert len(line.of(Ended)) == 1


async def test_a_caller_who_hangs_up_while_leave_is_taken_ends_the_call_once() -> None:
    async with ringing(intro=[HELLO]) as line:
        runs_out(line.call, Timer.CALL)
        line.built.director.hung_up()
        await line.built.director.closed.wait()
        await line.built.director.settle()
        assert line.call.state.outcome is Outcome.TIME_UP
        assert len(line.of(Ended)) == 1


async def test_a_caller_who_hangs_up_while_they_are_asked_ends_the_call_once() -> None:
    async with ringing(limited(), intro=[HELLO]) as line:
        runs_out(line.call, Timer.SILENCE)
        await line.typing.hang_up()
        await line.built.director.settle()
        assert line.call.state.outcome is Outcome.HUNG_UP


async def test_a_failure_is_on_record_without_the_callers_words() -> None:
    broken = APIError("no answer to 'I am Ada from Turin'", retryable=False)
    async with ringing(intro=[HELLO, broken, Says("Where were we?")]) as line:
        await line.say("I am Ada from Turin.")
        failed = line.of(Failed)
        assert [(event.where, event.what) for event in failed] == [("llm", "APIError")]
        await line.say("Hello?")
        assert line.spoken()[-1] == ("intro", "Where were we?")


async def test_a_model_that_keeps_failing_is_owned_up_to_and_ends_the_call_as_failed() -> None:
    broken = [APIError("no answer", retryable=False)] * 3
    async with ringing(intro=[HELLO, *broken]) as line:
        for _ in broken:
            await line.say("Hello?")
        await line.built.director.closed.wait()
        assert line.call.state.outcome is Outcome.FAILED
        assert len(line.of(Failed)) == len(broken)
        assert [heard.line for heard in line.of(LineHeard)] == ["say_again", "offer", "apology"]
        assert line.of(Ended)[0].part == "llm"


async def test_a_tool_that_nobody_has_is_answered_to_the_model_alone() -> None:
    async with ringing(intro=[HELLO, Calls("begin_story"), Says("Who is it?")]) as line:
        await line.say("Tell me a story.")
        assert line.spoken()[-1] == ("intro", "Who is it?")
        assert line.call.state.path == ("intro",)


async def test_the_first_words_stop_an_agent_whose_callers_turns_are_taken_by_the_stt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ScriptedSet, "models", lambda models, stage: StageModels(models.llm(stage), turns_by="stt"))
    async with ringing(intro=[HELLO, LONG]) as line:
        answering = await in_mid_speech(line)
        line.built.session.emit("user_input_transcribed", UserInputTranscribedEvent(transcript="Wait", is_final=False))
        line.output.forget()
        await answering
        assert line.of(Said)[-1].interrupted
