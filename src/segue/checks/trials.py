"""Tries a service the way a call would use it: through LiveKit's interface, once, and with as little as it takes."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from livekit import rtc
from livekit.agents import APIConnectOptions, APIError, ChatContext, function_tool, llm, stt, tts

from segue.checks.deepgram import try_deepgram
from segue.checks.findings import Known, failed, found
from segue.checks.listing import look_up
from segue.checks.realtime import try_realtime
from segue.checks.services import Answer, Finding, Part, Service, Speaks
from segue.checks.transcribing import write_down
from segue.voices.guided import Guided
from segue.voices.parts import Parts

WITHIN_S: Final = 10.0
"""For a first token, a syllable or the end of a transcript."""
RATE: Final = 16_000
SILENCE_S: Final = 0.5
SYLLABLE: Final = "Yes."


@dataclass(frozen=True, slots=True)
class Trial:
    """A service, and the models of a stage that it is one of."""

    service: Service
    parts: Parts


async def attempt(http: aiohttp.ClientSession, trial: Trial) -> Finding:
    """What becomes of it; never raises for what a provider does."""
    service = trial.service
    if service.part is Part.REALTIME:
        return await try_realtime(http, service)
    if service.speaks is Speaks.DEEPGRAM:
        return await try_deepgram(http, service)
    known = Known(Answer.NEEDLESS) if service.speaks is Speaks.HERE else await look_up(http, service)
    if isinstance(known, Finding):
        return known
    try:
        async with asyncio.timeout(max(service.first_token_s, WITHIN_S)):
            await _use(http, trial)
    except (APIError, TimeoutError) as error:
        return failed(service, known, error)
    return found(service, known)


async def _use(http: aiohttp.ClientSession, trial: Trial) -> None:
    match trial.service.part:
        case Part.LLM:
            assert isinstance(trial.parts.mind, llm.LLM), "a realtime model is tried over its WebSocket"
            await ask(trial.parts.mind, trial.service.first_token_s)
        case Part.TTS if trial.parts.mouth:
            await speak(trial.parts.mouth)
        case Part.STT if trial.service.speaks is Speaks.OPENAI:
            await write_down(http, trial.service)
        case Part.STT if trial.parts.ears:
            await listen(trial.parts.ears)
        case _:
            raise APIError("it plays only beside the local models, which do not load", retryable=False)


@function_tool
async def nothing() -> None:
    """Do nothing. There is no need to call it."""


async def ask(mind: llm.LLM[Any], within_s: float) -> None:
    """Until the first token, with a tool there to be called, as in a call; one that is guided by rules is given none.

    There is no limit of one token: models that reason first would have to refuse it.
    """
    tools: list[llm.Tool] = [] if isinstance(mind, Guided) else [nothing]
    mind = mind.wording if isinstance(mind, Guided) else mind
    context = ChatContext.empty()
    context.add_message(role="user", content="Say yes.")
    async with mind.chat(chat_ctx=context, tools=tools, conn_options=_once(within_s)) as stream:
        async for chunk in stream:
            if chunk.delta and (chunk.delta.content or chunk.delta.tool_calls):
                return
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
