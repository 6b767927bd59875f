"""The realtime double in whole sessions, whose turns it takes by its own detection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from livekit.agents import (
    Agent,
    AgentSession,
    utils,
)
from livekit.agents.voice.turn import TurnHandlingOptions
from livekit.plugins import openai

from segue.testing import Calls, Says
from segue.transports.frames import FRAME_BYTES
from segue.transports.line_io import LineInput, LineOutput
from testbed.providers.openai.api import KEY
from testbed.providers.openai.realtime.buffer import SAMPLE_RATE
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.script import Script
from tests.testbed.providers.realtime_plugin import LONG, TURN, hears_hello, look_up


class Teller(Agent):
    def __init__(self, model: openai.realtime.RealtimeModel) -> None:
        super().__init__(instructions="Tell.", llm=model, stt=None, tts=None, tools=[look_up])


@asynccontextmanager
async def call(double: OpenAIRealtimeDouble) -> AsyncIterator[tuple[AgentSession[None], LineInput, LineOutput]]:
    """A whole session whose turns the server takes, with the ends of a line that nothing paces yet."""
    async with utils.http_context.open():
        turns: TurnHandlingOptions = {"turn_detection": "realtime_llm"}
        session = AgentSession[None](vad=None, turn_handling=turns, aec_warmup_duration=None)
        session.input.audio, session.output.audio = LineInput(), LineOutput()
        await session.start(Teller(openai.realtime.RealtimeModel(base_url=double.base_url, api_key=KEY)))
        assert isinstance(session.input.audio, LineInput)
        assert isinstance(session.output.audio, LineOutput)
        await double.nth(1)
        try:
            yield session, session.input.audio, session.output.audio
        finally:
            session.output.audio.cut()
            await session.aclose()


def say(line: LineInput, pcm: bytes) -> None:
    for start in range(0, len(pcm), FRAME_BYTES):
        line.put(pcm[start : start + FRAME_BYTES])


async def play_a_second(out: LineOutput) -> None:
    played = 0
    while played < 50:
        played += any(out.take(0))
        await asyncio.sleep(0)


def messages(session: AgentSession[None]) -> list[tuple[str, str]]:
    return [(item.role, item.text_content or "") for item in session.history.items if item.type == "message"]


async def test_in_a_call_a_tool_is_run_and_its_result_is_spoken() -> None:
    script = Script(Calls("look_up", {"word": "lux"}), Says("It means light."))
    async with OpenAIRealtimeDouble(llm=script, stt=hears_hello) as double, call(double) as (session, line, out):
        say(line, TURN)
        await double.until(lambda: len(double.session.responses) == 2)
        while not messages(session)[1:]:
            out.take(0)
            await asyncio.sleep(0)
        assert messages(session) == [("user", "Hello there."), ("assistant", "It means light.")]
        assert [item.text for item in double.session.conversation.items if item.type == "function_call_output"] == [
            "lux means light"
        ]
        assert script.done
        assert not double.refused


async def test_in_a_call_the_callers_speech_cuts_the_answer_short_on_both_sides() -> None:
    script = Script(Says(LONG), Says("Yes?"))
    async with OpenAIRealtimeDouble(llm=script, stt=hears_hello) as double, call(double) as (_, line, out):
        say(line, TURN)
        await double.until(lambda: bool(double.session.responses))
        await play_a_second(out)
        say(line, TURN)
        await double.until(lambda: bool(double.session.conversation.truncations))
        await double.until(lambda: len(double.session.responses) == 2)
        (_, heard_ms), *_ = double.session.conversation.truncations
        assert out.played[0].interrupted
        assert heard_ms == pytest.approx(out.played[0].played_samples / SAMPLE_RATE * 1000, abs=1)
        assert len(double.session.conversation.items[1].text) < len(LONG) / 2
        assert not double.refused


async def test_where_the_server_takes_turns_nothing_is_safe_from_interruption() -> None:
    script = Script(Says(LONG), Says("Yes?"))
    async with OpenAIRealtimeDouble(llm=script, stt=hears_hello) as double, call(double) as (session, line, out):
        speech = session.generate_reply(allow_interruptions=False)
        await double.until(lambda: bool(double.session.responses))
        await play_a_second(out)
        say(line, TURN)
        await double.until(lambda: len(double.session.responses) == 2)
        assert speech.interrupted
        assert double.session.conversation.truncations
