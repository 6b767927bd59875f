"""How the local TTS deals out a text that is still arriving."""

import asyncio
import threading
from typing import cast

import numpy as np
import pytest
from livekit.agents import tts
from numpy.typing import NDArray

from segue.models.local.recogniser import Recogniser
from segue.models.local.synthesiser import SAMPLE_RATE, SPEAKERS, Speaker, Synthesiser
from segue.models.local.tts import LocalTTS
from segue.models.local.weights import LocalModels


class Typewriter:
    """Stands for the synthesiser: a second of sound for each sentence, and a note of what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.busy = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def split(self, text: str) -> list[str]:
        return [sentence.strip() for sentence in text.replace(". ", ".|").split("|") if sentence.strip()]

    def speak(self, text: str, speaker: Speaker) -> NDArray[np.int16]:
        self.asked.append(text)
        self.busy.set()
        self.may_go_on.wait()
        words = any(letter.isalpha() for letter in text)
        return np.ones(SAMPLE_RATE if words else 0, np.int16)


@pytest.fixture
def typewriter() -> Typewriter:
    return Typewriter()


@pytest.fixture
def local_tts(typewriter: Typewriter) -> LocalTTS:
    models = LocalModels(cast(Recogniser, None), cast(Synthesiser, typewriter))
    return LocalTTS(models, SPEAKERS["warm"])


async def heard_s(stream: tts.SynthesizeStream | tts.ChunkedStream) -> float:
    async with stream:
        return sum([audio.frame.duration async for audio in stream])


async def test_a_sentence_is_spoken_once_the_next_has_begun(local_tts: LocalTTS, typewriter: Typewriter) -> None:
    async with local_tts.stream() as stream:
        stream.push_text("One is here. Tw")
        await anext(stream)
        assert typewriter.asked == ["One is here."]


async def test_the_end_of_the_text_speaks_the_rest(local_tts: LocalTTS, typewriter: Typewriter) -> None:
    stream = local_tts.stream()
    for token in ("He", "llo there. ", "How ", "are you"):
        stream.push_text(token)
    stream.end_input()
    assert await heard_s(stream) == pytest.approx(2.0)
    assert typewriter.asked == ["Hello there.", "How are you"]


async def test_the_words_come_with_the_time_they_are_heard_at(local_tts: LocalTTS) -> None:
    async with local_tts.stream() as stream:
        stream.push_text("One. Two.")
        stream.end_input()
        timed = [text async for audio in stream for text in audio.frame.userdata["lk.timed_transcripts"]]
    assert [(str(text), text.start_time, text.end_time) for text in timed] == [
        ("One. ", 0.0, 1.0),
        ("Two. ", 1.0, 2.0),
    ]


@pytest.mark.parametrize("text", ["...", " ", "?!"])
async def test_a_text_without_words_is_silence_and_no_error(local_tts: LocalTTS, text: str) -> None:
    errors: list[object] = []
    local_tts.on("error", errors.append)
    stream = local_tts.stream()
    stream.push_text(text)
    stream.end_input()
    assert await heard_s(stream) == 0
    assert await heard_s(local_tts.synthesize(text)) == 0
    assert errors == []


async def test_a_whole_text_is_spoken_sentence_by_sentence(local_tts: LocalTTS, typewriter: Typewriter) -> None:
    assert await heard_s(local_tts.synthesize("One. Two. Three.")) == pytest.approx(3.0)
    assert typewriter.asked == ["One.", "Two.", "Three."]


async def test_closing_does_not_wait_for_the_sentence_being_made(local_tts: LocalTTS, typewriter: Typewriter) -> None:
    typewriter.may_go_on.clear()
    stream = local_tts.stream()
    stream.push_text("One. Two. Three.")
    stream.end_input()
    await asyncio.to_thread(typewriter.busy.wait)
    await stream.aclose()
    typewriter.may_go_on.set()
    assert typewriter.asked == ["One."]
