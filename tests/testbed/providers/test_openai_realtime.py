"""The realtime double, spoken to by the real plugin."""

import json

import pytest
from livekit.agents import (
    llm,
    utils,
)
from livekit.plugins import openai

from segue.testing import Calls, Says
from testbed.providers.openai.api import KEY
from testbed.providers.openai.realtime.asked import RealtimeRequest
from testbed.providers.openai.realtime.buffer import SAMPLE_RATE
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.providers.sound import tone
from testbed.script import Answer, Script
from tests.testbed.providers.realtime_plugin import LONG, TURN, connected, heard, hears_hello, look_up, push


async def test_an_answer_arrives_in_words_and_in_the_voice_that_was_asked_for() -> None:
    async with OpenAIRealtimeDouble(llm=Script(Says("Good evening."))) as double, connected(double) as session:
        assert await heard(await session.generate_reply()) == ("Good evening.", tone("Good evening.", "marin"))
        assert not double.refused


async def test_the_llm_is_told_what_the_client_told_the_server_and_no_more() -> None:
    asked: list[RealtimeRequest] = []

    def answer(now: RealtimeRequest) -> Answer:
        asked.append(now)
        return Says("Yes.")

    async with OpenAIRealtimeDouble(llm=answer) as double, connected(double) as session:
        history = llm.ChatContext.empty()
        history.add_message(role="user", content="I am Ada.")
        history.add_message(role="assistant", content="Hello Ada.")
        await session.update_instructions("Be kind.")
        await session.update_tools([look_up])
        await session.update_chat_ctx(history)
        await heard(await session.generate_reply(instructions="Say yes."))
    assert [(item.role, item.text) for item in asked[0].items] == [("user", "I am Ada."), ("assistant", "Hello Ada.")]
    assert (asked[0].instructions, asked[0].response_instructions) == ("Be kind.", "Be kind.\nSay yes.")
    assert [tool["name"] for tool in asked[0].tools] == ["look_up"]


async def test_a_call_and_its_output_go_round() -> None:
    script = Script((Says("One moment."), Calls("look_up", {"word": "lux"})), Says("It means light."))
    async with OpenAIRealtimeDouble(llm=script) as double, connected(double) as session:
        first = await session.generate_reply()
        assert (await heard(first))[0] == "One moment."
        call = await anext(aiter(first.function_stream))
        assert (call.name, json.loads(call.arguments)) == ("look_up", {"word": "lux"})
        output = llm.FunctionCallOutput(call_id=call.call_id, name=call.name, output="light", is_error=False)
        await session.update_chat_ctx(llm.ChatContext([*session.chat_ctx.items, output]))
        assert (await heard(await session.generate_reply()))[0] == "It means light."
        assert script.done
        assert not double.refused


async def test_a_turn_the_server_finds_is_transcribed_and_answered_unasked() -> None:
    async with OpenAIRealtimeDouble(stt=hears_hello) as double, connected(double) as session:
        transcripts: list[str] = []
        session.on("input_audio_transcription_completed", lambda event: transcripts.append(event.transcript))
        push(session, TURN)
        await double.until(lambda: len(double.session.responses) == 1)
        sent = double.session.kinds(sent=True)
        assert sent.index("input_audio_buffer.speech_started") < sent.index("input_audio_buffer.speech_stopped")
        assert double.session.responses[0]["output"][0]["content"][0]["transcript"] == "Hello there."
        await double.until(lambda: transcripts[-1:] == ["Hello there."])
        assert double.session.audio_s == pytest.approx(len(TURN) / 2 / SAMPLE_RATE, abs=0.1)


async def test_without_turn_detection_the_client_commits_and_asks() -> None:
    async with OpenAIRealtimeDouble(stt=hears_hello) as double, connected(double, turn_detection=None) as session:
        push(session, TURN)
        session.commit_audio()
        assert (await heard(await session.generate_reply()))[0] == "Hello there."
        assert "input_audio_buffer.speech_started" not in double.session.kinds(sent=True)
        assert not double.refused


async def test_without_transcription_the_model_hears_and_the_client_reads_nothing() -> None:
    async with (
        OpenAIRealtimeDouble(stt=hears_hello) as double,
        connected(double, input_audio_transcription=None) as session,
    ):
        push(session, TURN)
        await double.until(lambda: len(double.session.responses) == 1)
        assert double.session.responses[0]["output"][0]["content"][0]["transcript"] == "Hello there."
        assert not [kind for kind in double.session.kinds(sent=True) if "transcription" in kind]


async def test_a_cancelled_response_stops_and_what_was_not_heard_is_cut_off() -> None:
    faults = {1: ResponseFault.STALLED}
    async with OpenAIRealtimeDouble(llm=Script(Says(LONG)), faults=faults) as double, connected(double) as session:
        message = await anext(aiter((await session.generate_reply()).message_stream))
        await anext(aiter(message.audio_stream))
        session.interrupt()
        await double.until(lambda: bool(double.session.responses))
        ended = {"type": "cancelled", "reason": "client_cancelled"}
        assert double.session.responses[0]["status_details"] == ended
        session.truncate(message_id=message.message_id, modalities=["audio"], audio_end_ms=100, audio_transcript="Once")
        await double.until(lambda: bool(double.session.conversation.truncations))
        assert double.session.conversation.truncations == [(message.message_id, 100)]
        assert LONG.startswith(double.session.conversation.items[0].text)
        assert len(double.session.conversation.items[0].text) < 5
        assert not double.refused


async def test_a_cancellation_that_may_have_met_the_end_of_a_response_on_its_way_is_no_mistake() -> None:
    async with OpenAIRealtimeDouble() as double, connected(double) as session:
        await heard(await session.generate_reply())
        cancelled_late, cancelled_again = ({"type": "response.cancel", "event_id": name} for name in ("late", "again"))
        session.send_event(cancelled_late)
        session.send_event(cancelled_again)
        await double.until(lambda: double.session.kinds(sent=True).count("error") == 2)
        assert [error["event_id"] for error in double.refused] == ["again"]


async def test_a_text_session_gets_text_and_no_sound() -> None:
    async with OpenAIRealtimeDouble(llm=Script(Says(LONG))) as double, connected(double, ["text"]) as session:
        message = await anext(aiter((await session.generate_reply()).message_stream))
        assert await message.modalities == ["text"]
        assert "".join([str(delta) async for delta in message.text_stream]) == LONG
        assert "response.output_audio.delta" not in double.session.kinds(sent=True)


async def test_azure_finds_its_deployment() -> None:
    async with OpenAIRealtimeDouble(models={"ours"}) as double, utils.http_context.open():
        model = openai.realtime.RealtimeModel.with_azure(
            azure_deployment="ours", azure_endpoint=double.base_url.removesuffix("/v1"), api_key=KEY
        )
        session = model.session()
        assert (await heard(await session.generate_reply()))[0] == "Hello."
        await session.aclose()
        assert not double.refused
