"""The speech double through the real plugins: words to sound, sound to words, and what goes wrong on the way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from livekit.agents import APIConnectionError, APIConnectOptions, APIError, APIStatusError, utils
from livekit.plugins import openai

from segue.testing import Says
from testbed.ports import nobodys_url
from testbed.providers.faults import Cuts, Drips, Empty, Fails, Fault, Garbles, How, Refuses, Silent, Stalls
from testbed.providers.openai.api import KEY, OpenAIServer
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.speech.double import SpeechDouble
from testbed.providers.record import RequestOutcome
from testbed.providers.sound import PIECE_BYTES, PIECE_S, SAMPLE_RATE, encoded, tone

LINE = "Once upon a time."
ONCE = APIConnectOptions(max_retry=0)


@asynccontextmanager
async def speaking(double: SpeechDouble, **options: Any) -> AsyncIterator[openai.TTS]:
    """The double, and a plugin that speaks through it."""
    async with utils.http_context.open(), double:
        given = {"model": "gpt-4o-mini-tts", "voice": "sage", "response_format": "pcm", **options}
        plugin = openai.TTS(base_url=double.base_url, api_key=KEY, **given)
        try:
            yield plugin
        finally:
            await plugin.aclose()


async def spoken(plugin: openai.TTS, text: str = LINE) -> bytes:
    """What comes out, without the silence that LiveKit puts behind raw sound."""
    async with plugin.synthesize(text, conn_options=ONCE) as stream:
        sound = b"".join([bytes(part.frame.data) async for part in stream])
    return sound.rstrip(b"\0")


def meant(voice: str = "sage") -> bytes:
    return tone(LINE, voice).rstrip(b"\0")


@pytest.mark.parametrize("plain", [False, True], ids=["events", "bytes"])
async def test_the_words_are_spoken_as_the_tts_has_them(plain: bool) -> None:
    double = SpeechDouble(plain=plain)
    async with speaking(double, instructions="Kindly.") as plugin:
        assert await spoken(plugin) == meant()
    (received,) = double.speech.received
    asked = received.asked
    assert (asked.input, asked.voice, asked.model) == (LINE, "sage", "gpt-4o-mini-tts")
    assert (asked.instructions, asked.streams_events) == ("Kindly.", True)
    assert received.outcome is RequestOutcome.COMPLETE
    assert received.sound_sent_s == pytest.approx(len(LINE) * 0.06)


@pytest.mark.parametrize("form", ["wav", "mp3"])
@pytest.mark.parametrize("plain", [False, True], ids=["events", "bytes"])
async def test_a_format_that_has_to_be_decoded_is(form: str, plain: bool) -> None:
    async with speaking(SpeechDouble(plain=plain), response_format=form) as plugin:
        heard = await spoken(plugin)
    assert abs(len(heard) - len(meant())) <= PIECE_BYTES
    assert pitch(heard) == pytest.approx(pitch(meant()), abs=5)


def pitch(sound: bytes) -> float:
    samples = np.frombuffer(sound[: len(sound) // 2 * 2], np.int16)
    return float(np.argmax(np.abs(np.fft.rfft(samples)))) * SAMPLE_RATE / samples.size


async def test_models_without_events_get_bytes() -> None:
    double = SpeechDouble()
    async with speaking(double, model="tts-1") as plugin:
        assert await spoken(plugin) == meant()
    assert not double.speech.received[0].asked.streams_events


async def test_a_server_at_home_has_voices_of_its_own() -> None:
    double = SpeechDouble(models=["kokoro"], voices=["af_heart"], key=None, plain=True)
    async with speaking(double, model="kokoro", voice="af_heart") as plugin:
        assert await spoken(plugin) == meant("af_heart")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Refuses(401), APIStatusError),
        (Refuses(429, retry_after_s=1), APIStatusError),
        (Refuses(500), APIStatusError),
        (Empty(), APIError),
        (Cuts(after=2, how=How.RESET), APIConnectionError),
        (Cuts(after=2, how=How.CLOSE), APIConnectionError),
    ],
    ids=str,
)
@pytest.mark.parametrize("plain", [False, True], ids=["events", "bytes"])
async def test_a_fault_of_the_tts_looks_to_the_plugin_as_it_would(
    fault: Fault, error: type[APIError], plain: bool
) -> None:
    double = SpeechDouble(plain=plain)
    double.speech.faults.always(fault)
    async with speaking(double) as plugin:
        with pytest.raises(APIError) as broken:
            await spoken(plugin)
    assert type(broken.value) is error
    if isinstance(fault, Refuses):
        assert getattr(broken.value, "status_code", None) == fault.status


@pytest.mark.parametrize("fault", [Silent(), Stalls(after=0), Stalls(after=2)], ids=str)
async def test_a_tts_that_says_no_more_is_waited_for_until_the_listener_leaves(fault: Fault) -> None:
    """For 30 s, the plugin's own patience: whoever wants less brings a deadline."""
    double = SpeechDouble()
    double.speech.faults.next(fault)
    async with speaking(double) as plugin:
        async with plugin.synthesize(LINE, conn_options=ONCE):
            received = await double.speech.nth(1)
            await received.reached(2 if fault == Stalls(after=2) else 0)
        await received.ended.wait()
    assert received.outcome is RequestOutcome.CANCELLED
    assert received.sound_sent_s == pytest.approx(received.pieces_sent * PIECE_S)


