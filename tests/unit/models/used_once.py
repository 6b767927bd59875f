"""The models of a set, used once as a call would use it."""

from typing import Any

from livekit import rtc
from livekit.agents import APIConnectOptions, ChatContext, function_tool, llm, stt, tts

from segue.models.stage_models import StageModels

ONCE = APIConnectOptions(max_retry=0)
RATE = 16_000


@function_tool
async def nothing() -> None:
    """Do nothing."""


async def answer(models: StageModels) -> str:
    """What a pipeline's LLM says, or the name of the tool it calls instead."""
    assert isinstance(models.llm, llm.LLM)
    context = ChatContext.empty()
    context.add_message(role="user", content="Say yes.")
    async with models.llm.chat(chat_ctx=context, tools=[nothing], conn_options=ONCE) as stream:
        deltas = [chunk.delta async for chunk in stream if chunk.delta]
    return "".join(delta.content or "".join(call.name for call in delta.tool_calls) for delta in deltas)


async def sound_s(model: tts.TTS[Any] | None) -> float:
    """How long it takes to say hello."""
    assert model is not None
    async with model.synthesize("Hello there.", conn_options=ONCE) as stream:
        durations = [audio.frame.duration async for audio in stream]
    return sum(durations)


async def text(model: stt.STT[Any] | None) -> str:
    """What half a second of silence is taken for."""
    assert model is not None
    event = await model.recognize(rtc.AudioFrame(bytes(RATE), RATE, 1, RATE // 2), conn_options=ONCE)
    return event.alternatives[0].text
