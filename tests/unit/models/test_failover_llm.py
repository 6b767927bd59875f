"""An LLM with a backup: whichever way the primary fails, the caller gets one answer, once."""

from collections.abc import Sequence
from typing import Final

import pytest
from livekit.agents import APIConnectionError, APIStatusError, ChatContext, llm
from livekit.agents.metrics import LLMMetrics

from segue.models.failover.llm import FailoverLLM
from segue.models.failover.switch import Deadlines, Reason, Switch
from segue.testing import Part, Says, ScriptedLLM, Waits
from tests.unit.models.jumping_clock import jumping

ROLE: Final = llm.ChoiceDelta(role="assistant")
HANGS: Final = Waits()
REFUSED = APIStatusError("unauthorised", status_code=401)
BOOK: Final = llm.FunctionToolCall(name="book", arguments="{}", call_id="call_1")
BOOKS: Final = llm.ChoiceDelta(role="assistant", tool_calls=[BOOK])


def scripted(replies: Sequence[Sequence[Part | str]], name: str) -> ScriptedLLM:
    """A string is words."""
    spoken = (tuple(Says(part) if isinstance(part, str) else part for part in reply) for reply in replies)
    return ScriptedLLM(*spoken, name=name)


class Pair:
    """A primary and a backup behind one adapter, and what it told."""

    def __init__(self, primary: Sequence[Sequence[Part | str]], backup: Sequence[Sequence[Part | str]] | None) -> None:
        self.primary = scripted(primary, "primary")
        self.backup = scripted(backup, "backup") if backup is not None else None
        self.now_s = 0.0
        self.told: list[tuple[str, Reason]] = []
        self.errors: list[llm.LLMError] = []
        switch = Switch("llm", lambda part, to, reason: self.told.append((part, reason)), clock=lambda: self.now_s)
        self.failover = FailoverLLM(self.primary, self.backup, Deadlines(), switch)
        self.failover.on("error", self.errors.append)

    async def answer(self) -> llm.CollectedResponse:
        return await self.failover.chat(chat_ctx=_asked()).collect()


def _asked() -> ChatContext:
    context = ChatContext.empty()
    context.add_message(role="user", content="Tell me a story.")
    return context


@jumping
async def test_a_primary_that_answers_is_all_there_is() -> None:
    pair = Pair([["Once ", "upon a ti", "me."]], [])
    assert (await pair.answer()).text == "Once upon a time."
    assert pair.told == []


@jumping
async def test_half_a_letter_keeps_no_later_request_from_being_sent() -> None:
    text = (await Pair([["Hi \U0001f600 you \ud83d", " there \ude00"]], []).answer()).text
    assert text == "Hi \U0001f600 you \ufffd there \ufffd"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ([HANGS], Reason.TOO_LATE),
        ([ROLE, HANGS], Reason.TOO_LATE),
        ([ROLE], Reason.EMPTY),
        ([], Reason.EMPTY),
        ([REFUSED], Reason.FAILED),
        ([APIStatusError("slow down", status_code=429)], Reason.FAILED),
        ([APIConnectionError("no such host")], Reason.FAILED),
        ([ValueError("a plugin's own mistake")], Reason.FAILED),
    ],
    ids=["no reply", "role only", "role, then the end", "nothing", "401", "429", "dns", "bug"],
)
@jumping
async def test_a_primary_without_a_useful_word_is_replaced_by_the_backup(
    script: list[Part | str], reason: Reason
) -> None:
    pair = Pair([script], [["Once upon a time."]])
    assert (await pair.answer()).text == "Once upon a time."
    assert pair.told == [("llm", reason)]
    assert pair.errors == []
    assert pair.backup is not None
    assert pair.backup.asked[0].context.to_dict() == pair.primary.asked[0].context.to_dict(), "the same request"


@jumping
async def test_a_primary_that_is_late_is_cancelled() -> None:
    pair = Pair([[HANGS]], [["Here."]])
    await pair.answer()
    assert pair.primary.cancelled == 1


@jumping
async def test_no_model_retries_on_its_own() -> None:
    pair = Pair([[REFUSED]], [["Here."]])
    await pair.answer()
    assert pair.backup is not None
    assert [asked.options.max_retry for asked in pair.primary.asked + pair.backup.asked] == [0, 0]


@pytest.mark.parametrize(("last", "reason"), [(HANGS, Reason.STALLED), (APIConnectionError("reset"), Reason.BROKE_OFF)])
@jumping
async def test_an_answer_that_breaks_off_is_finished_by_the_backup(last: Part, reason: Reason) -> None:
    pair = Pair([["There was a boy. ", "He went to", " the mark", last]], [["market and ", "bought a cow."]])
    answer = await pair.answer()
    assert answer.text == "There was a boy. He went to the market and bought a cow."
    assert pair.told == [("llm", reason)]
    assert pair.backup is not None
    asked = pair.backup.asked[0].context.messages()
    assert [message.role for message in asked] == ["user", "assistant", "system"]
    assert asked[1].text_content == "There was a boy. He went to the"


