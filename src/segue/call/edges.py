"""Whether a hand-off is permitted now, and if not, what to do first."""

from typing import Final

from segue.call.state import State
from segue.profile.model import Edge

TRIES: Final = 2
"""A hand-off that has failed so often is tried no more in this call: each time the caller waits in silence."""


def why_not(edge: Edge, state: State, at_s: float) -> str | None:
    """The reason, written to the model, why `edge` may not be taken yet; None if it may."""
    if state.ending:
        return "The call is ending; hand nobody on."
    if missing := state.missing(tuple(edge.needs)):
        asked = " and ".join(state.plan.asks[name] for name in missing)
        return f"Not yet: ask the caller {asked} first."
    if unconfirmed := state.unconfirmed & set(edge.needs):
        return f"Not yet: read back the {' and '.join(sorted(unconfirmed))} and wait for the caller's answer."
    if edge.settled and edge.origin not in state.settled:
        return "Not yet: settle it first."
    if edge.budget is not None and state.crossings.get(edge.name, 0) >= edge.budget:
        return "This has been done as often as one call permits. Tell the caller so, and offer to end the call."
    if state.failures.get(edge.name, 0) >= TRIES:
        return "This does not work just now. Tell the caller so, and go on with them."
    if not state.met and len(state.path) > 1 and at_s < state.entered_at_s + state.plan.limits.dwell_s:
        return "Not yet: you have only just taken the call. Speak with the caller first."
    return None


def spent(state: State) -> bool:
    """Whether the call has had as many hand-offs as it may."""
    return sum(state.crossings.values()) >= state.plan.limits.hand_offs
