"""A caller breaks in: on record is what they heard, and beside it what they would have heard next."""

from segue.call.events import Said
from segue.testing import Says, ScriptedLLM
from testbed.fakes import FakeRealtimeModel
from testbed.spoken_call import FakeSet, ringing_by_voice
from testbed.virtual_time import in_virtual_time
from tests.conversation.scripted_call import storyteller

WELCOME = "Hello and welcome to the house of stories. Sit down and have a cup of tea."


def scripted() -> ScriptedLLM:
    return ScriptedLLM(Says(WELCOME), Says("Yes?"))


async def broken_into(intro: ScriptedLLM | FakeRealtimeModel) -> tuple[Said, Said]:
    """What was said when the caller broke in, and the answer to that."""
    llms = {**{stage: ScriptedLLM() for stage in storyteller().stages}, "intro": intro}
    async with ringing_by_voice(storyteller(), FakeSet(llms)) as line:
        await line.say_after("welcome to", "excuse me")
        await line.hear("Yes?")
        await line.earpiece.until_quiet()
        cut, answer = line.of(Said)[:2]
        return cut, answer


@in_virtual_time()
async def test_of_a_pipeline_the_rest_of_what_its_model_had_made_is_on_record() -> None:
    cut, answer = await broken_into(scripted())
    assert cut.interrupted
    assert cut.text.startswith("Hello and welcome to")
    assert f"{cut.text} {cut.unheard}" == WELCOME
    assert (answer.text, answer.unheard) == ("Yes?", "")


@in_virtual_time()
async def test_of_a_realtime_model_as_far_as_its_transcript_ran_ahead() -> None:
    cut, answer = await broken_into(FakeRealtimeModel("intro", scripted()))
    assert cut.interrupted
    assert cut.text.startswith("Hello and welcome to")
    assert f"{cut.text} {cut.unheard}" == WELCOME
    assert (answer.text, answer.unheard) == ("Yes?", "")
