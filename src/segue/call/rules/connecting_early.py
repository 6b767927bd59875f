"""Which realtime models are connected to before anybody is handed to them, so that nobody hears them connect."""

from dataclasses import replace

from segue.call.command import Connect, Disconnect
from segue.call.decision import Decision
from segue.call.state import State


def connections(state: State, at_s: float) -> Decision:
    """Connect to the models of stages whose facts are in, and let go of those that are wanted no more.

    A hand-off follows within a turn or two then: the caller has still to say that what was read back is right. An edge
    that needs no facts tells nothing, and its model is connected to when it is handed the call.
    """
    wanted = frozenset(
        edge.target
        for edge in state.plan.edges
        if edge.origin == state.stage
        and edge.target in state.plan.realtime
        and edge.needs
        and not state.missing(tuple(edge.needs))
        and not state.ending
    )
    commands = (
        *(Connect(stage) for stage in sorted(wanted - state.connected)),
        *(Disconnect(stage) for stage in sorted(state.connected - wanted)),
    )
    return Decision(replace(state, connected=wanted) if commands else state, commands)