@pytest.mark.parametrize(
    "continuation",
    [
        ["the market."],
        ["He went to ", "the market."],
        ["There was a boy. He ", "went to the mar", "ket."],
        ["market."],
    ],
)
@jumping
async def test_words_that_were_said_are_not_said_again(continuation: list[str]) -> None:
    pair = Pair([["There was a boy. He went to the ", HANGS]], [continuation])
    assert (await pair.answer()).text == "There was a boy. He went to the market."


@jumping
async def test_the_request_of_the_call_is_left_as_it_was() -> None:
    pair = Pair([["One ", HANGS]], [["two."]])
    context = _asked()
    before = context.to_dict()
    await pair.failover.chat(chat_ctx=context).collect()
    assert context.to_dict() == before


@jumping
async def test_a_hand_off_that_was_announced_still_happens() -> None:
    pair = Pair([["I will book that. ", HANGS]], [[BOOKS]])
    answer = await pair.answer()
    assert (answer.text, answer.tool_calls) == ("I will book that.", [BOOK])


@pytest.mark.parametrize("last", [HANGS, APIConnectionError("reset")])
@jumping
async def test_a_tool_is_never_called_twice(last: Part) -> None:
    pair = Pair([["I will book that.", BOOKS, last]], [[BOOKS]])
    answer = await pair.answer()
    assert (answer.text, answer.tool_calls) == ("I will book that.", [BOOK])
    assert pair.backup is not None
    assert pair.backup.asked == []
    assert pair.errors == []


@jumping
async def test_after_both_have_failed_there_is_one_error_and_no_retry() -> None:
    pair = Pair([["Once upon ", HANGS]], [[HANGS]])
    stream = pair.failover.chat(chat_ctx=_asked())
    said = [chunk.delta.content for chunk in [await anext(stream) for _ in range(2)] if chunk.delta]
    assert said == ["Once ", "upon "]
    with pytest.raises(APIConnectionError, match="no answer from") as raised:
        await anext(stream)
    assert not raised.value.retryable
    assert [error.recoverable for error in pair.errors] == [False]


@jumping
async def test_the_backup_stays_in_front_until_the_primary_has_rested() -> None:
    pair = Pair([[REFUSED], ["Back."]], [["One."], ["Two."]])
    assert [(await pair.answer()).text for _ in range(2)] == ["One.", "Two."]
    assert pair.failover.model == "backup"
    pair.now_s = 60.0
    assert (await pair.answer()).text == "Back."
    assert pair.failover.model == "primary"
    assert pair.told == [("llm", Reason.FAILED), ("llm", Reason.COOLED_DOWN)]


@jumping
async def test_a_backup_that_fails_gives_way_to_the_primary_again() -> None:
    pair = Pair([[REFUSED], ["Back."]], [["One."], [HANGS]])
    assert [(await pair.answer()).text for _ in range(2)] == ["One.", "Back."]


@jumping
async def test_a_model_alone_is_waited_for_longer_and_switches_to_nobody() -> None:
    pair = Pair([[HANGS]], None)
    with pytest.raises(APIConnectionError, match="no answer from"):
        await pair.answer()
    assert pair.told == []


@jumping
async def test_both_having_nothing_to_say_is_an_answer() -> None:
    assert (await Pair([[ROLE]], [[ROLE]]).answer()).text == ""


@jumping
async def test_what_each_model_used_is_counted_under_its_own_name() -> None:
    pair = Pair([[ROLE, HANGS]], [["Here."]])
    used: list[str] = []

    def count(metrics: LLMMetrics) -> None:
        used.append(metrics.metadata.model_name or "" if metrics.metadata else "")

    pair.failover.on("metrics_collected", count)
    await pair.answer()
    assert used == ["primary", "backup"]
    assert pair.failover.metrics_metadata["model_name"] == "backup"


@jumping
async def test_closing_an_answer_closes_the_model_behind_it() -> None:
    pair = Pair([["Once upon a time, ", HANGS]], [])
    async with pair.failover.chat(chat_ctx=_asked()) as stream:
        await anext(stream)
    assert pair.primary.cancelled == 1


@jumping
async def test_a_model_alone_that_refuses_is_asked_once_more() -> None:
    pair = Pair([[APIConnectionError("reset")], ["Once upon a time."]], None)
    assert (await pair.answer()).text == "Once upon a time."
    assert (pair.told, pair.errors) == ([], [])


@pytest.mark.parametrize(
    ("script", "asked"),
    [([REFUSED], 1), (["Once ", APIConnectionError("reset")], 1), ([HANGS], 1), ([APIConnectionError("reset")], 2)],
    ids=["it won't", "half-way", "no time left", "twice"],
)
@jumping
async def test_a_model_alone_is_asked_no_more_than_it_is_worth(script: list[Part | str], asked: int) -> None:
    pair = Pair([script] * 3, None)
    with pytest.raises(APIConnectionError, match="no answer from"):
        await pair.answer()
    assert len(pair.primary.asked) == asked
    assert len(pair.errors) == 1
