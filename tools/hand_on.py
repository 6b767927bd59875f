"""Hand the caller on to the next stage's agent, along an edge of the profile."""

from livekit.agents import RunContext, StopResponse, ToolError, ToolResult, function_tool, llm

from segue.call.call import Call
from segue.call.events import FarewellOver, HandOffRequested
from segue.profile.model import Edge
from segue.session.stage_context import StageContext


def hand_on(edge: Edge, context: StageContext) -> llm.Tool:
    """The tool for one edge. It asks for the hand-off and waits for the words beside it; the rules do the rest.

    A caller who breaks in cuts those words, and with them this tool. The hand-off is made all the same.
    """

    async def hand_on(ctx: RunContext[Call]) -> ToolResult:
        call = ctx.userdata
        granted = call.ask(HandOffRequested(at_s=call.now(), edge=edge.name))
        if not granted.permitted:
            raise ToolError(granted.told) if granted.told else StopResponse
        try:
            await ctx.wait_for_playout()
        finally:
            over = call.ask(FarewellOver(at_s=call.now(), hand_off=granted.hand_off))
        if over.permitted:
            raise StopResponse
        return ToolResult(over.told, reply_required=False)

    return function_tool(hand_on, name=edge.name, description=f"{edge.when} Call it alone, and say nothing after it.")
