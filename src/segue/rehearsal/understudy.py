"""The understudy as LiveKit sees it: an LLM that streams words and calls tools."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    ChatContext,
    NotGivenOr,
    llm,
)

from segue import library
from segue.profile.model import Profile
from segue.profile.traits import Trait
from segue.rehearsal.deciding import decide
from segue.rehearsal.scene import Reply, Scene, ToolCall
from segue.rehearsal.summing_up import summed_up
from segue.rehearsal.view import read

PIECE_WORDS: Final = 3
"""Words in one chunk: a few, as a model's tokens come, so that what consumes a stream is rehearsed too."""


class Understudy(llm.LLM[str]):
    """Plays one stage of a profile's rehearsal. It keeps nothing between requests, so it may be asked twice.

    `delay_s`: seconds before the first chunk, to stand in for a model's thinking time in measurements.
    Raises `ValueError` if the profile has no lines for such a stage.
    """

    def __init__(self, profile: Profile, stage: str, *, delay_s: float = 0.0) -> None:
        super().__init__()
        if not profile.rehearses(stage):
            raise ValueError(f"profile {profile.name!r} has no rehearsal for a stage {stage!r}")
        self.profile = profile
        self.stage = stage
        self.delay_s = delay_s

    @property
    def model(self) -> str:
        """Named for what it is."""
        return "understudy"

    @property
    def provider(self) -> str:
        """Named for what it is."""
        return "rehearsal"

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
        """The reply to `chat_ctx`, as a stream. It never calls two tools at once."""
        reply = self.reply(chat_ctx, tools or [], tool_choice or "auto")
        return _Stream(self, reply, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)

    def reply(self, chat_ctx: ChatContext, tools: list[llm.Tool], tool_choice: llm.ToolChoice) -> Reply:
        """The reply to `chat_ctx`, whole."""
        if (summary := summed_up(chat_ctx)) is not None:
            return Reply(summary)
        names = frozenset(llm.ToolContext(tools).function_tools)
        wanted = None
        if tool_choice == "none":
            names = frozenset()
        elif isinstance(tool_choice, dict):
            wanted = tool_choice["function"]["name"]
            names &= {wanted}
        view = read(chat_ctx, self.stage, self.profile.traits)
        reply = decide(view, Scene(self.profile, self.stage, names))
        by_itself = wanted not in self.profile.tools_for(self.stage, Trait.KEEPS_FACTS)
        if wanted in names and not reply.calls and by_itself:
            return Reply(reply.text, (ToolCall(wanted),))
        return reply


class _Stream(llm.LLMStream):
    def __init__(
        self,
        understudy: Understudy,
        reply: Reply,
        *,
        chat_ctx: ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(understudy, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)
        self._reply = reply
        self._delay_s = understudy.delay_s
        self._id = f"rehearsal_{_digest(understudy.stage, chat_ctx)}"

    async def _run(self) -> None:
        await asyncio.sleep(self._delay_s)
        for delta in _deltas(self._reply, self._id):
            library.output(self).send_nowait(llm.ChatChunk(id=self._id, delta=delta))


def _deltas(reply: Reply, prefix: str) -> Iterator[llm.ChoiceDelta]:
    words = reply.text.split(" ")
    for at in range(0, len(words), PIECE_WORDS):
        if piece := " ".join(words[at : at + PIECE_WORDS]):
            yield llm.ChoiceDelta(role="assistant", content=piece if at == 0 else f" {piece}")
    for number, call in enumerate(reply.calls):
        tool_call = llm.FunctionToolCall(
            name=call.name,
            arguments=json.dumps(call.arguments, ensure_ascii=False),
            call_id=f"{prefix}_{number}",
        )
        yield llm.ChoiceDelta(role="assistant", tool_calls=[tool_call])


def _digest(stage: str, chat_ctx: ChatContext) -> str:
    """Names one request by what is in it: a call's id is unique in a call, and the same when asked twice."""
    items = chat_ctx.to_dict(exclude_timestamp=True, exclude_function_call=False)["items"]
    passing = ("id", "call_id", "metrics")
    told = [{key: value for key, value in item.items() if key not in passing} for item in items]
    text = json.dumps([stage, told], sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
