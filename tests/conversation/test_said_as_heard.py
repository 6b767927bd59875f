"""On record as said is what was played, by the seconds of its sound, whatever a TTS had promised."""

import asyncio

import pytest

from segue.call.events import Said
from segue.testing import Says, ScriptedLLM
from segue.transports.line_io import TextSink
from testbed.fakes.tts import FakeTTS, Raises, Stalls
from testbed.spoken_call import FakeSet, SpokenCall, ringing_by_voice
from testbed.virtual_time import in_virtual_time
from tests.conversation.scripted_call import storyteller

TALE = "Once there was a fox who lived in the house of the old woman by the river and slept all day."


def speaking(voice: FakeTTS) -> FakeSet:
    llms = {**{stage: ScriptedLLM() for stage in storyteller().stages}, "intro": ScriptedLLM(Says(TALE), Says("Yes?"))}
    return FakeSet(llms, ttses={"intro": voice})


def history(line: SpokenCall) -> list[str]:
    said = [message.text_content or "" for message in line.built.session.history.messages()]
    return [text for text in said if text not in line.caller.text()]


@in_virtual_time()
async def test_of_a_speech_whose_sound_stalls_no_word_is_said_that_was_not_heard() -> None:
    voice, shown = FakeTTS("intro", fault=Stalls(after_words=5)), list[str]()
    async with ringing_by_voice(storyteller(), speaking(voice), shown=TextSink(shown.append, lambda: None)) as line:
        await asyncio.sleep(20.0)
        assert line.earpiece.text() == "Once there was a fox"
        assert line.earpiece.text().startswith("".join(shown).strip())
        voice.fault = None
        await line.caller.say("hello are you there")
        await line.hear("Yes?")
        cut = line.of(Said)[0]
        assert history(line)[0] == cut.text
    assert cut.interrupted
    assert cut.text.strip()
    assert "Once there was a fox".startswith(cut.text.strip())
    assert f"{cut.text.strip()} {cut.unheard.strip()}" == TALE


@in_virtual_time()
async def test_a_cough_into_the_silence_of_a_stalled_speech_brings_one_word_at_most() -> None:
    voice, shown = FakeTTS("intro", fault=Stalls(after_words=5)), list[str]()
    async with ringing_by_voice(storyteller(), speaking(voice), shown=TextSink(shown.append, lambda: None)) as line:
        await asyncio.sleep(5.0)
        await line.caller.cough(for_s=0.4)
        await asyncio.sleep(5.0)
        assert "Once there was a fox who".startswith("".join(shown).strip())


@in_virtual_time()
async def test_a_speech_whose_sound_comes_again_is_said_whole() -> None:
    voice, shown = FakeTTS("intro", fault=Stalls(after_words=5, for_s=8.0)), list[str]()
    async with ringing_by_voice(storyteller(), speaking(voice), shown=TextSink(shown.append, lambda: None)) as line:
        await line.hear("all day.")
        await line.earpiece.until_quiet()
    assert [event.text for event in line.of(Said)] == [TALE]
    assert "".join(shown) == TALE


@in_virtual_time()
async def test_of_a_voice_that_is_slower_than_real_time_no_word_is_said_that_was_not_heard() -> None:
    voice = FakeTTS("intro", gap_s=1.0)
    async with ringing_by_voice(storyteller(), speaking(voice), shown=TextSink(lambda _: None, lambda: None)) as line:
        await line.hear("a fox who")
        voice.gap_s = 0.0
        await line.caller.say("hello are you there")
        await line.hear("Yes?")
        cut = line.of(Said)[0]
        heard = line.earpiece.text().removesuffix(" Yes?")
    assert cut.interrupted
    assert heard.startswith(cut.text.strip())
    assert len(heard) < len(TALE) / 2


@pytest.mark.parametrize("words", [3, 10])
def test_of_a_speech_that_breaks_off_what_was_heard_is_said(words: int) -> None:
    @in_virtual_time()
    async def breaks_off() -> None:
        voice = FakeTTS("intro", fault=Raises(after_words=words, error=ValueError("broken")))
        sink = TextSink(lambda _: None, lambda: None)
        async with ringing_by_voice(storyteller(), speaking(voice), shown=sink) as line:
            await asyncio.sleep(8.0)
            heard = line.earpiece.text()
            assert heard == " ".join(TALE.split()[:words])
            said = line.of(Said)[0]
            assert history(line)[0] == said.text
            assert heard.startswith(said.text.strip())
            assert said.text.strip()
            assert said.interrupted

    breaks_off()


@in_virtual_time()
async def test_of_a_speech_without_any_sound_nothing_is_said() -> None:
    voice = FakeTTS("intro", fault=Raises(error=ValueError("refused")))
    async with ringing_by_voice(storyteller(), speaking(voice), shown=TextSink(lambda _: None, lambda: None)) as line:
        await asyncio.sleep(5.0)
        assert line.of(Said) == []
        assert history(line) == []
