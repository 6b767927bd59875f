"""The chat double through the real plugin: what a session would see of a provider, well or unwell."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import aiohttp
import pytest
from livekit.agents import (
    APIConnectOptions,
    APIStatusError,
    ChatContext,
    RunContext,
    function_tool,
    llm,
    utils,
)
from livekit.plugins import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from segue.testing import Calls, Says
from testbed.providers.openai.api import KEY
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.openai.chat.requests import ChatRequest
from testbed.script import Answer, Script

ONCE = APIConnectOptions(max_retry=0)


@function_tool
async def book(ctx: RunContext[None], day: Literal["mon", "tue"], hour: int = 9, notes: list[str] | None = None) -> str:
    """Book an appointment.

    Args:
        day: The day the caller wants.
    """
    return f"{day} {hour} {notes}"


@function_tool
async def begin_task(ctx: RunContext[None]) -> None:
    """Hand the caller on."""


TOOLS: list[llm.Tool] = [book, begin_task]


@asynccontextmanager
async def opened(double: ChatDouble, **options: Any) -> AsyncIterator[openai.LLM]:
    """The double, and a plugin that uses it."""
    async with utils.http_context.open(), double:
        model = openai.LLM(model="gpt-4.1", base_url=double.base_url, api_key=KEY, **options)
        try:
            yield model
        finally:
            await model.aclose()


def chat(*said: str) -> ChatContext:
    context = ChatContext.empty()
    context.add_message(role="system", content="Be kind.")
    for text in said:
        context.add_message(role="user", content=text)
    return context


async def ask(model: openai.LLM, *said: str, context: ChatContext | None = None, **more: Any) -> llm.CollectedResponse:
    return await model.chat(chat_ctx=context or chat(*said), **{"tools": TOOLS, "conn_options": ONCE, **more}).collect()


async def test_words_come_one_by_one_and_their_price_at_the_end() -> None:
    async with opened(ChatDouble(lambda asked: Says(f"You said {asked.heard}\nGood."))) as model:
        stream = model.chat(chat_ctx=chat("hello there"), conn_options=ONCE)
        chunks = [chunk async for chunk in stream]
    words = [chunk.delta.content for chunk in chunks if chunk.delta]
    assert words == ["You", " said", " hello", " there", "\nGood."]
    assert chunks[-1].usage
    assert chunks[-1].usage.completion_tokens > 0


async def test_tools_as_livekit_sends_them_are_taken_and_called() -> None:
    arguments = {"day": "tue", "hour": None, "notes": ["by the window", "“quiet”"]}
    double = ChatDouble(lambda _: (Says("One moment."), Calls("book", arguments), Calls("begin_task")))
    async with opened(double, parallel_tool_calls=True) as model:
        answer = await ask(model, "Tuesday please")
    asked = double.completions.received[0].asked
    assert answer.text == "One moment."
    assert [(call.name, json.loads(call.arguments)) for call in answer.tool_calls] == [
        ("book", arguments),
        ("begin_task", {}),
    ]
    assert len({call.call_id for call in answer.tool_calls}) == 2
    assert list(asked.tools) == ["book", "begin_task"]
    assert asked.tools["book"]["strict"] is True
    assert asked.tool_choice == "auto"


async def test_a_result_goes_back_with_the_call_it_answers() -> None:
    double = ChatDouble(Script(Calls("book", {"day": "mon"}), Says("It is booked.")))
    async with opened(double) as model:
        context = chat("Monday")
        call = (await ask(model, context=context)).tool_calls[0]
        context.insert(llm.FunctionCall(call_id=call.call_id, name=call.name, arguments=call.arguments))
        context.insert(llm.FunctionCallOutput(call_id=call.call_id, name=call.name, output="done", is_error=False))
        assert (await ask(model, context=context)).text == "It is booked."
    *_, called, result = double.completions.received[1].asked.messages
    assert called["tool_calls"][0]["id"] == result["tool_call_id"] == call.call_id
    assert result["content"] == "done"


@pytest.mark.parametrize("choice", ["auto", "required", "none", {"type": "function", "function": {"name": "book"}}])
async def test_the_choice_of_tool_reaches_the_llm(choice: llm.ToolChoice) -> None:
    def decide(asked: ChatRequest) -> Answer:
        return Calls("book", {}) if asked.tool_choice == choice != "none" else Says("No call.")

    async with opened(ChatDouble(decide)) as model:
        answer = await ask(model, "Hello", tool_choice=choice)
    assert bool(answer.tool_calls) == (choice != "none")


async def test_a_request_that_comes_twice_takes_one_line_of_the_script() -> None:
    script = Script(Says("First."), Says("Second."))
    async with opened(ChatDouble(script)) as model:
        said = [(await ask(model, text)).text for text in ("one", "one", "two")]
        assert script.done
        with pytest.raises(APIStatusError, match="script is over"):
            await ask(model, "three")
    assert said == ["First.", "First.", "Second."]


@asynccontextmanager
async def on_azure(double: ChatDouble, key: str) -> AsyncIterator[openai.LLM]:
    async with utils.http_context.open(), double:
        model = openai.LLM.with_azure(
            model="gpt-4.1",
            azure_endpoint=double.azure_endpoint,
            azure_deployment="gpt-4.1",
            api_version="2024-10-21",
            api_key=key,
        )
        try:
            yield model
        finally:
            await model.aclose()


async def test_azures_clients_find_it_too() -> None:
    double = ChatDouble(lambda _: Says("From Azure."))
    async with on_azure(double, KEY) as model:
        assert (await ask(model, "Hello")).text == "From Azure."
    assert double.completions.received[0].path == "/openai/deployments/gpt-4.1/chat/completions"


async def test_azure_refuses_a_key_in_its_own_words() -> None:
    async with on_azure(ChatDouble(lambda _: Says("Never said.")), "another") as model:
        with pytest.raises(APIStatusError, match="Access denied due to invalid subscription key"):
            await ask(model, "Hello")


@pytest.mark.parametrize(
    "answer", [Says("Hi there."), (Says("Hi."), Calls("f", {"a": [1, 2, 3]}), Calls("g"))], ids=str
)
async def test_every_answer_is_of_the_providers_own_type(answer: Answer) -> None:
    body = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Hi"}]}
    async with ChatDouble(lambda _: answer, key=None) as double, aiohttp.ClientSession(double.base_url + "/") as web:
        async with web.post("chat/completions", json=body) as whole:
            message = ChatCompletion.model_validate_json(await whole.text(), strict=True).choices[0].message
        async with web.post("chat/completions", json={**body, "stream": True}) as streamed:
            lines = (await streamed.text()).removesuffix("\n\n").split("\n\n")
    chunks = [ChatCompletionChunk.model_validate_json(line.removeprefix("data: "), strict=True) for line in lines[:-1]]
    assert lines[-1] == "data: [DONE]"
    assert chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == message.content
    assert chunks[-1].choices[0].finish_reason == ("tool_calls" if message.tool_calls else "stop")
