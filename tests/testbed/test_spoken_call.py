"""A call of Segue's by voice in virtual time: from the greeting through a hand-off to the hang-up."""

import pytest

from segue.call.events import Ended, Entered, Event, Outcome
from segue.testing import Calls, Reply, Says, ScriptedLLM, Waits
from testbed.fakes import FakeRealtimeModel
from testbed.spoken_call import FakeSet, ringing_by_voice
from testbed.virtual_time import in_virtual_time, run
from tests.conversation.scripted_call import storyteller

THINKS = Waits(for_s=0.3)
KNOWN = {"name": "Ada", "place": "Turin"}


def scripted(**replies: list[Reply]) -> FakeSet:
    return FakeSet({stage: ScriptedLLM(*replies.get(stage, ())) for stage in storyteller().stages})


@in_virtual_time()
async def test_a_whole_call_is_played_with_its_hand_off() -> None:
    models = scripted(
        intro=[
            (THINKS, Says("Hello, who is calling?")),
            (THINKS, Says("Let me hand you on, Ada."), Calls("begin_task")),
        ],
        task=[(THINKS, Says("Which story shall it be?")), (THINKS, Says("A fox, how nice."))],
    )
    async with ringing_by_voice(storyteller(), models, facts=KNOWN) as line:
        await line.say_after("calling?", "it is Ada here")
        await line.say_after("shall it be?", "a fox please")
        await line.hear("how nice.")
        await line.earpiece.until_quiet()
        line.caller.hang_up()
        await line.over.wait()
    said = [
        ("intro", "Hello, who is calling?"),
        ("caller", "it is Ada here"),
        ("intro", "Let me hand you on, Ada."),
        ("task", "Which story shall it be?"),
        ("caller", "a fox please"),
        ("task", "A fox, how nice."),
    ]
    assert line.spoken() == said
    assert line.earpiece.turns() == [
        ("intro", "Hello, who is calling? Let me hand you on, Ada."),
        ("task", "Which story shall it be? A fox, how nice."),
    ]
    assert [event.stage for event in line.of(Entered)] == ["intro", "task"]
    assert [event.outcome for event in line.of(Ended)] == [Outcome.HUNG_UP]
    assert len(models.stt.streams) == 1
    assert models.stt.closed


@in_virtual_time()
async def test_a_caller_who_breaks_in_is_answered_and_only_what_was_heard_is_on_record() -> None:
    models = scripted(intro=[(THINKS, Says("Hello and welcome to the house of stories.")), (THINKS, Says("Yes?"))])
    async with ringing_by_voice(storyteller(), models) as line:
        await line.say_after("welcome to", "excuse me")
        await line.hear("Yes?")
        await line.earpiece.until_quiet()
        words = line.earpiece.text().removesuffix(" Yes?")
    assert line.spoken() == [("intro", words), ("caller", "excuse me"), ("intro", "Yes?")]
    assert words.startswith("Hello and welcome to")
    assert "stories." not in words


@in_virtual_time()
async def test_a_caller_who_says_nothing_is_asked_and_then_told_goodbye() -> None:
    models = scripted(intro=[Says("Hello?")])
    async with ringing_by_voice(storyteller(), models) as line:
        await line.over.wait()
    assert [event.outcome for event in line.of(Ended)] == [Outcome.SILENCE]
    assert line.earpiece.text().count("Are you still there?") == storyteller().limits.silences


@in_virtual_time()
async def test_what_is_typed_breaks_in_and_is_answered() -> None:
    models = scripted(intro=[(THINKS, Says("Hello and welcome to the house of stories.")), (THINKS, Says("Yes?"))])
    async with ringing_by_voice(storyteller(), models) as line:
        await line.hear("welcome")
        line.type("who is there")
        await line.hear("Yes?")
        assert line.spoken()[1:] == [("caller", "who is there"), ("intro", "Yes?")]
        assert line.asked("intro")[-1].heard()[-1] == ("user", "who is there")
        assert (line.lost(), line.repeated()) == ([], [])


