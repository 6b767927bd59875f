"""The local models as they are, one speaking, the other listening."""

import re
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import stt
from numpy.typing import NDArray

from segue.models.local import weights
from segue.models.local.recogniser import SAMPLE_RATE as HEARD_RATE
from segue.models.local.resampling import resampled
from segue.models.local.stt import LocalSTT
from segue.models.local.synthesiser import SAMPLE_RATE, SPEAKERS
from testbed import second_recogniser

pytestmark = pytest.mark.audio

Kind = stt.SpeechEventType
LINE = "Could you tell me a story about a dragon?"


@pytest.fixture(scope="module")
def loaded() -> weights.LocalModels:
    return weights.load()


def spoken(loaded: weights.LocalModels, line: str, speaker: str = "caller") -> NDArray[np.int16]:
    return loaded.synthesiser.speak(line, SPEAKERS[speaker])


def silence(seconds: float) -> NDArray[np.int16]:
    return np.zeros(int(seconds * SAMPLE_RATE), np.int16)


def clip(speech: NDArray[np.int16]) -> NDArray[np.float32]:
    return resampled(speech, SAMPLE_RATE, HEARD_RATE).astype(np.float32) / np.float32(32768)


def plain(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text.lower())


def frames(*parts: NDArray[np.int16], rate: int = SAMPLE_RATE) -> Iterator[rtc.AudioFrame]:
    samples = resampled(np.concatenate(parts), SAMPLE_RATE, rate)
    step = rate // 50
    for start in range(0, samples.size - step, step):
        yield rtc.AudioFrame(samples[start : start + step].tobytes(), rate, 1, step)


async def finals(stream: stt.RecognizeStream) -> AsyncIterator[str]:
    async for event in stream:
        if event.type == Kind.FINAL_TRANSCRIPT:
            yield plain(event.alternatives[0].text)


def test_four_threads_at_once_load_the_models_once() -> None:
    with ThreadPoolExecutor(4) as threads:
        assert len({id(found) for found in threads.map(lambda _: weights.load(), range(4))}) == 1


@pytest.mark.parametrize("speaker", SPEAKERS)
def test_every_voice_is_understood_by_two_recognisers(loaded: weights.LocalModels, speaker: str) -> None:
    heard = clip(spoken(loaded, LINE, speaker))
    assert plain(loaded.recogniser.transcribe(heard)) == plain(LINE)
    assert plain(second_recogniser.transcribe(heard)) == plain(LINE)


def test_the_same_words_are_the_same_bytes(loaded: weights.LocalModels) -> None:
    assert spoken(loaded, LINE).tobytes() == spoken(loaded, LINE).tobytes()


def test_spelt_names_are_spoken_as_letters(loaded: weights.LocalModels) -> None:
    assert spoken(loaded, "M A R A.").tobytes() == spoken(loaded, "M, A, R, A.").tobytes()


@pytest.mark.parametrize("loudness", [0.0, 0.003, 0.05, 0.2])
@pytest.mark.parametrize("seconds", [0.3, 1.0, 4.0])
def test_nothing_is_heard_in_noise(loaded: weights.LocalModels, loudness: float, seconds: float) -> None:
    noise = np.random.default_rng(7).standard_normal(int(seconds * HEARD_RATE)) * loudness
    assert loaded.recogniser.transcribe(noise.astype(np.float32)) == ""


def test_a_clip_longer_than_the_window_is_heard_to_its_end(loaded: weights.LocalModels) -> None:
    lines = [
        "The garden behind the house was covered with snow.",
        "My brother plays the violin every evening.",
        "We took the early train to the mountains.",
        "Nobody remembers the name of the river.",
        "The kitchen smelled of coffee and fresh bread.",
        "Her letter arrived on a Wednesday morning.",
        "He put the yellow umbrella next to the door.",
        "There was a small lamp in every window.",
        "The doctor told us to wait until autumn.",
        "They danced until the music stopped.",
        "A black horse stood alone on the hill.",
        "Please leave the keys under the stone.",
    ]
    letter = clip(spoken(loaded, " ".join(lines)))
    assert letter.size > 30 * HEARD_RATE
    heard = plain(loaded.recogniser.transcribe(letter))
    assert all(plain(line).split()[-1] in heard for line in lines)


@pytest.mark.parametrize("rate", [16_000, 24_000, 48_000])
async def test_a_call_is_heard_at_any_rate(loaded: weights.LocalModels, rate: int) -> None:
    async with LocalSTT(loaded).stream() as stream:
        for frame in frames(silence(0.5), spoken(loaded, LINE), silence(1.0), rate=rate):
            stream.push_frame(frame)
        stream.end_input()
        events = [event async for event in stream]
    said = [event.type for event in events if event.type != Kind.PREFLIGHT_TRANSCRIPT]
    assert said == [Kind.START_OF_SPEECH, Kind.FINAL_TRANSCRIPT, Kind.RECOGNITION_USAGE, Kind.END_OF_SPEECH]
    (heard,) = next(event.alternatives for event in events if event.type == Kind.FINAL_TRANSCRIPT)
    assert plain(heard.text) == plain(LINE)
    assert 0.1 < heard.start_time < 0.5 < heard.end_time < 0.6 + spoken(loaded, LINE).size / SAMPLE_RATE


async def test_a_caller_who_goes_on_after_a_breath_is_heard_as_one(loaded: weights.LocalModels) -> None:
    first, second = spoken(loaded, "Could you tell me a story")[:-4000], spoken(loaded, "about a dragon?")
    async with LocalSTT(loaded).stream() as stream:
        for frame in frames(silence(0.4), first, silence(0.05), second, silence(0.6)):
            stream.push_frame(frame)
        stream.end_input()
        assert [words async for words in finals(stream)] == [plain(LINE)]


async def test_two_utterances_are_two(loaded: weights.LocalModels) -> None:
    line = spoken(loaded, "Yes, please.")
    async with LocalSTT(loaded).stream() as stream:
        for frame in frames(silence(0.4), line, silence(0.8), line, silence(0.8)):
            stream.push_frame(frame)
        stream.end_input()
        assert [words async for words in finals(stream)] == ["yes please"] * 2


async def test_a_flush_makes_final_what_was_said(loaded: weights.LocalModels) -> None:
    async with LocalSTT(loaded).stream() as stream:
        for frame in frames(silence(0.4), spoken(loaded, LINE)):
            stream.push_frame(frame)
        stream.flush()
        assert await anext(finals(stream)) == plain(LINE)


async def test_noise_on_the_line_says_nothing(loaded: weights.LocalModels) -> None:
    noise = (np.random.default_rng(7).standard_normal(3 * SAMPLE_RATE) * 1500).astype(np.int16)
    async with LocalSTT(loaded).stream() as stream:
        for frame in frames(noise):
            stream.push_frame(frame)
        stream.end_input()
        assert [words async for words in finals(stream)] == []


async def test_closing_in_the_middle_of_a_word_leaves_nothing_running(loaded: weights.LocalModels) -> None:
    stream = LocalSTT(loaded).stream()
    for frame in frames(silence(0.4), spoken(loaded, LINE)[:20000], silence(0.15)):
        stream.push_frame(frame)
    assert (await anext(stream)).type == Kind.START_OF_SPEECH
    await stream.aclose()
    assert [event async for event in stream] == []


async def test_a_whole_recording_is_recognised_at_once(loaded: weights.LocalModels) -> None:
    heard = await LocalSTT(loaded).recognize(list(frames(spoken(loaded, LINE), silence(0.1))))
    assert plain(heard.alternatives[0].text) == plain(LINE)
