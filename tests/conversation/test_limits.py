"""Limits of a call, as a caller hears them: told aloud before they end it, and never over words."""

from segue.call.events import AgentsBegan, AlmostUp, CallerBegan, CallerEnded, Ended, Limit, Outcome, Said
from segue.profile.limits import Limits
from segue.profile.model import Profile
from segue.testing import Calls, Reply, Says, ScriptedLLM, Waits
from testbed.spoken_call import FakeSet, ringing_by_voice
from testbed.virtual_time import in_virtual_time
from tests.conversation.scripted_call import ringing, storyteller

HELLO = Says("Hello, who is calling?")
STORY = " ".join(["Once upon a time there was a fox who lived in a house by the sea and told tales."] * 2)
LONG = "a story of a fox and of a bear and of a wolf and of all the friends they ever had please"


def limited(**limits: float) -> Profile:
    """The storyteller under other limits."""
    return storyteller().model_copy(update={"limits": Limits.model_validate(limits)})


def scripted(*intro: Reply) -> FakeSet:
    return FakeSet({**{stage: ScriptedLLM() for stage in storyteller().stages}, "intro": ScriptedLLM(*intro)})


async def test_a_call_whose_turns_are_used_up_is_told_so_answered_and_left() -> None:
    told = limited(turns=2)
    async with ringing(told, intro=[HELLO, Says("Well then."), Says("Gladly.")]) as line:
        await line.say("A story.")
        await line.say("About a fox.")
        await line.built.director.closed.wait()
        assert line.spoken()[1:] == [
            ("caller", "A story."),
            ("intro", "Well then."),
            ("intro", told.lines.almost_spent),
            ("caller", "About a fox."),
            ("intro", "Gladly."),
            ("intro", told.lines.spent_goodbye),
        ]
        assert not any(event.interrupted for event in line.of(Said))
        (ended,) = line.of(Ended)
        assert (ended.outcome, ended.limit) == (Outcome.LIMIT, Limit.TURNS)


async def test_a_call_whose_tool_calls_are_used_up_is_told_so_and_left() -> None:
    told = limited(tool_calls=2)
    remember = Calls("remember", {"mood": "funny"})
    async with ringing(told, intro=[HELLO, remember, Says("Funny."), remember, Says("Funny.")]) as line:
        await line.say("A funny one.")
        assert line.spoken()[-1] == ("intro", told.lines.almost_spent)
        await line.say("I said a funny one.")
        assert line.spoken()[-2:] == [("intro", "Funny."), ("intro", told.lines.spent_goodbye)]
        assert line.call.state.limit is Limit.TOOL_CALLS


@in_virtual_time()
async def test_by_voice_the_warning_waits_for_the_end_of_an_answer() -> None:
    told = limited(call_s=20)
    async with ringing_by_voice(told, scripted(HELLO, Says(STORY))) as line:
        await line.say_after(HELLO.text, "a story please")
        await line.over.wait()
    assert line.earpiece.text() == " ".join([HELLO.text, STORY, told.lines.almost_up, told.lines.time_up])
    assert not any(event.interrupted for event in line.of(Said))
    (due,), story = line.of(AlmostUp), line.of(AgentsBegan)[1]
    assert story.at_s < due.at_s < line.of(Said)[1].at_s
    assert line.of(Ended)[0].limit is Limit.TIME


@in_virtual_time()
async def test_by_voice_the_warning_waits_for_a_caller_who_speaks_and_for_the_answer() -> None:
    told = limited(call_s=12)
    async with ringing_by_voice(told, scripted(HELLO, (Waits(for_s=1.0), Says("Gladly.")))) as line:
        await line.say_after(HELLO.text, LONG)
        await line.hear(told.lines.almost_up)
        await line.earpiece.until_quiet()
    assert line.earpiece.text() == " ".join([HELLO.text, "Gladly.", told.lines.almost_up])
    began, ended = line.of(CallerBegan)[0].at_s, line.of(CallerEnded)[0].at_s
    assert began < line.of(AlmostUp)[0].at_s < ended
    assert not [event for event in line.of(AgentsBegan) if began < event.at_s < ended]
