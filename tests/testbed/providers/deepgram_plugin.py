"""The real Deepgram plugins, connected to their double: what the tests of the double begin with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
from livekit import rtc
from livekit.agents import APIConnectOptions, stt, utils
from livekit.agents.stt import SpeechEventType
from livekit.plugins import deepgram

from testbed.providers.deepgram.double import KEY, DeepgramDouble

RATE = 16_000
ONCE = APIConnectOptions(max_retry=0)
SAID = "Hello there, my old friend."


def speech(seconds: float, rate: int = RATE) -> bytes:
    return (6000 * np.sin(np.arange(round(seconds * rate)) * 1000 / rate)).astype(np.int16).tobytes()


def silence(seconds: float, rate: int = RATE) -> bytes:
    return bytes(round(seconds * rate) * 2)


def hear(pcm: bytes, rate: int) -> str:
    """A word for every 250 ms."""
    return " ".join(SAID.split()[: max(1, len(pcm) * 2 // rate)])


@asynccontextmanager
async def listening(plugin: stt.STT[Any], **options: Any) -> AsyncIterator[stt.RecognizeStream]:
    """A stream of the plugin's."""
    stream = plugin.stream(**options)
    try:
        yield stream
    finally:
        await stream.aclose()


@asynccontextmanager
async def deepgram_double() -> AsyncIterator[DeepgramDouble]:
    async with utils.http_context.open(), DeepgramDouble(hear) as double:
        yield double


def nova(double: DeepgramDouble, **settings: Any) -> deepgram.STT:
    return deepgram.STT(base_url=double.v1_url, api_key=settings.pop("api_key", KEY), **settings)


def flux(double: DeepgramDouble, **settings: Any) -> deepgram.STTv2:
    return deepgram.STTv2(base_url=double.v2_url, api_key=settings.pop("api_key", KEY), **settings)


def push(stream: stt.RecognizeStream, pcm: bytes) -> None:
    stream.push_frame(rtc.AudioFrame(pcm, RATE, 1, len(pcm) // 2))


async def told(stream: stt.RecognizeStream, until: SpeechEventType) -> list[tuple[SpeechEventType, str]]:
    """What the plugin says, with its words, up to and with the event named."""
    events: list[tuple[SpeechEventType, str]] = []
    async for event in stream:
        if event.type is not SpeechEventType.RECOGNITION_USAGE:
            events.append((event.type, event.alternatives[0].text if event.alternatives else ""))
        if event.type is until:
            break
    return events


START, INTERIM, FINAL = (
    SpeechEventType.START_OF_SPEECH,
    SpeechEventType.INTERIM_TRANSCRIPT,
    SpeechEventType.FINAL_TRANSCRIPT,
)
PREFLIGHT, END = SpeechEventType.PREFLIGHT_TRANSCRIPT, SpeechEventType.END_OF_SPEECH
