"""A line while the agents owe a word: heard at once, never over words, and the answer after it is whole."""

import asyncio
from collections.abc import AsyncIterator

from livekit import rtc

from segue.call.events import AgentsBegan, Said
from segue.models.prerendered import Prerendered
from segue.session.floor_lines import Floor
from segue.testing import Reply, Says, ScriptedLLM, Waits
from testbed.fakes.sound import frame, spoken
from testbed.fakes.tts import FakeTTS
from testbed.spoken_call import FakeSet, SpokenCall, ringing_by_voice
from testbed.virtual_time import in_virtual_time
from tests.conversation.scripted_call import storyteller

MOMENT = "One moment please."
ANSWER = "There are five tales of foxes in this house tonight."


def scripted(*intro: Reply) -> FakeSet:
    return FakeSet({**{stage: ScriptedLLM() for stage in storyteller().stages}, "intro": ScriptedLLM(*intro)})


async def sound(text: str) -> AsyncIterator[rtc.AudioFrame]:
    for word in spoken(text, "line", 0.24):
        for _ in range(word.frames):
            yield frame(word.value)


def floor_of(line: SpokenCall) -> Floor:
    floor = Floor()
    floor.attach(line.built.session)
    return floor


@in_virtual_time()
async def test_a_line_is_heard_before_a_late_answer_which_is_whole() -> None:
    models = scripted(Says("Hello?"), (Waits(for_s=1.8), Says(ANSWER)))
    async with ringing_by_voice(storyteller(), models) as line:
        floor = floor_of(line)
        await line.say_after("Hello?", "how many tales")
        await asyncio.sleep(0.8)
        states = len(line.of(AgentsBegan))
        assert await floor.play(MOMENT, sound(MOMENT))
        assert len(line.of(AgentsBegan)) == states
        await line.hear(ANSWER)
        await line.earpiece.until_quiet()
    assert line.earpiece.turns() == [("intro", "Hello?"), ("line", MOMENT), ("intro", ANSWER)]
    assert line.spoken() == [("intro", "Hello?"), ("caller", "how many tales"), ("intro", ANSWER)]
    assert [event.interrupted for event in line.of(Said)] == [False, False]


@in_virtual_time()
async def test_an_answer_that_comes_meanwhile_waits_for_the_end_of_the_line() -> None:
    models = scripted(Says("Hello?"), (Waits(for_s=1.0), Says(ANSWER)))
    async with ringing_by_voice(storyteller(), models) as line:
        floor = floor_of(line)
        await line.say_after("Hello?", "how many tales")
        await asyncio.sleep(0.9)
        assert await floor.play(MOMENT, sound(MOMENT))
        await line.hear("five")
        assert not await floor.play(MOMENT, sound(MOMENT))
        await line.earpiece.until_quiet()
    assert line.earpiece.turns() == [("intro", "Hello?"), ("line", MOMENT), ("intro", ANSWER)]
    assert line.spoken()[-1] == ("intro", ANSWER)


@in_virtual_time()
async def test_an_answer_after_a_line_can_be_broken_into_and_only_what_was_heard_is_on_record() -> None:
    models = scripted(Says("Hello?"), (Waits(for_s=1.0), Says(ANSWER)), Says("Yes?"))
    async with ringing_by_voice(storyteller(), models) as line:
        floor = floor_of(line)
        await line.say_after("Hello?", "how many tales")
        await asyncio.sleep(0.9)
        assert await floor.play(MOMENT, sound(MOMENT))
        await line.say_after("five tales", "excuse me")
        await line.hear("Yes?")
        await line.earpiece.until_quiet()
        heard = line.earpiece.turns()[2:]
    cut = line.of(Said)[1]
    assert cut.interrupted
    assert heard == [("intro", f"{cut.text} Yes?")]
    assert f"{cut.text} {cut.unheard}" == ANSWER


