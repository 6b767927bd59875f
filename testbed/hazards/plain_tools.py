"""What the plain side's agents may do beside handing on: function tools, as the library's documentation has them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from livekit.agents import RunContext, function_tool, llm

from testbed.hazards.hazard import Tool

SLOW_S: Final = 20.0
BOOKING_S: Final = 2.0


@dataclass(slots=True)
class Visit:
    """The session's userdata, which its tools write into."""

    facts: dict[str, str]
    handed_on: int = 0
    settled: str | None = None
    ended_as: str = ""


@function_tool
async def look_up(ctx: RunContext[Visit]) -> str:
    """Look up which stories there are."""
    return "There is one about a fox, and one about an owl."


@function_tool(name="look_up")
async def also_look_up(ctx: RunContext[Visit]) -> str:
    """Look up which stories there are: an agent's own, of the name that the session's has."""
    return "There is one about a badger."


@function_tool
async def slow(ctx: RunContext[Visit]) -> str:
    """Search the archive, which takes a while."""
    await asyncio.sleep(SLOW_S)
    return "The archive has nothing."


@function_tool
async def hangs(ctx: RunContext[Visit]) -> str:
    """Ask a service that has stopped to answer."""
    await asyncio.Event().wait()
    return "never"


@function_tool
async def remember(ctx: RunContext[Visit], wish: str) -> str:
    """Remember what the story shall be about."""
    ctx.userdata.facts["wish"] = wish
    return "Noted."


@function_tool
async def settle(ctx: RunContext[Visit]) -> str:
    """Put the wish into the book."""
    wish = ctx.userdata.facts.get("wish", "anything")
    await asyncio.sleep(BOOKING_S)  # the book is somewhere else
    ctx.userdata.settled = f"A story about: {wish}"
    return ctx.userdata.settled


@function_tool
async def end_call(ctx: RunContext[Visit]) -> str:
    """End the call, as the library's own EndCallTool does, which needs a job around it."""
    ctx.speech_handle.add_done_callback(lambda _: ctx.session.shutdown())
    return "Say goodbye to the caller."


TOOLS: Final[Mapping[Tool, Any]] = {
    Tool.LOOK_UP: look_up,
    Tool.SLOW: slow,
    Tool.HANGS: hangs,
    Tool.REMEMBER: remember,
    Tool.SETTLE: settle,
    Tool.END_CALL: end_call,
}


def tools(names: Sequence[Tool]) -> list[llm.Tool]:
    """Those of these names."""
    return [TOOLS[name] for name in names]
