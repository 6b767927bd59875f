"""The hybrid mind: rules decide, a language model words, and nothing it does can lose a question or a fact."""

import asyncio
import logging
from typing import Any

import pytest
from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectionError, ChatContext, llm

from segue.voices.framing import as_written
from segue.voices.guided import Guided
from segue.voices.understudy import Understudy
from tests.unit.test_understudy_play import profile, tool

FACTS = '{"name": "Ada", "place": "Turin", "hero": "a fox", "mood": "funny"}'
TOOLS = [tool(name) for name in ("remember", "settle", "end_call", "begin_task", "begin_story", "another_story")]
GREETING = "Hello, I am Echo, and I tell stories."
QUESTION = "What is your name, and where are you from?"
WORDED = "Hi there, this is Echo, your teller of tales."


class Worder(llm.LLM[str]):
    """A model that says what it was given to say, in small pieces, after `gate`; it may then fail or never end."""

    def __init__(self, text: str = "", *, fails: bool = False, hangs: bool = False) -> None:
        super().__init__()
        self.text, self.fails, self.hangs = text, fails, hangs
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked: list[str] = []
        self.tools: list[llm.Tool] = []
        self.wishes: dict[str, Any] = {}
        self.dropped = asyncio.Event()
        self.closed = False

    @property
    def model(self) -> str:
        return "small"

    def chat(self, *, chat_ctx: ChatContext, tools: list[llm.Tool] | None = None, **more: Any) -> llm.LLMStream:
        self.asked.append(chat_ctx.messages()[-1].text_content or "")
        self.tools += tools or []
        self.wishes = more.get("extra_kwargs", {})
        options = more.get("conn_options", DEFAULT_API_CONNECT_OPTIONS)
        return _Words(self, chat_ctx=chat_ctx, tools=[], conn_options=options)

    async def aclose(self) -> None:
        self.closed = True


class _Words(llm.LLMStream):
    async def _run(self) -> None:
        worder = self._llm
        assert isinstance(worder, Worder)
        try:
            await worder.gate.wait()
            for at in range(0, len(worder.text), 4):
                delta = llm.ChoiceDelta(role="assistant", content=worder.text[at : at + 4])
                self._event_ch.send_nowait(llm.ChatChunk(id="words", delta=delta))
            if worder.fails:
                raise APIConnectionError("no such luck")
            if worder.hangs:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            worder.dropped.set()
            raise


def context(*said: tuple[str, str], stage: str = "intro", facts: str = "{}") -> ChatContext:
    chat = ChatContext.empty()
    chat.add_message(role="system", content=f"Be kind.\n\n## What we know\n{facts}")
    chat.items.append(llm.AgentHandoff(new_agent_id=stage))
    for role, text in said:
        chat.add_message(role="user" if role == "user" else "assistant", content=text)
    return chat


def guided(worder: Worder, stage: str = "intro", name: str = "storyteller", patience_s: float = 60.0) -> Guided:
    return Guided(worder, Understudy(profile(name), stage), patience_s=patience_s)


async def said(mind: Guided, chat: ChatContext) -> tuple[str, list[tuple[str, str]]]:
    reply = await mind.chat(chat_ctx=chat, tools=TOOLS).collect()
    return reply.text, [(call.name, call.arguments) for call in reply.tool_calls]


async def test_the_model_words_what_is_said_and_the_question_stays() -> None:
    assert await said(guided(Worder(WORDED)), context()) == (f"{WORDED} {QUESTION}", [])


async def test_tool_calls_are_the_understudys_own_and_the_model_is_not_asked() -> None:
    worder, chat = Worder(WORDED), context(("assistant", "Hello."), ("user", "I'm Ada from Turin."))
    async with Understudy(profile("storyteller"), "intro").chat(chat_ctx=chat, tools=TOOLS) as stream:
        expected = [chunk.delta.tool_calls async for chunk in stream if chunk.delta]
    async with guided(worder).chat(chat_ctx=chat, tools=TOOLS) as stream:
        assert [chunk.delta.tool_calls async for chunk in stream if chunk.delta] == expected
    assert expected[0][0].name == "remember"
    assert worder.asked == []


async def test_a_question_alone_is_asked_as_it_is_written() -> None:
    worder, chat = Worder(WORDED), context(("assistant", "Hello."), ("user", "Pardon?"), facts='{"name": "Ada"}')
    assert await said(guided(worder), chat) == ("Where are you from?", [])
    assert worder.asked == []


