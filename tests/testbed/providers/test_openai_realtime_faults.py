"""What the realtime double refuses, and what goes wrong with it when told to."""

import asyncio
import json
from contextlib import nullcontext

import aiohttp
import pytest
from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    APIConnectionError,
    APIConnectOptions,
    APIError,
    llm,
    utils,
)
from livekit.plugins import openai

from segue.testing import Says
from testbed.providers.openai.api import KEY
from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.script import Script
from tests.testbed.providers.bad_realtime_requests import BAD_REQUESTS
from tests.testbed.providers.bad_realtime_settings import BadRequest
from tests.testbed.providers.realtime_plugin import LONG, TURN, connected, heard, push, watched


@pytest.mark.parametrize("fault", [ResponseFault.EXPIRED, ResponseFault.LOST, ResponseFault.LOST_AFTER])
async def test_a_session_that_ends_is_followed_by_one_with_the_same_history(fault: ResponseFault) -> None:
    async with OpenAIRealtimeDouble(faults={1: fault}) as double, connected(double) as session:
        history = llm.ChatContext.empty()
        history.add_message(role="user", content="I am Ada.")
        await session.update_instructions("Be kind.")
        await session.update_chat_ctx(history)
        back = asyncio.Event()
        session.on("session_reconnected", lambda _: back.set())
        first = session.generate_reply()
        await back.wait()
        await double.until(lambda: len(double.sessions) == 2 and bool(double.session.conversation.items))
        assert double.session.conversation.items[0].text == "I am Ada."
        assert double.session.settings.wire["instructions"] == "Be kind."
        assert first.done() or fault is not ResponseFault.EXPIRED
        first.exception() if first.done() else first.cancel()


async def test_a_request_that_is_ignored_gets_no_response_and_no_error() -> None:
    async with OpenAIRealtimeDouble(faults={1: ResponseFault.IGNORED}) as double, connected(double) as session:
        ignored = session.generate_reply()
        await double.until(lambda: "response.create" in double.session.kinds())
        assert (await heard(await session.generate_reply()))[0] == "Hello."
        assert not ignored.done()
        ignored.cancel()


@pytest.mark.parametrize(
    ("fault", "recoverable"),
    [(ResponseFault.FAILED, True), (ResponseFault.SERVER_ERROR, True), (ResponseFault.OUT_OF_QUOTA, False)],
)
async def test_a_failure_is_an_error_the_client_may_recover_from_unless_the_money_is_gone(
    fault: ResponseFault, recoverable: bool
) -> None:
    async with OpenAIRealtimeDouble(faults={1: fault}) as double, utils.http_context.open():
        session, errors = watched(openai.realtime.RealtimeModel(base_url=double.base_url, api_key=KEY))
        asked = session.generate_reply()
        assert (await errors.get()).recoverable is recoverable
        asked.exception() if asked.done() else asked.cancel()
        with nullcontext() if recoverable else pytest.raises(APIError):
            await session.aclose()


async def test_an_incomplete_response_says_half() -> None:
    faults = {1: ResponseFault.INCOMPLETE}
    async with OpenAIRealtimeDouble(llm=Script(Says(LONG)), faults=faults) as double, connected(double) as session:
        said, _ = await heard(await session.generate_reply())
        assert LONG.startswith(said)
        assert len(said) < len(LONG)
        await double.until(lambda: bool(double.session.responses))
        assert double.session.responses[0]["status"] == "incomplete"


async def test_an_answer_without_sound_in_an_audio_session_is_words_alone() -> None:
    async with OpenAIRealtimeDouble(faults={1: ResponseFault.WITHOUT_AUDIO}) as double, connected(double) as session:
        message = await anext(aiter((await session.generate_reply()).message_stream))
        assert await message.modalities == ["text"]
        assert [frame async for frame in message.audio_stream] == []


async def test_withheld_acknowledgements_leave_an_update_waiting() -> None:
    async with OpenAIRealtimeDouble() as double, connected(double) as session:
        double.withholds_acks = True
        history = llm.ChatContext.empty()
        history.add_message(role="user", content="I am Ada.")
        update = asyncio.create_task(session.update_chat_ctx(history))
        await double.until(lambda: bool(double.session.conversation.items))
        session.send_event({"type": "input_audio_buffer.clear"})
        await double.until(lambda: "input_audio_buffer.cleared" in double.session.kinds(sent=True))
        assert not update.done()
        update.cancel()


async def test_a_wrong_key_never_gets_in() -> None:
    once = APIConnectOptions(max_retry=0)
    async with OpenAIRealtimeDouble() as double, utils.http_context.open():
        model = openai.realtime.RealtimeModel(base_url=double.base_url, api_key="sk-wrong", conn_options=once)
        session, errors = watched(model)
        error = await errors.get()
        assert not error.recoverable
        assert isinstance(error.error.__cause__, aiohttp.WSServerHandshakeError)
        assert error.error.__cause__.status == 401
        with pytest.raises(APIError):
            await session.aclose()
        assert not double.sessions


async def test_an_unknown_model_is_let_in_told_so_and_shown_out() -> None:
    async with OpenAIRealtimeDouble() as double, utils.http_context.open():
        session, errors = watched(
            openai.realtime.RealtimeModel(base_url=double.base_url, api_key=KEY, model="gpt-imaginary")
        )
        refused = (await errors.get()).error
        assert isinstance(refused, APIError)
        assert getattr(refused.body, "code", None) == "model_not_found"
        assert isinstance((await errors.get()).error, APIConnectionError)
        most = DEFAULT_API_CONNECT_OPTIONS.max_retry + 1  # which it passes, since each handshake starts its count anew
        await double.until(lambda: len(double.sessions) > most)
        await session.aclose()


@pytest.mark.parametrize("bad", BAD_REQUESTS, ids=lambda bad: bad.name)
async def test_a_bad_request_is_refused_in_the_providers_words(bad: BadRequest) -> None:
    faults = {1: ResponseFault.STALLED}
    async with (
        OpenAIRealtimeDouble(faults=faults, llm=Script(Says(LONG))) as double,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as http,
        http.ws_connect(f"{double.base_url}/realtime?model=gpt-realtime") as ws,
    ):
        for event in bad.before:
            await ws.send_json(event)
        await ws.send_str(bad.event if isinstance(bad.event, str) else json.dumps(bad.event))
        while (event := await ws.receive_json())["type"] != "error":
            pass
        error = event["error"]
        assert (error["code"], error["param"]) == (bad.code, bad.param)
        assert bad.says in error["message"]
        assert error["event_id"] == (bad.event.get("event_id") if isinstance(bad.event, dict) else None)
        assert error["type"] == "invalid_request_error"


async def test_a_mistake_in_the_tests_own_stt_is_not_swallowed() -> None:
    def broken(pcm: bytes, sample_rate: int) -> str:
        raise ZeroDivisionError

    async def listen() -> None:
        async with OpenAIRealtimeDouble(stt=broken) as double, connected(double) as session:
            push(session, TURN)
            await double.until(lambda: bool(double.mistakes))

    with pytest.raises(ZeroDivisionError):
        await listen()
