"""Hand the caller on to the next stage's agent, along an edge of the profile."""

from livekit.agents import Agent, RunContext, StopResponse, ToolError, function_tool, llm

from segue.call.call import Call
from segue.call.edges import why_not
from segue.call.events import Forgotten, HandedOn
from segue.profile.model import Edge
from segue.session.stage_context import StageContext


def hand_on(edge: Edge, context: StageContext) -> llm.Tool:
    """The tool for one edge. It returns the next agent alone: with any text beside it, two agents would speak."""

    async def hand_on(ctx: RunContext[Call]) -> Agent:
        call = ctx.userdata
        if call.state.bound_for:
            # Of two hand-offs in one turn the library makes none, and nobody would speak.
            raise StopResponse
        if refusal := why_not(edge, call.profile, call.state):
            raise ToolError(refusal)
        try:
            # A caller who breaks in from here on would undo the hand-off that is already on record.
            ctx.disallow_interruptions()
        except RuntimeError:
            raise ToolError("The caller broke in; answer them first.") from None
        call.record(HandedOn(at_s=call.now(), edge=edge.name, origin=edge.origin, target=edge.target))
        for name in edge.forgets:
            call.record(Forgotten(at_s=call.now(), name=name))
        return context.enter(edge)

    return function_tool(hand_on, name=edge.name, description=f"{edge.when} Call it alone, and say nothing after it.")
