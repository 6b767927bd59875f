"""The guided LLM: rules decide and speak, a model adds to a tale, and nothing it does loses a question or a fact."""

import asyncio
import logging

import pytest
from livekit.agents import APIConnectionError, ChatContext, llm

from segue.rehearsal import Understudy
from segue.rehearsal.framing import as_written
from segue.rehearsal.guided import Guided
from segue.testing import Part, Says, ScriptedLLM, Waits
from tests.unit.rehearsal.test_understudy_play import profile, tool

FACTS = '{"name": "Ada", "place": "Turin", "hero": "a fox", "mood": "funny"}'
TOOLS = [tool(name) for name in ("remember", "settle", "end_call", "begin_task", "begin_story", "another_story")]
HEAD = (
    "Then listen. Not far from Turin there lived a fox. Nobody there had ever heard of Ada, and nobody had ever "
    "knocked at that door after dark. But one evening somebody knocked three times, and then everything was still."
)
TAIL = "On the doorstep lay a small wooden box. What do you think was in it?"
ADDED = "The air was cold, and all the village slept."


def teller(text: str, *then: Part) -> ScriptedLLM:
    """A model that says `text` whatever it is asked, after which something may befall it."""
    return ScriptedLLM((Says(text), *then), repeats=True, name="small")


def context(*said: tuple[str, str], stage: str = "story", facts: str = FACTS) -> ChatContext:
    chat = ChatContext.empty()
    chat.add_message(role="system", content=f"Be kind.\n\n## What we know\n{facts}")
    chat.items.append(llm.AgentHandoff(new_agent_id=stage))
    for role, text in said:
        chat.add_message(role="user" if role == "user" else "assistant", content=text)
    return chat


def guided(model: ScriptedLLM, stage: str = "story", name: str = "storyteller", patience_s: float = 60.0) -> Guided:
    return Guided(model, Understudy(profile(name), stage), patience_s=patience_s)


async def said(model: Guided, chat: ChatContext) -> tuple[str, list[tuple[str, str]]]:
    reply = await model.chat(chat_ctx=chat, tools=TOOLS).collect()
    return reply.text, [(call.name, call.arguments) for call in reply.tool_calls]


async def test_the_model_adds_a_sentence_to_what_is_told_and_nothing_is_lost() -> None:
    assert await said(guided(teller(ADDED)), context()) == (f"{HEAD} {ADDED} {TAIL}", [])


@pytest.mark.parametrize(
    "chat",
    [
        context(stage="intro", facts="{}"),
        context(("assistant", "Hello."), ("user", "I'm Ada from Turin."), stage="intro", facts="{}"),
        context(("assistant", "Hello."), ("user", "Pardon?"), stage="intro"),
        context(("assistant", "Hello."), ("user", "Goodbye"), stage="intro"),
    ],
    ids=["greeting", "facts", "read-back", "goodbye"],
)
async def test_where_nothing_is_told_rules_speak_alone_and_at_once(chat: ChatContext) -> None:
    model, alone = teller(ADDED), Understudy(profile("storyteller"), "intro")
    async with alone.chat(chat_ctx=chat, tools=TOOLS) as stream:
        decided = await stream.collect()
    calls = [(call.name, call.arguments) for call in decided.tool_calls]
    assert await said(guided(model, "intro"), chat) == (decided.text, calls)
    assert model.asked == []


async def test_advice_is_added_to_by_nobody() -> None:
    facts = '{"name": "Ada", "errand": "book", "day": "Monday", "time": "nine"}'
    model = teller(ADDED)
    text, _ = await said(guided(model, "advice", "clinic"), context(stage="advice", facts=facts))
    assert text.startswith("Before you come on Monday. Please bring your insurance card")
    assert model.asked == []


async def test_the_model_is_given_no_tools_and_only_what_it_goes_on_from() -> None:
    model = teller(ADDED)
    await said(guided(model), context())
    (request,) = model.asked
    asked = "\n".join(message.text_content or "" for message in request.context.messages())
    assert asked.endswith(f"{HEAD}\n\nIn one short sentence, what was the air like, and how did everyone feel?")
    assert len(asked.split()) < 80, "a small model reads slowly"
    assert not request.tools
    assert request.extra["max_tokens"] < 50


@pytest.mark.parametrize(
    "added",
    [
        "",
        "The night was cold and",
        "Who was it?",
        "Here is one short sentence:",
        "Ada was afraid.",
        "It was Ada's door.",
        "But one evening somebody knocked three times, and he was old.",
        "It was the best of times, it was the best of times.",
        "What do you think was in it?",
    ],
    ids=["nothing", "no-end", "a-question", "about-it", "the-caller", "the-callers", "told-already", "circles", "tail"],
)
async def test_what_is_not_fit_to_be_heard_is_not_said(added: str) -> None:
    assert await said(guided(teller(added)), context()) == (f"{HEAD} {TAIL}", [])