async def test_nobody_at_the_address_is_a_lost_connection() -> None:
    async with utils.http_context.open():
        plugin = openai.TTS(base_url=nobodys_url(), api_key=KEY)
        with pytest.raises(APIConnectionError):
            await spoken(plugin)
        await plugin.aclose()


@pytest.mark.parametrize("fault", [Drips(every_s=0.001), Stalls(after=1, for_s=0.02), Garbles(after=1)], ids=str)
async def test_sound_that_comes_in_fits_and_starts_is_whole(fault: Fault) -> None:
    double = SpeechDouble()
    double.speech.faults.next(fault)
    async with speaking(double) as plugin:
        assert await spoken(plugin) == meant()


async def test_a_tts_slower_than_speech_takes_longer_than_what_it_says() -> None:
    double = SpeechDouble()
    double.speech.faults.next(Drips(every_s=0.12))
    async with speaking(double) as plugin:
        sound = await spoken(plugin, "Yes.")
    received = double.speech.received[0]
    assert received.ended_s
    assert received.ended_s - received.at_s > len(sound) / 2 / SAMPLE_RATE


@pytest.mark.parametrize("fault", [Cuts(after=2, how=How.END), Fails(after=2)], ids=str)
async def test_sound_that_stops_as_if_it_were_whole_is_taken_for_whole(fault: Fault) -> None:
    """The plugin neither misses the last event nor reads one that tells of an error."""
    double = SpeechDouble()
    double.speech.faults.next(fault)
    async with speaking(double) as plugin:
        assert await spoken(plugin) == meant()[: 2 * PIECE_BYTES].rstrip(b"\0")


async def test_doubles_may_share_one_address_as_they_do_in_the_cloud() -> None:
    chat, speech = ChatDouble(lambda _: Says("Hi.")), SpeechDouble()
    async with utils.http_context.open(), OpenAIServer(chat, speech):
        assert chat.base_url == speech.base_url
        plugin = openai.TTS(voice="sage", base_url=chat.base_url, api_key=KEY, response_format="pcm")
        assert await spoken(plugin) == meant()
        await plugin.aclose()


def test_every_format_is_cut_into_pieces_as_long_as_they_play() -> None:
    pcm = tone("A line of ten pieces and more.", "sage")
    for form, kind in (("pcm", "audio/pcm"), ("wav", "audio/wav"), ("mp3", "audio/mpeg")):
        content_type, pieces = encoded(pcm, form)
        assert content_type == kind
        assert len(pieces) == pytest.approx(len(pcm) / PIECE_BYTES, abs=2)
