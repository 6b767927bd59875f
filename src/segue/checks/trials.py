"""Tries a service the way a call would use it: through LiveKit's interface, once, and with as little as it takes."""

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import Any, Final

import aiohttp
from livekit import rtc
from livekit.agents import APIConnectOptions, APIError, APIStatusError, ChatContext, function_tool, llm, stt, tts

from segue.checks.cartesia import try_cartesia
from segue.checks.deepgram import try_deepgram
from segue.checks.findings import Known, failed, found
from segue.checks.listing import look_up
from segue.checks.realtime import try_realtime
from segue.checks.services import Answer, Finding, Part, Service, Speaks
from segue.checks.transcribing import write_down
from segue.models.stage_models import StageModels
from segue.rehearsal.guided import Guided

WITHIN_S: Final = 10.0
"""For a first token, a syllable or the end of a transcript."""
MOST_WORDS: Final = 200
"""Tokens of an answer that may come before the tool call."""
RATE: Final = 16_000
SILENCE_S: Final = 0.5
SYLLABLE: Final = "Yes."


@dataclass(frozen=True, slots=True)
class Trial:
    """A service, and the models of a stage that it is one of."""

    service: Service
    models: StageModels


async def attempt(http: aiohttp.ClientSession, trial: Trial) -> Finding:
    """What becomes of it; never raises for what a provider does."""
    service = trial.service
    if service.part is Part.REALTIME:
        return await try_realtime(http, service)
    if service.speaks is Speaks.DEEPGRAM:
        return await try_deepgram(http, service)
    if service.speaks is Speaks.CARTESIA:
        return await try_cartesia(http, service)
    known = Known(Answer.NEEDLESS) if service.speaks is Speaks.HERE else await look_up(http, service)
    if isinstance(known, Finding):
        return known
    tools = Answer.NEEDLESS
    try:
        async with asyncio.timeout(max(service.first_token_s, WITHIN_S)):
            if service.part is Part.LLM:
                assert isinstance(trial.models.llm, llm.LLM), "a realtime model is tried over its WebSocket"
                tools = await ask(trial.models.llm, service.first_token_s)
            else:
                await _use(http, trial)
    except (APIError, TimeoutError) as error:
        return failed(service, known, error)
    return replace(found(service, known), tools=tools)


async def _use(http: aiohttp.ClientSession, trial: Trial) -> None:
    match trial.service.part:
        case Part.TTS if trial.models.tts:
            await speak(trial.models.tts)
        case Part.STT if trial.service.speaks is Speaks.OPENAI:
            await write_down(http, trial.service)
        case Part.STT if trial.models.stt:
            await listen(trial.models.stt)
        case _:
            raise APIError("it plays only beside the local models, which do not load", retryable=False)


@function_tool
async def ready() -> None:
    """Call this when you are told to."""


async def ask(mind: llm.LLM[Any], within_s: float) -> Answer:
    """Whether the model calls a tool when it is told to. Raises `APIError` if there is no word from it at all.

    It may and need not call one, as in a call: servers that can force a model may refuse to let it choose.
    """
    mind = mind.teller if isinstance(mind, Guided) else mind
    try:
        return await _told(mind, [ready], within_s)
    except APIStatusError as refusal:
        # Ollama refuses a request with tools where the model's template has no place for them.
        if refusal.status_code != 400:
            raise
        with contextlib.suppress(APIError):
            return await _told(mind, [], within_s)
        raise


async def _told(mind: llm.LLM[Any], tools: list[llm.Tool], within_s: float) -> Answer:
    context, words = ChatContext.empty(), 0
    context.add_message(role="user", content="Call the tool `ready`.")
    async with mind.chat(chat_ctx=context, tools=tools, conn_options=_once(within_s)) as stream:
        async for chunk in stream:
            if chunk.delta and chunk.delta.tool_calls:
                return Answer.YES
            words += bool(chunk.delta and chunk.delta.content)
            if words > MOST_WORDS:
                break
    if words:
        return Answer.NO
    raise APIError("there was no word in its answer", retryable=False)


async def speak(mouth: tts.TTS[Any]) -> None:
    """Until the first sound."""
    async with mouth.synthesize(SYLLABLE, conn_options=_once(WITHIN_S)) as stream:
        async for _ in stream:
            return
    raise APIError("there was no sound in its answer", retryable=False)


async def listen(ears: stt.STT[Any]) -> None:
    """Half a second of silence, written down."""
    samples = round(SILENCE_S * RATE)
    await ears.recognize(rtc.AudioFrame(bytes(samples * 2), RATE, 1, samples), conn_options=_once(WITHIN_S))


def _once(within_s: float) -> APIConnectOptions:
    return APIConnectOptions(max_retry=0, timeout=within_s)