@in_virtual_time()
async def test_words_that_reach_nobody_are_told() -> None:
    models = scripted(intro=[(THINKS, Says("Hello?")), Says("Yes?")])
    async with ringing_by_voice(storyteller(), models) as line:
        await line.hear("Hello?")
        line.built.session.input.set_audio_enabled(False)
        await line.caller.say("one two")
        line.built.session.input.set_audio_enabled(True)
        await line.caller.say("two three")
        await line.hear("Yes?")
        assert line.lost() == ["one", "two"]


@in_virtual_time()
async def test_a_call_goes_from_a_pipeline_to_a_realtime_model_and_back() -> None:
    story = ScriptedLLM((THINKS, Says("Once there was a fox.")), (THINKS, Says("Gladly."), Calls("another_story")))
    task = ScriptedLLM((THINKS, Says("Here it comes."), Calls("begin_story")), (THINKS, Says("Which one now?")))
    realtime = FakeRealtimeModel("story", story, connect_s=0.5)
    told = storyteller()
    edges = [edge.model_copy(update={"settled": False}) for edge in told.edges]
    told = told.model_copy(update={"opens": "task", "edges": edges})
    models = FakeSet({"intro": ScriptedLLM(), "task": task, "story": realtime})
    async with ringing_by_voice(told, models, facts={**KNOWN, "hero": "a fox", "mood": "funny"}) as line:
        await line.say_after("a fox.", "another one please")
        await line.hear("Which one now?")
        await line.earpiece.until_quiet()
    assert line.earpiece.turns() == [
        ("task", "Here it comes."),
        ("story", "Once there was a fox. Gladly."),
        ("task", "Which one now?"),
    ]
    assert realtime.sessions[0].heard == ["another one please"]
    assert not any(session.open for session in realtime.sessions)
    assert story.done
    assert task.done


@in_virtual_time()
async def test_a_fixed_line_is_heard_in_words_from_a_realtime_stage_too() -> None:
    told = storyteller()
    limits = told.limits.model_copy(update={"call_s": 5.0})
    told = told.model_copy(update={"opens": "story", "limits": limits})
    realtime = FakeRealtimeModel("story", ScriptedLLM((THINKS, Says("Once there was a fox."))))
    models = FakeSet({"intro": ScriptedLLM(), "task": ScriptedLLM(), "story": realtime})
    async with ringing_by_voice(told, models) as line:
        await line.over.wait()
    assert line.earpiece.text() == f"Once there was a fox. {told.lines.almost_up} {told.lines.time_up}"


def test_the_same_call_is_the_same_to_the_second_each_time() -> None:
    async def call() -> tuple[list[Event], list[tuple[str, float, float]]]:
        models = scripted(intro=[(THINKS, Says("Hello and welcome to the house.")), (THINKS, Says("Yes?"))])
        async with ringing_by_voice(storyteller(), models) as line:
            await line.say_after("welcome", "excuse me")
            await line.hear("Yes?")
        return line.events, [(each.text, each.start_s, each.end_s) for each in line.earpiece.log]

    assert run(call()) == run(call())


@pytest.mark.parametrize("after_s", [0.1, 0.35, 0.6, 0.85, 1.1, 1.6, 2.1, 2.6])
def test_whenever_the_caller_breaks_into_a_hand_off_no_word_of_theirs_is_lost(after_s: float) -> None:
    farewell = (THINKS, Says("Let me hand you on, Ada."), Calls("begin_task"))
    intro = ScriptedLLM((THINKS, Says("Hello?")), farewell, repeats=True)
    task = ScriptedLLM((THINKS, Says("Which story?")), (THINKS, Says("Well.")), repeats=True)

    @in_virtual_time()
    async def call() -> None:
        models = FakeSet({"intro": intro, "task": task, "story": ScriptedLLM()})
        async with ringing_by_voice(storyteller(), models, facts=KNOWN) as line:
            await line.say_after("Hello?", "it is Ada")
            line.caller.say("one two three four five", at_s=line.caller.now_s + after_s)
            await line.earpiece.until_quiet(for_s=3.0)
            assert (line.lost(), line.repeated()) == ([], [])
            assert [event.stage for event in line.of(Entered)] == ["intro", "task"]

    call()
