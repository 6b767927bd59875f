"""A reply that is still being written, by the sentences of the TTS that speaks it."""

import re

import pytest
from livekit.agents import tts

from segue.models.failover.sentences import SentencesOf
from segue.models.failover.switch import Deadlines, Switch
from segue.models.failover.tts import FailoverTTS
from tests.unit.models.jumping_clock import jumping
from tests.unit.models.test_failover_tts import Scripted


class Splitting(Scripted):
    """Takes every full stop for the end of a sentence."""

    def split(self, text: str) -> list[str]:
        return re.findall(r"[^.\s][^.]*\.?", text)


async def said(voice: tts.TTS[str], *pieces: str) -> None:
    failover = FailoverTTS(voice, None, Deadlines(), Switch("tts", lambda *told: None))
    async with failover.stream() as stream:
        for piece in pieces:
            stream.push_text(piece)
        stream.end_input()
        async for _ in stream:
            pass


@jumping
async def test_a_tts_with_a_rule_of_its_own_is_asked_by_that_rule() -> None:
    voice = Splitting()
    await said(voice, "Yes. I a", "m. Who", " are you")
    assert voice.asked == ["Yes.", "I am.", "Who are you"]


@jumping
async def test_a_tts_without_one_is_asked_by_the_librarys_which_joins_what_is_short() -> None:
    voice = Scripted()
    await said(voice, "Yes. I a", "m. Who", " are you")
    assert voice.asked == ["Yes. I am. Who are you"]


@pytest.mark.parametrize("pieces", [("One.  Two. ", "Three"), ("One.  Two. Three",), ("One.", "  Two. Th", "ree")])
@jumping
async def test_the_sentences_are_the_text_again(pieces: tuple[str, ...]) -> None:
    sentences = SentencesOf(Splitting()).stream()
    for piece in pieces:
        sentences.push_text(piece)
    sentences.end_input()
    assert [each.token async for each in sentences] == ["One.", "  Two.", " Three"]


@jumping
async def test_a_sentence_begins_once_the_next_one_has() -> None:
    voice = Splitting()
    failover = FailoverTTS(voice, None, Deadlines(), Switch("tts", lambda *told: None))
    async with failover.stream() as stream:
        stream.push_text("Yes. I")
        await anext(stream)
        assert voice.asked == ["Yes."]


async def test_nothing_is_asked_for_a_text_of_blanks() -> None:
    sentences = SentencesOf(Splitting()).stream()
    sentences.push_text("  \n")
    sentences.end_input()
    assert [each.token async for each in sentences] == []
