"""A summary of the conversation for the next agent, by a model: begun under the farewell, and never waited for."""

import asyncio
import logging
import re
from dataclasses import replace
from typing import Any, Final

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, ChatContext, function_tool, llm

from segue.facts.conversation import AGENT, CALLER, SUM_UP, TOOL, Turn, write_down
from segue.profile.model import Edge
from segue.speech.angles import THINKING

logger = logging.getLogger("segue.session.summarise")

MOST_TURNS: Final = 200
"""The latest are summed up."""
MOST_OF_A_TURN: Final = 1000
MOST_OF_A_SUMMARY: Final = 1200
"""Characters, as of a turn: a model that does not keep it short is cut short."""

_THOUGHT = re.compile(rf"<({THINKING})\b[^<>]*>.*?</\1>", re.IGNORECASE | re.DOTALL)


async def summarise(model: llm.LLM[Any], history: ChatContext, edge: Edge, within_s: float) -> str | None:
    """What `model` makes of `history` for the agent at the other end of `edge`.

    None where it is not done within `within_s` seconds, fails in any way, says nothing, or has nothing to sum up.
    """
    turns = _turns(history)
    if not turns:
        return None
    asked = ChatContext.empty()
    asked.add_message(role="system", content=SUM_UP)
    asked.add_message(role="user", content=write_down(turns, edge.when))
    try:
        async with asyncio.timeout(within_s):
            text = await _answer(model, asked, within_s)
    except Exception as error:  # noqa: BLE001  (whatever a plugin raises, the hand-off goes on without)
        logger.warning("no summary", extra={"model": model.model, "error": type(error).__name__})
        return None
    return " ".join(_THOUGHT.sub(" ", text).split())[:MOST_OF_A_SUMMARY] or None


async def _answer(model: llm.LLM[Any], asked: ChatContext, within_s: float) -> str:
    once = replace(DEFAULT_API_CONNECT_OPTIONS, max_retry=0, timeout=within_s)
    stream = model.chat(chat_ctx=asked, tools=[_nothing], tool_choice="none", conn_options=once)
    async with stream:
        return "".join([chunk.delta.content async for chunk in stream if chunk.delta and chunk.delta.content])


@function_tool
async def _nothing() -> None:
    """Not to be called. Some providers refuse what goes with tools, such as one at a time, where there are none."""


def _turns(history: ChatContext) -> list[Turn]:
    turns = list[Turn]()
    for item in history.items:
        if item.type == "message" and item.role in ("user", "assistant"):
            turns.append((CALLER if item.role == "user" else AGENT, item.text_content or ""))
        elif item.type == "function_call_output" and not item.is_error:
            turns.append((TOOL, item.output))
    return [(who, said[:MOST_OF_A_TURN]) for who, said in turns if said.strip()][-MOST_TURNS:]
