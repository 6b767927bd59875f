"""The scripted LLM as a session would use it: what was written for it comes, and what it was asked is kept."""

import asyncio

import pytest
from livekit.agents import APIConnectOptions, APIStatusError, ChatContext, function_tool, llm

from segue.testing import Calls, Reply, Says, ScriptedLLM, ScriptOver, Waits

ONCE = APIConnectOptions(max_retry=0)


@function_tool
async def look_up(word: str) -> None:
    """Look a word up."""


def asking(text: str = "Hello?") -> ChatContext:
    context = ChatContext.empty()
    context.add_message(role="system", content="Be kind.")
    context.add_message(role="user", content=text)
    return context


async def word(stream: llm.LLMStream) -> str:
    chunk = await anext(stream)
    assert chunk.delta is not None
    return chunk.delta.content or ""


async def answer(model: ScriptedLLM) -> llm.CollectedResponse:
    return await model.chat(chat_ctx=asking(), tools=[look_up], conn_options=ONCE).collect()


async def test_each_reply_is_given_once_and_in_order() -> None:
    model = ScriptedLLM(Says("One."), Says("Two."))
    assert [(await answer(model)).text for _ in range(2)] == ["One.", "Two."]
    assert model.done


async def test_words_come_one_by_one_and_are_whole() -> None:
    text = " Once upon\na time. "
    async with ScriptedLLM(Says(text)).chat(chat_ctx=asking(), conn_options=ONCE) as stream:
        words = [chunk.delta.content for chunk in [one async for one in stream] if chunk.delta]
    assert words == [" Once", " upon", "\na", " time.", " "]


async def test_words_and_calls_of_one_reply_come_together_and_each_call_has_an_id_of_its_own() -> None:
    model = ScriptedLLM((Says("One moment."), Calls("look_up", {"word": "lux"}), Calls("look_up", '{"word": ')))
    reply = await answer(model)
    assert reply.text == "One moment."
    assert [(call.name, call.arguments) for call in reply.tool_calls] == [
        ("look_up", '{"word": "lux"}'),
        ("look_up", '{"word": '),
    ]
    assert len({call.call_id for call in reply.tool_calls}) == 2


async def test_a_failure_comes_after_the_words_before_it() -> None:
    model = ScriptedLLM((Says("Once upon"), APIStatusError("slow down", status_code=429)), Says("Again."))
    stream = model.chat(chat_ctx=asking(), conn_options=ONCE)
    assert [await word(stream) for _ in range(2)] == ["Once", " upon"]
    with pytest.raises(APIStatusError, match="slow down"):
        await anext(stream)
    assert (await answer(model)).text == "Again."


async def test_it_goes_on_once_what_it_waits_for_has_happened() -> None:
    gate = asyncio.Event()
    model = ScriptedLLM((Says("Well,"), Waits(until=gate), Waits(for_s=0.0), Says(" yes.")))
    heard = ""
    async with model.chat(chat_ctx=asking(), conn_options=ONCE) as stream:
        async for chunk in stream:
            heard += (chunk.delta.content or "") if chunk.delta else ""
            if heard == "Well,":
                gate.set()
    assert heard == "Well, yes."
    assert model.cancelled == 0


async def test_who_leaves_while_they_are_kept_waiting_is_counted() -> None:
    model = ScriptedLLM((Says("Well,"), Waits()))
    async with model.chat(chat_ctx=asking(), conn_options=ONCE) as stream:
        await anext(stream)
    assert model.cancelled == 1


async def test_what_it_was_asked_is_kept_as_it_was_then() -> None:
    model, context = ScriptedLLM(Says("Hello.")), asking("I am Ada.")
    await model.chat(chat_ctx=context, tools=[look_up], conn_options=ONCE, extra_kwargs={"seed": 1}).collect()
    context.add_message(role="user", content="Later.")
    (asked,) = model.asked
    assert (asked.instructions(), asked.heard()) == ("Be kind.", [("user", "I am Ada.")])
    assert (asked.tools, asked.extra, asked.options) == (frozenset({"look_up"}), {"seed": 1}, ONCE)


@pytest.mark.parametrize("replies", [(), (Says("One."),)])
async def test_one_request_too_many_fails_and_is_not_forgotten(replies: tuple[Reply, ...]) -> None:
    model = ScriptedLLM(*replies)
    for _ in replies:
        await answer(model)
    assert model.done
    with pytest.raises(ScriptOver):
        await answer(model)
    assert not model.done


async def test_a_last_reply_may_be_given_for_ever() -> None:
    model = ScriptedLLM(Says("One."), Says("Again."), repeats=True)
    assert [(await answer(model)).text for _ in range(3)] == ["One.", "Again.", "Again."]
    assert model.done


async def test_what_does_not_fit_is_told_in_words() -> None:
    model = ScriptedLLM(Says("One."), Says("Two."), name="small")
    assert model.trouble == "small: 2 replies were never asked for"
    await answer(model)
    assert model.trouble == "small: 1 reply was never asked for"
    await answer(model)
    assert model.trouble is None
    for _ in range(2):
        with pytest.raises(ScriptOver):
            await answer(model)
    assert model.trouble == "small: 2 replies more than it has were asked for"


async def test_it_is_named_as_it_was_told_and_knows_that_it_was_closed() -> None:
    model = ScriptedLLM(name="small")
    await model.aclose()
    assert (model.model, model.closed) == ("small", True)
