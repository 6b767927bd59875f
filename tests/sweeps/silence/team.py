"""Who plays the calls of the table, along which profile."""

import asyncio
from collections.abc import Sequence
from functools import cache
from typing import Final

from livekit.agents import RunContext, function_tool, llm

from segue.call.call import Call
from segue.profile.load import load
from segue.profile.model import Profile
from segue.session.stage_agent import StageAgent
from segue.session.stage_context import StageContext, Team
from testbed.hazards.our_team import TEAM as HAZARDOUS
from testbed.hazards.ours import PROFILE
from tests.sweeps.silence.answers import HOST
from tests.sweeps.silence.cells import At, Cell, Fault, Part
from tests.sweeps.silence.trouble import Trouble, error
from tools import TOOLS
from tools.hand_on import hand_on

SLOW_S: Final = 6.0
TOOL_S: Final = 0.4
CALL_S: Final = 5.0
"""How long the call lasts whose last line is the one that fails."""


async def struck(fault: Fault) -> None:
    """What becomes of what is no model."""
    match fault:
        case Fault.SILENT:
            await asyncio.Event().wait()
        case Fault.SLOW:
            await asyncio.sleep(SLOW_S)
        case _:
            raise error(fault)


def played_by(trouble: Trouble) -> Team:
    """Agents and a tool that the trouble may strike."""

    class Entering(StageAgent):
        async def on_enter(self) -> None:
            if fault := trouble.strikes(Part.ON_ENTER, self):
                await struck(fault)
            await super().on_enter()

    @function_tool
    async def enquire(ctx: RunContext[Call]) -> str:
        """Look something up for the caller."""
        if fault := trouble.strikes(Part.TOOL, ctx):
            await struck(fault)
        await asyncio.sleep(TOOL_S)
        return "It is there."

    def kit(context: StageContext) -> Sequence[llm.Tool]:
        edges = context.call.profile.edges_from(context.stage)
        return [enquire, TOOLS["end_call"].build(context), *(hand_on(edge, context) for edge in edges)]

    return Team({"speaking": Entering}, kit, {}, {"slow_book": HAZARDOUS.desks["slow_book"]}, HAZARDOUS.speakers)


@cache
def _told() -> Profile:
    told = load(PROFILE, HAZARDOUS.known())
    traits = {"end_call": TOOLS["end_call"].traits, "enquire": frozenset[object]()}
    stages = {name: spec.model_copy(update={"tools": []}) for name, spec in told.stages.items()}
    stages[HOST] = stages[HOST].model_copy(update={"desk": "slow_book"})
    return told.model_copy(update={"stages": stages, "traits": traits})


def profile(cell: Cell | None) -> Profile:
    """What the calls follow; where a fixed line fails, one is due."""
    told = _told()
    if cell is None or cell.part is not Part.FIXED_LINE:
        return told
    changed: dict[At, dict[str, float]] = {At.ENDING: {"call_s": CALL_S}, At.HAND_OFF: {"hand_offs": 1}}
    limits = changed.get(cell.at, {})
    return told.model_copy(update={"limits": told.limits.model_copy(update=limits)})
