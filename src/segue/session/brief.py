"""What an agent is told: its instructions, and how much of the conversation it is given."""

from livekit.agents import ChatContext

from segue.call.state import State
from segue.facts.known import write
from segue.profile.model import Edge, Profile


def instructions(profile: Profile, stage: str, state: State, *, facts: bool = True) -> str:
    """The profile's prompts, and at their end the facts."""
    prompts = [profile.texts[name] for name in (*profile.prompts, profile.stages[stage].prompt)]
    known = {name: fact.value for name, fact in state.facts.items()} if facts else {}
    return "\n\n".join([*prompts, write(known)])


def carried(history: ChatContext, edge: Edge | None) -> ChatContext:
    """The part of `history` that crosses `edge`: words, never tool calls, and the mark where the stage begins.

    A model that sees the calls of tools it lacks imitates them, so they stay behind.
    """
    spoken = history.copy(
        exclude_instructions=True, exclude_function_call=True, exclude_config_update=True, exclude_empty_message=True
    )
    if edge is None or edge.carries == "full":
        return spoken
    mark = [item for item in spoken.items if item.type == "agent_handoff"][-1:]
    words = [item for item in spoken.items if item.type == "message"]
    return ChatContext(items=[*(words[-edge.carries :] if isinstance(edge.carries, int) else []), *mark])
