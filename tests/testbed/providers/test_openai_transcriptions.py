"""The speech double's other half through the real plugin: sound to words, and what goes wrong on the way."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import numpy as np
import pytest
from livekit import rtc
from livekit.agents import APIConnectionError, APIConnectOptions, APIError, APIStatusError, utils
from livekit.plugins import openai
from openai import AsyncOpenAI
from openai.types.audio import Transcription, TranscriptionVerbose

from testbed.providers.faults import Cuts, Fault, How, Refuses
from testbed.providers.openai.api import KEY
from testbed.providers.openai.speech.double import SpeechDouble
from testbed.providers.sound import SAMPLE_RATE, tone

LINE = "Once upon a time."
ONCE = APIConnectOptions(max_retry=0)


@asynccontextmanager
async def listening(double: SpeechDouble, **options: Any) -> AsyncIterator[openai.STT]:
    """The double, and a plugin that listens through it. A client the plugin makes itself it would never close."""
    async with (
        utils.http_context.open(),
        double,
        AsyncOpenAI(base_url=double.base_url, api_key=KEY, max_retries=0) as client,
    ):
        plugin = openai.STT(client=client, **{"model": "gpt-4o-mini-transcribe", **options})
        try:
            yield plugin
        finally:
            await plugin.aclose()


def frame(pcm: bytes) -> rtc.AudioFrame:
    return rtc.AudioFrame(pcm, SAMPLE_RATE, 1, len(pcm) // 2)


@pytest.mark.parametrize("model", ["gpt-4o-mini-transcribe", "whisper-1"])
async def test_sound_is_written_down_as_the_stt_has_it(model: str) -> None:
    def hear(pcm: bytes, rate: int) -> str:
        sound = np.frombuffer(pcm, np.int16) / 32768
        return f"{sound.size / rate:.2f} seconds at {np.abs(sound).max():.1f}"

    double = SpeechDouble(stt=hear)
    async with listening(double, model=model) as plugin:
        event = await plugin.recognize([frame(tone(LINE, "sage"))], conn_options=ONCE)
    assert (event.alternatives[0].text, event.alternatives[0].language) == ("1.02 seconds at 0.2", "en")
    asked = double.transcriptions.received[0].asked
    assert asked.response_format == ("verbose_json" if model == "whisper-1" else "json")
    assert asked.body["language"] == "en"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Refuses(401), APIStatusError),
        (Refuses(500), APIStatusError),
        (Cuts(after=0), APIConnectionError),
        (Cuts(after=0, how=How.CLOSE), APIConnectionError),
    ],
    ids=str,
)
async def test_a_fault_of_the_stt_looks_to_the_plugin_as_it_would(fault: Fault, error: type[APIError]) -> None:
    double = SpeechDouble(stt=lambda pcm, rate: LINE)
    double.transcriptions.faults.next(fault)
    async with listening(double) as plugin:
        with pytest.raises(APIError) as broken:
            await plugin.recognize([frame(tone(LINE, "sage"))], conn_options=ONCE)
    assert type(broken.value) is error


async def test_an_stt_that_hears_nothing_says_nothing() -> None:
    async with listening(SpeechDouble()) as plugin:
        event = await plugin.recognize([frame(tone(LINE, "sage"))], conn_options=ONCE)
    assert event.alternatives[0].text == ""


async def test_too_little_sound_is_refused() -> None:
    async with listening(SpeechDouble()) as plugin:
        with pytest.raises(APIStatusError, match="Audio file is too short"):
            await plugin.recognize([frame(tone("I", "sage"))], conn_options=ONCE)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"model": "whisper-1"}, "Missing required parameter: 'file'."),
        ({"file": b"RIFF no more"}, "Missing required parameter: 'model'."),
        ({"file": b"RIFF no more", "model": "whisper-1"}, "Invalid file format. Supported formats: ['flac', 'm4a',"),
        ({"file": b"", "model": "whisper-1", "tempo": "1"}, "Unrecognized request argument supplied: tempo"),
        ({"file": b"", "model": "whisper-1", "temperature": "hot"}, "Invalid type for 'temperature': expected a"),
        ({"file": b"", "model": "whisper-1", "response_format": "pdf"}, "Invalid value: 'pdf'. Supported values are:"),
        (
            {"file": b"", "model": "gpt-4o-mini-transcribe", "response_format": "verbose_json"},
            "response_format 'verbose_json' is not compatible with model 'gpt-4o-mini-transcribe'.",
        ),
    ],
    ids=str,
)
async def test_a_bad_wish_to_listen_is_refused(fields: dict[str, Any], message: str) -> None:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value, **({"filename": "a.wav"} if isinstance(value, bytes) else {}))
    async with SpeechDouble(key=None) as double:
        status, body = await post(double, form)
    assert (status, json.loads(body)["error"]["message"][: len(message)]) == (400, message)


async def post(double: SpeechDouble, form: aiohttp.FormData) -> tuple[int, str]:
    url = f"{double.base_url}/audio/transcriptions"
    async with aiohttp.ClientSession() as web, web.post(url, data=form) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    ("model", "wanted", "kind"),
    [("whisper-1", "verbose_json", TranscriptionVerbose), ("gpt-4o-mini-transcribe", "json", Transcription)],
)
async def test_a_transcript_is_of_the_providers_own_type(model: str, wanted: str, kind: Any) -> None:
    form = aiohttp.FormData({"model": model, "response_format": wanted})
    form.add_field("file", frame(tone(LINE, "sage")).to_wav_bytes(), filename="a.wav", content_type="audio/wav")
    async with SpeechDouble(stt=lambda pcm, rate: LINE, key=None) as double:
        _, body = await post(double, form)
    assert kind.model_validate_json(body, strict=True).text == LINE