@in_virtual_time()
async def test_a_caller_who_breaks_in_while_the_answer_waits_hears_none_of_it_and_it_is_not_on_record() -> None:
    models = scripted(Says("Hello?"), (Waits(for_s=0.5), Says(ANSWER)), Says("Yes?"))
    async with ringing_by_voice(storyteller(), models) as line:
        floor = floor_of(line)
        await line.say_after("Hello?", "how many tales")
        await asyncio.sleep(0.4)
        playing = asyncio.ensure_future(floor.play(f"{MOMENT} {MOMENT}", sound(f"{MOMENT} {MOMENT}")))
        await asyncio.sleep(0.9)
        assert floor.speaking
        talking = line.caller.say("excuse me")
        await asyncio.sleep(0.3)
        floor.stop()
        assert not await playing
        await talking
        await line.hear("Yes?")
        await line.earpiece.until_quiet()
    assert [text for speaker, text in line.earpiece.turns() if speaker == "intro"] == ["Hello?", "Yes?"]
    assert [event.text for event in line.of(Said)] == ["Hello?", "Yes?"]
    assert (line.lost(), line.repeated()) == ([], [])


@in_virtual_time()
async def test_a_cough_while_the_answer_waits_costs_none_of_it() -> None:
    models = scripted(Says("Hello?"), (Waits(for_s=0.5), Says(ANSWER)))
    async with ringing_by_voice(storyteller(), models) as line:
        floor = floor_of(line)
        await line.say_after("Hello?", "how many tales")
        await asyncio.sleep(0.4)
        playing = asyncio.ensure_future(floor.play(f"{MOMENT} {MOMENT}", sound(f"{MOMENT} {MOMENT}")))
        await asyncio.sleep(0.9)
        await line.caller.cough(for_s=0.3)
        assert await playing
        await line.hear(ANSWER)
        await line.earpiece.until_quiet()
    assert line.spoken()[-1] == ("intro", ANSWER)


@in_virtual_time()
async def test_before_the_greeting_and_in_the_stages_own_voice() -> None:
    models = scripted((Waits(for_s=1.5), Says("Hello and welcome.")))
    lines = Prerendered({"intro": "warm"})
    lines.prepare("intro", FakeTTS("intro"), [MOMENT])
    async with ringing_by_voice(storyteller(), models) as line:
        floor = floor_of(line)
        await lines.prepared()
        assert await floor.play(MOMENT, await lines.sound_of(MOMENT, "intro"))
        await line.hear("Hello and welcome.")
    assert line.earpiece.text() == f"{MOMENT} Hello and welcome."


@in_virtual_time()
async def test_a_last_line_stops_whoever_speaks_and_is_no_agents() -> None:
    models = scripted(Says(ANSWER))
    async with ringing_by_voice(storyteller(), models) as line:
        floor = floor_of(line)
        await line.hear("five")
        await floor.clear()
        assert await floor.play("Sorry about this.", sound("Sorry about this."))
        assert not floor.speaking
    cut, sorry = line.earpiece.turns()
    assert cut == ("intro", "There are five")
    assert sorry == ("line", "Sorry about this.")
    assert [event.interrupted for event in line.of(Said)] == [True]
    assert ANSWER.startswith(line.of(Said)[0].text)


@in_virtual_time()
async def test_a_line_stops_for_another() -> None:
    async with ringing_by_voice(storyteller(), scripted((Waits(for_s=9.0), Says("Hello?")))) as line:
        floor = floor_of(line)
        first = asyncio.ensure_future(floor.play(ANSWER, sound(ANSWER)))
        await line.hear("five")
        assert not await floor.play(MOMENT, sound(MOMENT))
        await floor.clear()
        assert await floor.play(MOMENT, sound(MOMENT))
        assert not await first
    assert line.earpiece.text() == f"There are five {MOMENT}"


@in_virtual_time()
async def test_a_line_ends_with_the_call() -> None:
    models = scripted((Waits(for_s=30.0), Says("Hello?")))
    async with ringing_by_voice(storyteller(), models) as line:
        floor = floor_of(line)
        playing = asyncio.ensure_future(floor.play(ANSWER, sound(ANSWER)))
        await line.hear("five")
        line.caller.hang_up()
        await line.over.wait()
        assert not await playing
    assert not line.earpiece.text().endswith("tonight.")
