"""A call by voice as its feed tells it: the words while they are being said, and then what was heard and said."""

from segue.testing import Says, ScriptedLLM
from testbed.fakes import FakeRealtimeModel
from testbed.spoken_call import FakeSet, ringing_by_voice
from testbed.virtual_time import in_virtual_time
from tests.conversation.scripted_call import storyteller
from tests.unit.transports.test_feed import Told

WELCOME = "Hello and welcome to the house of stories."
ADA = "my name is ada and I come from turin"


async def told_of(intro: ScriptedLLM | FakeRealtimeModel) -> Told:
    """The feed of a call in which the caller says who they are."""
    llms = {**{stage: ScriptedLLM() for stage in storyteller().stages}, "intro": intro}
    async with ringing_by_voice(storyteller(), FakeSet(llms)) as line:
        told = Told(call=line.call)
        line.built.session.on("user_input_transcribed", told.feed.hear)
        await line.say_after("stories.", ADA)
        await line.hear("Yes?")
        await line.earpiece.until_quiet()
    await told.feed.finish()
    return told


@in_virtual_time()
async def test_the_callers_words_are_shown_as_they_come_and_then_as_what_was_heard() -> None:
    told = await told_of(ScriptedLLM(Says(WELCOME), Says("Yes?")))
    assert len(told.hearing) > 3
    assert all(ADA.startswith(words) for words in told.hearing)
    assert told.hearing == sorted(told.hearing)
    kept = [line for line in told.lines if line["n"]]
    assert [(line["kind"], line.get("text")) for line in kept[1:]] == [
        ("said", WELCOME),
        ("heard", ADA),
        ("said", "Yes?"),
        ("ended", None),
    ]
    assert kept[3]["answer_s"] == kept[-1]["answer_median_s"] > 0


@in_virtual_time()
async def test_a_realtime_model_that_tells_nothing_meanwhile_has_its_words_heard_all_the_same() -> None:
    told = await told_of(FakeRealtimeModel("intro", ScriptedLLM(Says(WELCOME), Says("Yes?"))))
    assert told.hearing == []
    assert [line["text"] for line in told.lines if line["kind"] == "heard"] == [ADA]
