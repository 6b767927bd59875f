"""An LLM with a backup: whichever way the primary fails, the caller gets one answer, once."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import pytest
from livekit.agents import APIConnectionError, APIStatusError, ChatContext, NotGivenOr, llm
from livekit.agents.metrics import LLMMetrics
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions

from segue.models.failover.llm import FailoverLLM
from segue.models.failover.switch import Deadlines, Reason, Switch
from tests.unit.models.jumping_clock import jumping

ROLE: Final = llm.ChoiceDelta(role="assistant")
HANGS: Final = "HANGS"
REFUSED = APIStatusError("unauthorised", status_code=401)
BOOK: Final = llm.FunctionToolCall(name="book", arguments="{}", call_id="call_1")

Step = str | llm.ChoiceDelta | llm.FunctionToolCall | Exception


class Scripted(llm.LLM[str]):
    """Answers each request with the next script; a string is text, `HANGS` is for ever."""

    def __init__(self, *scripts: Sequence[Step], name: str = "scripted") -> None:
        super().__init__()
        self._scripts = list(scripts)
        self._name = name
        self.asked: list[ChatContext] = []
        self.options: list[APIConnectOptions] = []
        self.cancelled = 0

    @property
    def model(self) -> str:
        return self._name

    def chat(
        self,
        *,
        chat_ctx: ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
    ) -> llm.LLMStream:
        self.asked.append(chat_ctx)
        self.options.append(conn_options)
        return _Stream(self, self._scripts.pop(0), chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _Stream(llm.LLMStream):
    def __init__(self, scripted: Scripted, script: Sequence[Step], **request: Any) -> None:
        super().__init__(scripted, **request)
        self._scripted = scripted
        self._script = script

    async def _run(self) -> None:
        for step in self._script:
            if step == HANGS:
                try:
                    await asyncio.Event().wait()
                finally:
                    self._scripted.cancelled += 1
            if isinstance(step, Exception):
                raise step
            self._event_ch.send_nowait(llm.ChatChunk(id=self._scripted.model, delta=_delta(step)))


def _delta(step: Step) -> llm.ChoiceDelta:
    if isinstance(step, llm.ChoiceDelta):
        return step
    if isinstance(step, llm.FunctionToolCall):
        return llm.ChoiceDelta(role="assistant", tool_calls=[step])
    return llm.ChoiceDelta(role="assistant", content=str(step))


class Pair:
    """A primary and a backup behind one adapter, and what it told."""

    def __init__(self, primary: Sequence[Sequence[Step]], backup: Sequence[Sequence[Step]] | None) -> None:
        self.primary = Scripted(*primary, name="primary")
        self.backup = Scripted(*backup, name="backup") if backup is not None else None
        self.now_s = 0.0
        self.told: list[tuple[str, Reason]] = []
        self.errors: list[llm.LLMError] = []
        switch = Switch("llm", lambda part, reason: self.told.append((part, reason)), clock=lambda: self.now_s)
        self.backed = FailoverLLM(self.primary, self.backup, Deadlines(), switch)
        self.backed.on("error", self.errors.append)

    async def answer(self) -> llm.CollectedResponse:
        return await self.backed.chat(chat_ctx=_asked()).collect()


def _asked() -> ChatContext:
    context = ChatContext.empty()
    context.add_message(role="user", content="Tell me a story.")
    return context


@jumping
async def test_a_primary_that_answers_is_all_there_is() -> None:
    pair = Pair([["Once ", "upon a ti", "me."]], [])
    assert (await pair.answer()).text == "Once upon a time."
    assert pair.told == []


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
async def test_a_primary_without_a_useful_word_is_replaced_by_the_backup(script: list[Step], reason: Reason) -> None:
    pair = Pair([script], [["Once upon a time."]])
    assert (await pair.answer()).text == "Once upon a time."
    assert pair.told == [("llm", reason)]
    assert pair.errors == []
    assert pair.backup is not None
    assert pair.backup.asked[0].to_dict() == pair.primary.asked[0].to_dict(), "the same request"


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
    assert [options.max_retry for options in pair.primary.options + pair.backup.options] == [0, 0]


@pytest.mark.parametrize(("last", "reason"), [(HANGS, Reason.STALLED), (APIConnectionError("reset"), Reason.BROKE_OFF)])
@jumping
async def test_an_answer_that_breaks_off_is_finished_by_the_backup(last: Step, reason: Reason) -> None:
    pair = Pair([["There was a boy. ", "He went to", " the mark", last]], [["market and ", "bought a cow."]])
    answer = await pair.answer()
    assert answer.text == "There was a boy. He went to the market and bought a cow."
    assert pair.told == [("llm", reason)]
    assert pair.backup is not None
    asked = pair.backup.asked[0].messages()
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
    await pair.backed.chat(chat_ctx=context).collect()
    assert context.to_dict() == before


@jumping
async def test_a_hand_off_that_was_announced_still_happens() -> None:
    pair = Pair([["I will book that. ", HANGS]], [[BOOK]])
    answer = await pair.answer()
    assert (answer.text, answer.tool_calls) == ("I will book that.", [BOOK])


@pytest.mark.parametrize("last", [HANGS, APIConnectionError("reset")])
@jumping
async def test_a_tool_is_never_called_twice(last: Step) -> None:
    pair = Pair([["I will book that.", BOOK, last]], [[BOOK]])
    answer = await pair.answer()
    assert (answer.text, answer.tool_calls) == ("I will book that.", [BOOK])
    assert pair.backup is not None
    assert pair.backup.asked == []
    assert pair.errors == []


@jumping
async def test_after_both_have_failed_there_is_one_error_and_no_retry() -> None:
    pair = Pair([["Once upon ", HANGS]], [[HANGS]])
    stream = pair.backed.chat(chat_ctx=_asked())
    first = await anext(stream)
    assert first.delta is not None
    assert first.delta.content == "Once upon "
    with pytest.raises(APIConnectionError, match="no answer from") as raised:
        await anext(stream)
    assert not raised.value.retryable
    assert [error.recoverable for error in pair.errors] == [False]


@jumping
async def test_the_backup_stays_in_front_until_the_primary_has_rested() -> None:
    pair = Pair([[REFUSED], ["Back."]], [["One."], ["Two."]])
    assert [(await pair.answer()).text for _ in range(2)] == ["One.", "Two."]
    assert pair.backed.model == "backup"
    pair.now_s = 60.0
    assert (await pair.answer()).text == "Back."
    assert pair.backed.model == "primary"
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

    pair.backed.on("metrics_collected", count)
    await pair.answer()
    assert used == ["primary", "backup"]
    assert pair.backed.metrics_metadata["model_name"] == "backup"


@jumping
async def test_closing_an_answer_closes_the_model_behind_it() -> None:
    pair = Pair([["Once upon a time, ", HANGS]], [])
    async with pair.backed.chat(chat_ctx=_asked()) as stream:
        await anext(stream)
    assert pair.primary.cancelled == 1
