"""A language model with its `Lines`: it takes the time of one, streams words and calls, and fails as it is told."""

from collections.abc import Callable
from typing import Any, Final

from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectionError,
    APIConnectOptions,
    APITimeoutError,
    ChatContext,
    NotGivenOr,
    llm,
)

from segue.testing import Reply, ScriptedLLM, Waits
from testbed.hazards.hazard import Fault
from testbed.hazards.lines import Lines, Told, parts_of

TOKEN_S: Final = 0.3
"""To a model's first word or call."""

Note = Callable[[Told, Reply], None]


class Thinking(llm.LLM[str]):
    """`note` is told of each request and its answer."""

    def __init__(self, lines: Lines, fault: Callable[[], Fault | None], note: Note) -> None:
        super().__init__()
        self._lines, self._fault, self._note = lines, fault, note

    def prewarm(self, *, loop: Any = None) -> None:
        """Connect, as a provider's does before the first request."""
        if self._fault() is Fault.START:
            raise RuntimeError("this model can't be started")

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
        """Answer what it is told."""
        told = all_of(chat_ctx)
        answer, fault = self._lines.answer(told), self._fault()
        self._note(told, failed(fault, answer))
        waits = Waits(for_s=TOKEN_S if self._lines.waits_s is None else self._lines.waits_s)
        once = ScriptedLLM((waits, *failing(fault, parts_of(answer), conn_options.timeout)))
        once.on("error", lambda event: self.emit("error", event))
        return once.chat(chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)


def failing(fault: Fault | None, parts: tuple[Any, ...], timeout_s: float) -> tuple[Any, ...]:
    """What comes of an answer by a model with this fault; `timeout_s` as a provider's client has it."""
    match fault:
        case Fault.MODEL:
            return (APIConnectionError("this model fails", retryable=False),)
        case Fault.DUMB:
            return (Waits(for_s=timeout_s), APITimeoutError("this model says nothing"))
        case Fault.MUTE:
            return ()
        case _:
            return parts


def failed(fault: Fault | None, answer: Reply) -> Reply:
    """What is noted as the answer: nothing, where nothing comes of it."""
    return () if fault in (Fault.MODEL, Fault.DUMB, Fault.MUTE) else answer


def all_of(context: ChatContext) -> Told:
    """Everything in a conversation, as `Lines` are told it."""
    told = list[tuple[str, str]]()
    for item in context.items:
        if item.type == "message":
            told.append((item.role, item.text_content or ""))
        elif item.type == "function_call_output":
            told.append(("tool", item.output))
    return told
