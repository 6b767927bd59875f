"""Uses a model the way a call would: through LiveKit's interface, once, and with as little as it takes."""

import asyncio
import contextlib
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any, Final

from livekit import rtc
from livekit.agents import APIConnectOptions, APIError, APIStatusError, ChatContext, function_tool, llm, stt, tts

from segue.models.trials.findings import ModelKnown, failed, found
from segue.models.trials.service import Cell, Finding, Service
from segue.rehearsal.guided import Guided

WITHIN_S: Final = 10.0
"""For a first token, a syllable or the end of a transcript."""
MOST_WORDS: Final = 200
"""Tokens of an answer that may come before the tool call."""
RATE: Final = 16_000
SILENCE_S: Final = 0.5
SYLLABLE: Final = "Yes."


async def used(service: Service, known: ModelKnown, use: Awaitable[Cell]) -> Finding:
    """What became of using a model; `use` answers whether it calls tools."""
    try:
        async with asyncio.timeout(max(service.first_token_s, WITHIN_S)):
            tools = await use
    except (APIError, TimeoutError) as error:
        return failed(service, known, error)
    return replace(found(service, known), tools=tools)


@function_tool
async def ready() -> None:
    """Call this when you are told to."""


async def ask(model: llm.LLM[Any] | llm.RealtimeModel, within_s: float) -> Cell:
    """Whether a language model calls a tool when it is told to. Raises `APIError` if there is no word from it at all.

    It may and need not call one, as in a call: servers that can force a model may refuse to let it choose.
    """
    model = model.teller if isinstance(model, Guided) else model
    assert isinstance(model, llm.LLM), "a realtime model is tried over its WebSocket"
    try:
        return await _told(model, [ready], within_s)
    except APIStatusError as refusal:
        # Ollama refuses a request with tools where the model's template has no place for them.
        if refusal.status_code != 400:
            raise
        with contextlib.suppress(APIError):
            return await _told(model, [], within_s)
        raise


async def _told(model: llm.LLM[Any], tools: list[llm.Tool], within_s: float) -> Cell:
    context, words = ChatContext.empty(), 0
    context.add_message(role="user", content="Call the tool `ready`.")
    async with model.chat(chat_ctx=context, tools=tools, conn_options=_once(within_s)) as stream:
        async for chunk in stream:
            if chunk.delta and chunk.delta.tool_calls:
                return Cell.YES
            words += bool(chunk.delta and chunk.delta.content)
            if words > MOST_WORDS:
                break
    if words:
        return Cell.NO
    raise APIError("there was no word in its answer", retryable=False)


async def speak(voice: tts.TTS[Any] | None) -> Cell:
    """Until the first sound of a syllable."""
    if voice is None:
        raise _alone()
    async with voice.synthesize(SYLLABLE, conn_options=_once(WITHIN_S)) as stream:
        async for _ in stream:
            return Cell.NEEDLESS
    raise APIError("there was no sound in its answer", retryable=False)


async def listen(recogniser: stt.STT[Any] | None) -> Cell:
    """Half a second of silence, written down."""
    if recogniser is None:
        raise _alone()
    samples = round(SILENCE_S * RATE)
    await recogniser.recognize(rtc.AudioFrame(bytes(samples * 2), RATE, 1, samples), conn_options=_once(WITHIN_S))
    return Cell.NEEDLESS


def _alone() -> APIError:
    return APIError("it plays only beside the local models, which do not load", retryable=False)


def _once(within_s: float) -> APIConnectOptions:
    return APIConnectOptions(max_retry=0, timeout=within_s)