async def test_words_beside_a_hand_off_come_before_it() -> None:
    chat = context(("assistant", "Shall I write that down?"), ("user", "Yes"), stage="task", facts=FACTS)
    chat.items += [
        llm.FunctionCall(call_id="1", name="settle", arguments="{}"),
        llm.FunctionCallOutput(call_id="1", output="A funny story about a fox.", is_error=False),
    ]
    reply = await said(guided(Worder("So be it."), "task"), chat)
    assert reply == ("So be it. Make yourself comfortable.", [("begin_story", "{}")])


async def test_the_model_is_given_no_tools_and_only_what_it_is_to_word() -> None:
    worder = Worder(WORDED)
    await said(guided(worder), context(("user", "Good evening")))
    (asked,) = worder.asked
    assert asked.startswith("The caller said: “Good evening”")
    assert asked.endswith(f"“{GREETING}”")
    assert worder.tools == []
    assert worder.wishes["temperature"] < 0.5


@pytest.mark.parametrize(
    "wording",
    [
        "",
        "Hi there.",
        "Welcome to the show, my dear friend Echo",
        "Who is calling?",
        "Here is what I would say:",
        "I am Echo and this is my friend Bernard.",
        "Echo is here, with 99 stories.",
        " ".join(["and on and on goes Echo"] * 20),
        QUESTION,
    ],
    ids=["nothing", "no-name", "no-end", "a-question", "about-it", "a-stranger", "a-number", "too-long", "the-line"],
)
async def test_what_is_not_fit_to_be_heard_is_said_as_it_is_written(wording: str) -> None:
    assert await said(guided(Worder(wording)), context()) == (f"{GREETING} {QUESTION}", [])


async def test_a_fact_that_is_read_back_may_be_worded_but_not_lost() -> None:
    chat = context(("assistant", "Hello."), ("user", "Pardon?"), facts=FACTS)
    whole = await said(guided(Worder("Ada of Turin, then.")), chat)
    assert whole == ("Ada of Turin, then. Did I get that right?", [])
    lost = await said(guided(Worder("Ada of the south, then.")), chat)
    assert lost == ("Ada, from Turin. Did I get that right?", [])


async def test_what_a_desk_offers_is_kept() -> None:
    chat = context(("assistant", "Which day?"), ("user", "Monday"), stage="booking", facts='{"name": "Ada"}')
    chat.items += [
        llm.FunctionCall(call_id="1", name="remember", arguments='{"day": "Monday"}'),
        llm.FunctionCallOutput(call_id="1", output='{"noted": {"day": "Monday"}}', is_error=False),
        llm.FunctionCall(call_id="2", name="look_up", arguments="{}"),
        llm.FunctionCallOutput(call_id="2", output='{"free": ["nine", "half past three"]}', is_error=False),
    ]
    kept = await said(guided(Worder("Monday has nine and half past three."), "booking", "clinic"), chat)
    assert kept[0] == "Monday has nine and half past three. Which one would you like?"
    lost = await said(guided(Worder("Monday has nine and half past four."), "booking", "clinic"), chat)
    assert lost[0] == "On Monday I have nine or half past three. Which one would you like?"


async def test_a_model_that_fails_is_not_missed_and_the_log_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "segue.voices.guided"):
        assert (await said(guided(Worder(fails=True)), context()))[0] == f"{GREETING} {QUESTION}"
    (record,) = [r for r in caplog.records if r.name == "segue.voices.guided"]
    assert (record.model, record.error) == ("small", "APIConnectionError")  # type: ignore[attr-defined]  # from extra


async def test_a_model_that_says_nothing_is_waited_for_no_longer_than_patience_lasts() -> None:
    worder = Worder(hangs=True)
    assert (await said(guided(worder, patience_s=0.01), context()))[0] == f"{GREETING} {QUESTION}"
    assert worder.dropped.is_set(), "the request was left running"


async def test_a_caller_who_breaks_in_ends_the_models_reply_too() -> None:
    worder = Worder(hangs=True)
    stream = guided(worder, "story").chat(chat_ctx=context(stage="story", facts=FACTS), tools=TOOLS)
    await anext(stream)
    await stream.aclose()
    assert worder.dropped.is_set()


async def test_a_narration_begins_before_the_model_has_said_a_word() -> None:
    worder = Worder("Three knocks in the night, said Ada, and all was still.")
    worder.gate.clear()
    async with guided(worder, "story").chat(chat_ctx=context(stage="story", facts=FACTS), tools=TOOLS) as stream:
        heard = [await anext(stream), await anext(stream)]
        worder.gate.set()
        heard += [chunk async for chunk in stream]
    assert [chunk.delta.content for chunk in heard if chunk.delta] == [
        "Then listen.",
        " Not far from Turin there lived a fox.",
        " Three knocks in the night, said Ada, and all was still.",
        " On the doorstep lay a small wooden box.",
        " What do you think was in it?",
    ]


