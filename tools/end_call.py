"""End the call: a goodbye to its last word, then the line is closed."""

from livekit.agents import RunContext, StopResponse, ToolError, function_tool, llm
from livekit.agents.voice import SpeechHandle

from segue.call.call import Call
from segue.call.events import Ending, GoodbyeOver, Outcome
from segue.profile.traits import Trait
from segue.session.stage_context import StageContext
from segue.session.tool_kind import tool_kind


@tool_kind(Trait.ENDS_CALL)
def end_call(context: StageContext) -> llm.Tool:
    """The tool. The library's `EndCallTool` needs a job to end, which a call without a room does not have."""

    @function_tool
    async def end_call(ctx: RunContext[Call]) -> str:
        """End the call. Call it when the caller says goodbye, has had enough or wants to stop. Say nothing before."""
        call = ctx.userdata
        try:
            ctx.disallow_interruptions()
        except RuntimeError:
            raise ToolError("The caller broke in; answer them first.") from None
        ending = call.ask(Ending(at_s=call.now(), outcome=Outcome.GOODBYE))
        if not ending.permitted:
            ctx.speech_handle.allow_interruptions = True
            raise ToolError(ending.told) if ending.told else StopResponse
        agent = ctx.session.current_agent

        def over(_: SpeechHandle) -> None:
            if ctx.session.current_agent is agent:  # else its model has failed, and its fallback says goodbye
                call.record(GoodbyeOver(at_s=call.now()))

        # The goodbye is spoken under the same handle as this tool's turn, so when that is done all has been heard.
        ctx.speech_handle.add_done_callback(over)
        return "Now say goodbye to the caller by name, in one or two short sentences, asking nothing."

    return end_call
