"""Settle it: put what was agreed into the books."""

import json

from livekit.agents import RunContext, StopResponse, ToolError, function_tool, llm

from segue.call.call import Call
from segue.call.events import Settled, SettleRequested
from segue.profile.traits import Trait
from segue.session.desk import Desk, Refused
from segue.session.stage_context import StageContext
from segue.session.tool_kind import tool_kind


@tool_kind(Trait.SETTLES)
def settle(context: StageContext) -> llm.Tool:
    """The tool, bound to the stage's desk."""
    desk = context.desk
    assert isinstance(desk, Desk)  # the profile was checked: a stage with this tool has a desk

    @function_tool
    async def settle(ctx: RunContext[Call]) -> str:
        """Put what the caller has agreed to into the books. Call it once they have said yes to what you read back."""
        call = ctx.userdata
        asked = call.ask(SettleRequested(at_s=call.now(), stage=context.stage))
        if not asked.permitted:
            raise ToolError(asked.told) if asked.told else StopResponse
        known = call.state.known()
        try:
            summary = await desk.settle(known)
        except Refused as refused:
            return json.dumps({"refused": str(refused), "free": refused.free})
        rests_on = {name: value for name, value in known.items() if name in context.spec.facts}
        desk_name = context.spec.desk or ""
        entry = Settled(at_s=call.now(), stage=context.stage, desk=desk_name, summary=summary, rests_on=rests_on)
        if (told := call.ask(entry)) and not told.permitted:
            raise ToolError(told.told) if told.told else StopResponse
        return summary

    return settle