async def test_a_fact_that_the_model_left_out_of_a_narration_follows() -> None:
    text, _ = await said(guided(Worder("It was a dark night."), "story"), context(stage="story", facts=FACTS))
    assert "fox. It was a dark night. Nobody there had ever heard of Ada, and" in text
    assert text.endswith("On the doorstep lay a small wooden box. What do you think was in it?")
    assert "three times" not in text


async def test_a_narration_cut_off_by_a_failure_is_told_to_its_question() -> None:
    worder = Worder("Ada was asleep. And the", fails=True)
    text, _ = await said(guided(worder, "story"), context(stage="story", facts=FACTS))
    assert "fox. Ada was asleep. On the doorstep lay a small wooden box." in text


async def test_the_story_goes_on_from_what_was_told_in_other_words() -> None:
    worder = Worder("Ada heard nothing.")
    chat = context(stage="story", facts=FACTS)
    for answer, follows in [
        ("A key.", "A key. Yes, that is just what"),
        ("The river.", "The river. So that was the way"),
    ]:
        chat.add_message(role="assistant", content=(await said(guided(worder, "story"), chat))[0])
        chat.add_message(role="user", content=answer)
        text, _ = await said(guided(worder, "story"), chat)
        assert text.startswith(follows)


def told_until(text: str) -> ChatContext:
    chat = context(("assistant", text), stage="story", facts=FACTS)
    message = chat.items[-1]
    assert message.type == "message"
    message.interrupted = True
    return chat


BEGUN = "Then listen. Not far from Turin there lived a fox."
MIDDLE = (
    "Nobody there had ever heard of Ada, and nobody had ever knocked at that door after dark. "
    "But one evening somebody knocked three times, and then everything was still."
)
BOX = "On the doorstep lay a small wooden box."


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("Then list", "Then list"),
        ("Then listen. Not far from Turin there", "Then listen. Not far from Turin there"),
        (f"{BEGUN} It was", BEGUN),
        (f"{BEGUN} It was late. It was cold. It was dark. It was, in", f"{BEGUN} {MIDDLE}"),
        (f"{BEGUN} It was late. {BOX} What do you", f"{BEGUN} {MIDDLE} {BOX} What do you"),
        (
            f"{BEGUN} It was late. {BOX} What do you think was in it?",
            f"{BEGUN} {MIDDLE} {BOX} What do you think was in it?",
        ),
    ],
    ids=["first-word", "its-beginning", "the-models-first", "the-models-last", "the-question", "nothing-missed"],
)
def test_where_a_narration_was_cut_is_found_in_the_line_it_was_made_of(heard: str, written: str) -> None:
    translated = as_written(told_until(heard), Understudy(profile("storyteller"), "story"), TOOLS)
    assert translated.messages()[-1].text_content == written


async def test_a_caller_who_broke_in_is_asked_and_the_rest_is_told() -> None:
    chat = told_until("Then listen. Not far from Turin there lived a fox. It was late. And then")
    chat.add_message(role="user", content="Wait a moment.")
    worder = Worder("Sure.")
    asked, _ = await said(guided(worder, "story"), chat)
    assert asked == "Sure. Shall I go on, or shall we end here?"
    chat.add_message(role="assistant", content=asked)
    chat.add_message(role="user", content="Go on.")
    text, _ = await said(guided(worder, "story"), chat)
    assert text.startswith("Where were we.")
    assert text.endswith("On the doorstep lay a small wooden box. What do you think was in it?")


def test_what_others_said_is_left_as_it_was() -> None:
    lines = [
        ("assistant", profile("storyteller").lines.are_you_there),
        ("user", "Yes"),
        ("assistant", "I am someone else's words."),
    ]
    chat = context(*lines)
    translated = as_written(chat, Understudy(profile("storyteller"), "intro"), TOOLS)
    assert [message.text_content for message in translated.messages()[1:]] == [text for _, text in lines]


async def test_asked_twice_it_decides_the_same() -> None:
    mind, chat = guided(Worder(WORDED)), context(("assistant", "Hello."), ("user", "I'm Ada"))
    assert await said(mind, chat) == await said(mind, chat)


async def test_told_to_call_nothing_it_speaks() -> None:
    chat = context(("assistant", "Hello."), ("user", "Goodbye"), facts=FACTS)
    reply = await guided(Worder("Goodbye, Ada.")).chat(chat_ctx=chat, tools=TOOLS, tool_choice="none").collect()
    assert reply.text == "Goodbye, Ada. Call again whenever you want a story."
    assert reply.tool_calls == []


async def test_it_is_named_for_what_it_is_and_closes_its_model() -> None:
    worder = Worder()
    mind = guided(worder)
    assert (mind.model, mind.provider) == ("small guided by rules", "guided")
    await mind.aclose()
    assert worder.closed
