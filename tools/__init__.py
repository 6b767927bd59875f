"""What agents may do. One module a tool: a function that takes a stage's context and returns the tool.

To add one, write it (its docstring is a prompt, written to the model), declare beside it what it is for (`Trait`: a
rehearsal and a profile's checks go by that, not by its name), enter it in `TOOLS`, and name it in a profile's stage.
The hand-offs are made from the profile's edges. Tools import no agent: a hand-off is given the way into the next stage.
"""

from collections.abc import Mapping

from livekit.agents import llm

from segue.session.stage_context import StageContext
from segue.session.tool_kind import ToolKind
from tools.end_call import end_call
from tools.hand_on import hand_on
from tools.look_up import look_up
from tools.remember import remember
from tools.settle import settle

TOOLS: Mapping[str, ToolKind] = {
    "end_call": end_call,
    "look_up": look_up,
    "remember": remember,
    "settle": settle,
}


def kit(context: StageContext) -> list[llm.Tool]:
    """The tools of one stage: those its stage names, and one for each hand-off it may ask for."""
    own = [TOOLS[name].build(context) for name in context.spec.tools]
    return [*own, *(hand_on(edge, context) for edge in context.call.profile.edges_from(context.stage))]
