"""The real realtime plugin, connected to its double: what the tests of the double begin with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from livekit import rtc
from livekit.agents import function_tool, llm, utils
from livekit.plugins import openai

from testbed.providers.openai.api import KEY
from testbed.providers.openai.realtime.buffer import SAMPLE_RATE
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.providers.sound import tone

TURN = tone("A whole second..", "marin") + bytes(SAMPLE_RATE * 2)
"""Sound, then as much silence as ends a turn."""
LONG = "Once upon a time there was a lighthouse keeper who counted ships."


def hears_hello(pcm: bytes, sample_rate: int) -> str:
    return "Hello there."


@function_tool
async def look_up(word: str) -> str:
    """Look a word up."""
    return f"{word} means light"


@asynccontextmanager
async def connected(
    double: OpenAIRealtimeDouble, modalities: list[Literal["text", "audio"]] | None = None, **settings: Any
) -> AsyncIterator[openai.realtime.RealtimeSession]:
    """The plugin's own session, without an AgentSession around it."""
    modalities = modalities or ["text", "audio"]
    model = openai.realtime.RealtimeModel(base_url=double.base_url, api_key=KEY, modalities=modalities, **settings)
    async with utils.http_context.open():
        session = model.session()
        try:
            await double.nth(1)
            yield session
        finally:
            await session.aclose()


async def heard(generation: llm.GenerationCreatedEvent) -> tuple[str, bytes]:
    """All its words, and all its sound."""
    words, sound = "", b""
    async for message in generation.message_stream:
        words += "".join([str(delta) async for delta in message.text_stream])
        sound += b"".join([bytes(frame.data) async for frame in message.audio_stream])
    return words, sound


def watched(
    model: openai.realtime.RealtimeModel,
) -> tuple[openai.realtime.RealtimeSession, asyncio.Queue[llm.RealtimeModelError]]:
    """A session and the errors it reports."""
    errors: asyncio.Queue[llm.RealtimeModelError] = asyncio.Queue()
    session = model.session()
    session.on("error", errors.put_nowait)
    return session, errors


def push(session: openai.realtime.RealtimeSession, pcm: bytes) -> None:
    session.push_audio(rtc.AudioFrame(pcm, SAMPLE_RATE, 1, len(pcm) // 2))