async def test_the_model_is_not_heard_twice_with_the_same_words() -> None:
    chat = context(("assistant", f"{HEAD} {ADDED} {TAIL}"), ("user", "A key."))
    text, _ = await said(guided(teller("The air was cold, and all was dark.")), chat)
    assert text.startswith("A key. Yes, that is just what was in the box.")
    assert "The air" not in text


async def test_a_model_that_fails_is_not_missed_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "segue.rehearsal.guided"):
        assert (await said(guided(teller("The air was", APIConnectionError("no such luck"))), context()))[
            0
        ] == f"{HEAD} {TAIL}"
    (record,) = [r for r in caplog.records if r.name == "segue.rehearsal.guided"]
    assert (record.model, record.error) == ("small", "APIConnectionError")  # type: ignore[attr-defined]  # from extra


async def test_a_model_is_waited_for_no_longer_than_what_comes_before_is_spoken() -> None:
    model = teller("", Waits())
    assert (await said(guided(model, patience_s=-60.0), context()))[0] == f"{HEAD} {TAIL}"
    assert model.cancelled == 1, "the request was left running"


async def test_a_caller_who_breaks_in_ends_the_models_reply_too() -> None:
    model = teller("", Waits())
    stream = guided(model).chat(chat_ctx=context(), tools=TOOLS)
    await anext(stream)
    await stream.aclose()
    assert model.cancelled == 1


async def test_what_comes_before_the_models_words_is_said_while_it_thinks() -> None:
    gate, heard = asyncio.Event(), list[str]()
    model = ScriptedLLM((Waits(until=gate), Says(ADDED)))
    async with guided(model).chat(chat_ctx=context(), tools=TOOLS) as stream:
        async for chunk in stream:
            heard.append(chunk.delta.content or "" if chunk.delta else "")
            if "".join(heard) == HEAD:
                gate.set()
    assert "".join(heard) == f"{HEAD} {ADDED} {TAIL}"


async def test_the_story_goes_on_from_what_was_told_with_something_added() -> None:
    chat = context()
    for answer, added, follows in [
        ("A key.", ADDED, "A key. Yes, that is just what"),
        ("The river.", "It smelt of moss.", "The river. So that was the way"),
    ]:
        chat.add_message(role="assistant", content=(await said(guided(teller(added)), chat))[0])
        chat.add_message(role="user", content=answer)
        text, _ = await said(guided(teller(ADDED)), chat)
        assert text.startswith(follows)


def told_until(text: str) -> ChatContext:
    chat = context(("assistant", text))
    message = chat.items[-1]
    assert message.type == "message"
    message.interrupted = True
    return chat


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Then list", "Then list"),
        ("Then listen. Not far from Turin there", "Then listen. Not far from Turin there"),
        (f"{HEAD} The air was", HEAD),
        (f"{HEAD} {ADDED} On the door", HEAD),
        (f"{HEAD} {ADDED} On the doorstep lay a small wooden box. What do", f"{HEAD} {TAIL.partition(' you')[0]}"),
        (f"{HEAD} {ADDED} {TAIL}", f"{HEAD} {TAIL}"),
    ],
    ids=["first-word", "its-beginning", "the-models", "after-it", "the-question", "nothing-missed"],
)
def test_where_a_narration_was_cut_is_found_in_the_line_it_was_made_of(heard: str, written: str) -> None:
    translated = as_written(told_until(heard), Understudy(profile("storyteller"), "story"), TOOLS)
    assert translated.messages()[-1].text_content == written


async def test_a_caller_who_broke_in_is_asked_and_the_rest_is_told() -> None:
    chat = told_until(f"{HEAD} {ADDED} On the door")
    chat.add_message(role="user", content="Wait a moment.")
    asked, _ = await said(guided(teller(ADDED)), chat)
    assert asked == "Of course. Shall I go on, or shall we end here?"
    chat.add_message(role="assistant", content=asked)
    chat.add_message(role="user", content="Go on.")
    text, _ = await said(guided(teller(ADDED)), chat)
    assert text == f"Where were we. {TAIL}"


def test_what_others_said_is_left_as_it_was() -> None:
    lines = [
        ("assistant", profile("storyteller").lines.are_you_there),
        ("user", "Yes"),
        ("assistant", "I am someone else's words."),
    ]
    chat = context(*lines, stage="intro")
    translated = as_written(chat, Understudy(profile("storyteller"), "intro"), TOOLS)
    assert [message.text_content for message in translated.messages()[1:]] == [text for _, text in lines]


async def test_told_to_call_nothing_it_speaks() -> None:
    chat = context(("assistant", "Hello."), ("user", "Goodbye"), stage="intro")
    reply = await guided(teller(ADDED), "intro").chat(chat_ctx=chat, tools=TOOLS, tool_choice="none").collect()
    assert reply.text == "Goodbye, Ada. Call again whenever you want a story."
    assert reply.tool_calls == []


async def test_it_is_named_for_what_it_is_and_closes_its_model() -> None:
    small = teller("")
    model = guided(small)
    assert (model.model, model.provider) == ("small guided by rules", "guided")
    await model.aclose()
    assert small.closed
