"""Settle it: put what was agreed into the books."""

import json

from livekit.agents import RunContext, ToolError, function_tool, llm

from segue.call.call import Call
from segue.call.events import Settled
from segue.profile.traits import Trait
from segue.session.desk import Desk, Refused
from segue.session.stage_context import StageContext
from segue.session.tool_kind import tool_kind


@tool_kind(Trait.SETTLES)
def settle(context: StageContext) -> llm.Tool:
    """The tool, bound to the stage's desk."""
    desk, needs = context.desk, tuple(context.spec.facts)
    assert isinstance(desk, Desk)  # the profile was checked: a stage with this tool has a desk

    @function_tool
    async def settle(ctx: RunContext[Call]) -> str:
        """Put what the caller has agreed to into the books. Call it once they have said yes to what you read back."""
        call = ctx.userdata
        if missing := call.state.missing(needs):
            raise ToolError(f"Not yet: {' and '.join(missing)} is missing; ask the caller.")
        if unconfirmed := call.state.unconfirmed & set(needs):
            raise ToolError(f"Not yet: read back the {' and '.join(sorted(unconfirmed))} and wait for the answer.")
        try:
            summary = await desk.settle(call.state.known())
        except Refused as refused:
            return json.dumps({"refused": str(refused), "free": refused.free})
        call.record(Settled(at_s=call.now(), stage=context.stage, desk=context.spec.desk or "", summary=summary))
        return summary

    return settle
