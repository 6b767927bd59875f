"""Look up what the desk has on offer."""

import json

from livekit.agents import RunContext, function_tool, llm

from segue.call.call import Call
from segue.profile.traits import Trait
from segue.session.desk import Desk
from segue.session.stage_context import StageContext
from segue.session.tool_kind import tool_kind


@tool_kind(Trait.LOOKS_UP)
def look_up(context: StageContext) -> llm.Tool:
    """The tool, bound to the stage's desk."""
    desk = context.desk
    assert isinstance(desk, Desk)  # the profile was checked: a stage with this tool has a desk

    @function_tool
    async def look_up(ctx: RunContext[Call]) -> str:
        """Look up what is still free for what the caller has told you. Offer nothing that is not in the answer."""
        return json.dumps({"free": await desk.look_up(ctx.userdata.state.known())})

    return look_up
