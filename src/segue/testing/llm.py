"""The scripted LLM: says, calls, waits and fails as a test wrote it, and keeps what it was asked."""

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, ChatContext, NotGivenOr, llm

from segue import library
from segue.facts.known import HEADING
from segue.testing.replies import Calls, Reply, Says, ScriptOver, Waits, words


@dataclass(frozen=True, slots=True)
class LLMRequest:
    """One request, as the model got it."""

    context: ChatContext
    tools: frozenset[str]
    tool_choice: NotGivenOr[llm.ToolChoice]
    options: APIConnectOptions
    extra: Mapping[str, Any]
    """What the provider's own parameters were to be."""

    def instructions(self) -> str:
        """What the model was told of its part."""
        return self.context.messages()[0].text_content or ""

    def prompt(self) -> str:
        """The instructions without what is known of the caller."""
        return self.instructions().partition(HEADING)[0]

    def heard(self) -> list[tuple[str, str]]:
        """Who said what, of the conversation the model was given."""
        spoken = self.context.messages()[1:]
        return [(item.role, item.text_content or "") for item in spoken if item.role != "system"]

    def notes(self) -> list[str]:
        """What the model was reminded of."""
        return [item.text_content or "" for item in self.context.messages()[1:] if item.role == "system"]

    def results(self) -> list[str]:
        """What the tools have answered."""
        return [item.output for item in self.context.items if item.type == "function_call_output"]


class ScriptedLLM(llm.LLM[str]):
    """Gives each reply once, in order. One that is left over, or a request too many, is a bug: ask `done`.

    `repeats`: the last reply is given again to whatever else is asked. `name`: the model's.
    """

    def __init__(self, *replies: Reply, repeats: bool = False, name: str = "scripted") -> None:
        super().__init__()
        self._left = deque(replies)
        self._repeats, self._name = repeats, name
        self._too_many = 0
        self._repeating = False
        self.asked: list[LLMRequest] = []
        self.cancelled = 0
        """How many replies were broken off while they kept somebody waiting."""
        self.closed = False

    @property
    def model(self) -> str:
        """The name it was given."""
        return self._name

    @property
    def done(self) -> bool:
        """Whether every reply was given and nothing beyond them was asked for."""
        return self.trouble is None

    @property
    def trouble(self) -> str | None:
        """What is wrong with how often it was asked, if anything is: replies are left over, or too few."""
        if self._too_many:
            return f"{self._name}: {_replies(self._too_many)} more than it has {_was(self._too_many)} asked for"
        left = len(self._left) - self._repeating
        return f"{self._name}: {_replies(left)} {_was(left)} never asked for" if left else None

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
        """The next reply, as a stream. One too many raises `ScriptOver` there."""
        names = frozenset(llm.ToolContext(tools or []).function_tools)
        self.asked.append(LLMRequest(chat_ctx.copy(), names, tool_choice, conn_options, extra_kwargs or {}))
        return _Stream(self, self._next(), len(self.asked), chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)

    async def aclose(self) -> None:
        """Nothing is open; that it was closed is kept."""
        self.closed = True

    def _next(self) -> Reply:
        if self._repeats and len(self._left) == 1:
            self._repeating = True
            return self._left[0]
        self._too_many += not self._left
        return self._left.popleft() if self._left else ScriptOver("one more reply was asked for than the script has")


class _Stream(llm.LLMStream):
    def __init__(
        self,
        scripted: ScriptedLLM,
        reply: Reply,
        number: int,
        *,
        chat_ctx: ChatContext,
        tools: list[llm.Tool] | None,
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(scripted, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)
        self._scripted = scripted
        self._parts = reply if isinstance(reply, tuple) else (reply,)
        self._id = f"{scripted.model}_{id(scripted)}_{number}"

    async def _run(self) -> None:
        for number, part in enumerate(self._parts):
            if isinstance(part, Exception):
                raise part
            if isinstance(part, Waits):
                await self._wait(part)
            else:
                for delta in _deltas(part, f"{self._id}_{number}"):
                    library.output(self).send_nowait(llm.ChatChunk(id=self._id, delta=delta))

    async def _wait(self, part: Waits) -> None:
        try:
            if part.until is None and part.for_s is not None:
                await asyncio.sleep(part.for_s)
            else:
                await (part.until or asyncio.Event()).wait()
        except asyncio.CancelledError:
            self._scripted.cancelled += 1
            raise


def _replies(number: int) -> str:
    return "1 reply" if number == 1 else f"{number} replies"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _deltas(part: Says | Calls | llm.ChoiceDelta, call_id: str) -> Iterator[llm.ChoiceDelta]:
    match part:
        case Says(text):
            for word in words(text):
                yield llm.ChoiceDelta(role="assistant", content=word)
        case Calls(name):
            call = llm.FunctionToolCall(name=name, arguments=part.json, call_id=call_id)
            yield llm.ChoiceDelta(role="assistant", tool_calls=[call])
        case _:
            yield part
