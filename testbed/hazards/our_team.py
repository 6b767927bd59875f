"""Who plays Segue's side: agents as its users write them, its own tools, and the tools that get in a hand-off's way."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from livekit.agents import RunContext, function_tool, llm

from segue.call.call import Call
from segue.session.stage_agent import StageAgent
from segue.session.stage_context import StageContext, Team
from testbed.hazards.hazard import Fault
from testbed.hazards.plain_tools import BOOKING_S, SLOW_S
from tools import TOOLS
from tools.hand_on import hand_on

EXIT_S: Final = 2.0


class Speaking(StageAgent):
    """An agent that owns nothing."""


class CannotBeMade(StageAgent):
    """Its constructor raises."""

    def __init__(self, context: StageContext, tools: Sequence[llm.Tool]) -> None:
        raise RuntimeError("this agent can't be made")


class CannotEnter(StageAgent):
    """It raises as it takes the call."""

    async def on_enter(self) -> None:
        raise RuntimeError("this agent can't take the call")


class NeverEnters(StageAgent):
    """It never has taken the call."""

    async def on_enter(self) -> None:
        await asyncio.Event().wait()


class LeavesSlowly(StageAgent):
    """It takes its time to leave."""

    async def on_exit(self) -> None:
        await asyncio.sleep(EXIT_S)


class SlowBook:
    """A desk whose book is somewhere else."""

    async def look_up(self, facts: Mapping[str, str]) -> list[str]:
        return ["a fox", "an owl"]

    async def settle(self, facts: Mapping[str, str]) -> str:
        await asyncio.sleep(BOOKING_S)
        return f"A story about: {facts.get('wish', 'anything')}"


@function_tool
async def slow(ctx: RunContext[Call]) -> str:
    """Search the archive, which takes a while."""
    await asyncio.sleep(SLOW_S)
    return "The archive has nothing."


@function_tool
async def hangs(ctx: RunContext[Call]) -> str:
    """Ask a service that has stopped to answer."""
    await asyncio.Event().wait()
    return "never"


OBSTACLES: Final[Mapping[str, llm.Tool]] = {"slow": slow, "hangs": hangs}
CAST: Final[Mapping[str, type[StageAgent]]] = {
    "speaking": Speaking,
    "cannot_be_made": CannotBeMade,
    "cannot_enter": CannotEnter,
    "never_enters": NeverEnters,
    "leaves_slowly": LeavesSlowly,
}


BROKEN: Final = {
    Fault.CONSTRUCTOR: "cannot_be_made",
    Fault.ON_ENTER: "cannot_enter",
    Fault.HANGS_ENTERING: "never_enters",
    Fault.SLOW_EXIT: "leaves_slowly",
}


def kit(context: StageContext) -> list[llm.Tool]:
    """The tools of one stage, made as `tools.kit` makes them."""
    own = [OBSTACLES[name] if name in OBSTACLES else TOOLS[name].build(context) for name in context.spec.tools]
    return [*own, *(hand_on(edge, context) for edge in context.call.profile.edges_from(context.stage))]


TEAM: Final = Team(
    CAST,
    kit,
    {**{name: tool.traits for name, tool in TOOLS.items()}, **{name: frozenset() for name in OBSTACLES}},
    {"slow_book": lambda call: SlowBook()},
    frozenset({"warm", "low", "bright"}),
)


def class_of(fault: Fault | None) -> str:
    """Who plays an agent with this fault. That an agent is silent as it enters, Segue's users can't forget to write."""
    return BROKEN.get(fault, "speaking") if fault else "speaking"
