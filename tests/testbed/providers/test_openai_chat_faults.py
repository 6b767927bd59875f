"""What the chat double gets wrong, as the real plugin sees it, and what it knows of those who leave."""

import pytest
from livekit.agents import APIConnectionError, APIConnectOptions, APIError, APIStatusError, APITimeoutError, utils
from livekit.plugins import openai

from segue.testing import Calls, Says
from testbed.ports import nobodys_url
from testbed.providers.faults import Cuts, Drips, Empty, Fails, Fault, Garbles, How, Refuses, Silent, Stalls
from testbed.providers.openai.api import KEY
from testbed.providers.openai.chat.double import ChatDouble
from testbed.providers.record import RequestOutcome
from tests.testbed.providers.test_openai_chat import ONCE, TOOLS, ask, chat, opened

HASTY = APIConnectOptions(max_retry=0, timeout=0.4)
"""Seconds for each piece, where none is to come; where one is, it comes in milliseconds."""


async def heard_before_it_broke(model: openai.LLM, patience: APIConnectOptions = ONCE) -> tuple[str, APIError | None]:
    """The words that came, and what the plugin made of the rest."""
    text = ""
    try:
        async with model.chat(chat_ctx=chat("Hello"), tools=TOOLS, conn_options=patience) as stream:
            async for chunk in stream:
                text += (chunk.delta.content if chunk.delta else None) or ""
    except APIError as broken:
        return text, broken
    return text, None


async def test_what_is_broken_off_is_known_to_have_been() -> None:
    double = ChatDouble(lambda _: Says("A long story that nobody hears to its end."))
    double.completions.faults.next(Stalls(after=4))
    async with opened(double) as model:
        async with model.chat(chat_ctx=chat("Tell me"), conn_options=ONCE) as stream:
            words = [(await anext(stream)).delta for _ in range(3)]
        received = double.completions.received[0]
        await received.ended.wait()
    assert [word.content for word in words if word] == ["A", " long", " story"]
    assert (received.outcome, received.pieces_sent) == (RequestOutcome.CANCELLED, 4)


async def test_who_leaves_before_the_first_word_is_known_too() -> None:
    double = ChatDouble(lambda _: Says("Too late."))
    double.completions.faults.always(Silent())
    async with opened(double) as model:
        async with model.chat(chat_ctx=chat("Hello"), conn_options=ONCE):
            received = await double.completions.nth(1)
        await received.ended.wait()
    assert (received.outcome, received.pieces_sent, received.first_piece_s) == (RequestOutcome.CANCELLED, 0, None)


@pytest.mark.parametrize(
    ("fault", "text", "error", "retryable"),
    [
        (Refuses(401), "", APIStatusError, False),
        (Refuses(429, retry_after_s=1), "", APIStatusError, True),
        (Refuses(500), "", APIStatusError, True),
        (Refuses(503), "", APIStatusError, True),
        (Silent(), "", APITimeoutError, True),
        (Stalls(after=0), "", APITimeoutError, True),
        (Stalls(after=1), "", APITimeoutError, True),
        (Stalls(after=3), "Once upon", APITimeoutError, False),
        (Cuts(after=3, how=How.RESET), "Once upon", APIConnectionError, False),
        (Cuts(after=3, how=How.CLOSE), "Once upon", APIConnectionError, False),
        (Cuts(after=0, how=How.CLOSE), "", APIConnectionError, True),
        (Garbles(after=3), "Once upon", APIConnectionError, False),
        (Fails(after=3), "Once upon", APIConnectionError, False),
    ],
    ids=str,
)
async def test_a_fault_looks_to_the_plugin_as_it_would(
    fault: Fault, text: str, error: type[APIError], retryable: bool
) -> None:
    double = ChatDouble(lambda _: Says("Once upon a time."))
    double.completions.faults.always(fault)
    async with opened(double) as model:
        heard, broken = await heard_before_it_broke(model, HASTY if isinstance(fault, Silent | Stalls) else ONCE)
    assert broken
    assert (heard, type(broken), broken.retryable) == (text, error, retryable)
    if isinstance(fault, Refuses):
        assert getattr(broken, "status_code", None) == fault.status


async def test_nobody_at_the_address_is_a_lost_connection() -> None:
    async with utils.http_context.open():
        model = openai.LLM(model="gpt-4.1", base_url=nobodys_url(), api_key=KEY)
        assert type((await heard_before_it_broke(model))[1]) is APIConnectionError
        await model.aclose()


async def test_an_answer_that_stops_as_if_it_were_whole_is_taken_for_whole() -> None:
    """The plugin doesn't notice: neither the reason for the end nor the price came."""
    double = ChatDouble(lambda _: Says("Once upon a time."))
    double.completions.faults.next(Cuts(after=3, how=How.END))
    async with opened(double) as model:
        answer = await ask(model, "Hello")
    assert (answer.text, answer.usage) == ("Once upon", None)


async def test_a_call_cut_short_is_lost_without_a_word() -> None:
    """Neither does it miss a call whose end never came."""
    double = ChatDouble(lambda _: Calls("book", {"day": "tue", "hour": 9}))
    double.completions.faults.next(Cuts(after=3, how=How.END))
    async with opened(double) as model:
        assert (await ask(model, "Hello")).tool_calls == []


@pytest.mark.parametrize("fault", [Stalls(after=1, for_s=0.02), Drips(every_s=0.005)], ids=str)
async def test_what_is_only_slow_arrives(fault: Fault) -> None:
    double = ChatDouble(lambda _: Says("Once upon a time."))
    double.completions.faults.next(fault)
    async with opened(double) as model:
        assert (await ask(model, "Hello")).text == "Once upon a time."
    assert double.completions.received[0].outcome is RequestOutcome.COMPLETE


async def test_an_empty_answer_is_an_answer_without_words() -> None:
    double = ChatDouble(lambda _: Says("Never said."))
    double.completions.faults.next(Empty())
    async with opened(double) as model:
        answer = await ask(model, "Hello")
    assert (answer.text, answer.tool_calls) == ("", [])


@pytest.mark.parametrize("call", [Calls("book", '{"day": "tu'), Calls("fly_to_the_moon", {"at": "once"})], ids=str)
async def test_a_call_that_makes_no_sense_is_passed_on_as_it_is(call: Calls) -> None:
    async with opened(ChatDouble(lambda _: call)) as model:
        made = (await ask(model, "Hello")).tool_calls
    assert [(one.name, one.arguments) for one in made] == [(call.name, call.json)]


async def test_a_fault_befalls_the_request_it_was_meant_for() -> None:
    double = ChatDouble(lambda asked: Says(asked.heard))
    double.completions.faults.at(2, Refuses(500))
    async with opened(double) as model:
        retry = APIConnectOptions(max_retry=1, retry_interval=0)
        said = [(await ask(model, text, conn_options=retry)).text for text in ("one", "two", "three")]
    assert said == ["one", "two", "three"]
    assert [one.outcome for one in double.completions.received] == [
        RequestOutcome.COMPLETE,
        RequestOutcome.REFUSED,
        RequestOutcome.COMPLETE,
        RequestOutcome.COMPLETE,
    ]


async def test_no_request_waits_for_another() -> None:
    double = ChatDouble(lambda asked: Says(asked.heard))
    double.completions.faults.at(1, Silent())
    async with opened(double) as model, model.chat(chat_ctx=chat("one"), conn_options=ONCE):
        await double.completions.nth(1)
        assert (await ask(model, "two")).text == "two"
