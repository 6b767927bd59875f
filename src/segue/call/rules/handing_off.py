"""The hand-off: requested, waited for, committed, entered; or rolled back whole, with a reason.

    requested ─► waiting ─► committing ─► committed ─► entered ─► the next agent is heard
        │           │           │             │           │
        └───────────┴───────────┴─────────────┴───────────┴──► rolling back ─► resumed ─► an agent is heard

Nothing is spent, forgotten or moved before the commit, and all of it comes back with a roll-back.
"""

from dataclasses import replace
from typing import Final

from segue.call.command import Commit, FixedLine, Prepare, SayLine, Withdraw
from segue.call.decision import Decision, Permission, armed, cancelled, disregarded, refused
from segue.call.edges import spent, why_not
from segue.call.events import (
    FarewellOver,
    HandedOn,
    HandOffRequested,
    Timer,
    WaitedEnough,
)
from segue.call.mappings import but
from segue.call.phases import Phase
from segue.call.rules import entering
from segue.call.rules.knowing import forgotten
from segue.call.state import HAS_THE_CALL, Before, CallerState, HandOff, State, Step

WORDS_WITHIN_S: Final = 1.5
"""After the caller's last sound their words are waited for so long: the longest end of turn, and the recognition."""
HEARD_OUT_S: Final = 10.0
"""A caller who goes on speaking is heard out so long; what they say after that, the next agent hears."""
FAREWELL_WITHIN_S: Final = 3.0
"""How long an agent that has asked for a hand-off may be silent before what it still has to say is given up."""
FAREWELL_LASTS_S: Final = 20.0
"""The longest words beside a request; whoever has not said them by then is cut."""


def requested(state: State, event: HandOffRequested) -> Decision:
    """Granted where the profile permits it. Of several in one turn the profile's order decides."""
    edge = state.plan.edge(state.stage, event.edge)
    if edge is None:
        return refused(state, "There is nobody to hand on to by that name.")
    why, outdone = why_not(edge, state, event.at_s), tuple[Withdraw, ...]()
    if state.hand_off and not state.handing_off(*HAS_THE_CALL):
        if why or not state.handing_off(Step.REQUESTED) or not state.plan.first(edge, state.hand_off.edge):
            to = state.hand_off.target
            return refused(state, f"Not done: the caller is being handed on to {to}. Say nothing more.")
        outdone = (Withdraw(state.hand_off.number, state.stage, f"{edge.name} comes first"),)
    if why:
        return refused(state, why)
    target = edge.target
    if spent(state):  # the agent goes on alone, or the safe stage does
        if state.plan.safe in (None, state.stage):
            return Decision(state, (SayLine(FixedLine.SPENT),), Permission(permitted=False))
        target = state.plan.safe or target
    number = state.requests + 1
    hand_off = HandOff(number, edge.name, edge.origin, target)
    granted = replace(state, phase=Phase.HANDING_OFF, hand_off=hand_off, requests=number)
    decision = cancelled(granted, Timer.SILENCE)
    decision = decision.then(cancelled(decision.state, Timer.ENTRY))
    decision = decision.then_by(agents_sound if state.sounding else agents_are_silent, event.at_s)
    prepare = (Prepare(number),) if edge.carries == "summary" else ()
    return decision.then(Decision(decision.state, (*outdone, *prepare))).permitting(Permission(hand_off=number))


def farewell_over(state: State, event: FarewellOver) -> Decision:
    """The words beside the request are over; whoever asked is told whether theirs is the hand-off that is made."""
    hand_off = state.hand_off
    if hand_off is None or hand_off.number != event.hand_off:
        to = f": the caller is handed on to {hand_off.target}" if hand_off else ""
        return refused(state, f"Not done{to}.")
    if hand_off.step is not Step.REQUESTED:
        return Decision(state)
    over = replace(hand_off, step=Step.WAITING, farewell_over_at_s=event.at_s)
    return cancelled(replace(state, hand_off=over), Timer.HAND_OFF).then_by(_commit_when_heard, event.at_s)


def waited_enough(state: State, event: WaitedEnough) -> Decision:
    """No more is waited for: for the agent's words, which a caller may be speaking into still, or for the caller's."""
    if state.hand_off and state.handing_off(Step.REQUESTED):
        over = replace(state.hand_off, step=Step.WAITING, farewell_over_at_s=event.at_s)
        return _commit_when_heard(replace(state, hand_off=over), event.at_s, cut=True)
    return _commit(state, cut=True) if state.handing_off(Step.WAITING) else Decision(state)


def handed_on(state: State, event: HandedOn) -> Decision:
    """What crosses is certain: only now is the crossing spent, and forgotten what the edge forgets."""
    hand_off = state.hand_off
    if hand_off is None or not state.handing_off(Step.COMMITTING) or hand_off.number != event.hand_off:
        return disregarded(state)
    before = Before(state.crossings, state.facts, state.unconfirmed, state.settled, state.path)
    state = replace(state, hand_off=replace(hand_off, step=Step.COMMITTED, before=before))
    edge = state.plan.edge(hand_off.origin, hand_off.edge)
    if edge and edge.target == hand_off.target:
        crossed = state.crossings.get(edge.name, 0) + 1
        state = forgotten(replace(state, crossings=but(state.crossings, edge.name, crossed)), edge.forgets)
    return armed(state, Timer.ENTRY, state.plan.limits.entry_s)


def caller_has_floor(state: State, at_s: float) -> Decision:
    """A caller who speaks is heard out, by whoever has the call or is to have it."""
    if state.handing_off(Step.WAITING):
        return _commit_when_heard(state, at_s)
    return cancelled(state, Timer.ENTRY) if state.handing_off(*HAS_THE_CALL) else Decision(state)


def caller_has_stopped(state: State, at_s: float) -> Decision:
    """Their words are on the way."""
    if entering.expected(state) and Timer.ENTRY not in state.timers:
        return armed(state, Timer.ENTRY, WORDS_WITHIN_S + state.plan.limits.entry_s)
    return _commit_when_heard(state, at_s) if state.handing_off(Step.WAITING) else Decision(state)


def caller_is_heard(state: State, at_s: float) -> Decision:
    """Their words are on record."""
    if entering.expected(state):
        return armed(state, Timer.ENTRY, state.plan.limits.entry_s)
    return _commit_when_heard(state, at_s) if state.handing_off(Step.WAITING) else Decision(state)


def agents_sound(state: State, at_s: float) -> Decision:
    """The words beside the request are playing, or the next agent is heard."""
    if state.handing_off(Step.REQUESTED):
        return armed(state, Timer.HAND_OFF, FAREWELL_LASTS_S)
    return cancelled(state, Timer.ENTRY) if state.handing_off(*HAS_THE_CALL) else Decision(state)


def agents_are_at_work(state: State, at_s: float) -> Decision:
    """A next agent that was heard, and of which nothing is on record yet, is expected once more."""
    waits = entering.expected(state) and state.caller is not CallerState.SPEAKING
    return armed(state, Timer.ENTRY, state.plan.limits.entry_s) if waits else Decision(state)


def agents_are_silent(state: State, at_s: float) -> Decision:
    """An agent that has asked for a hand-off has more to say, or not."""
    return armed(state, Timer.HAND_OFF, FAREWELL_WITHIN_S) if state.handing_off(Step.REQUESTED) else Decision(state)


def _commit_when_heard(state: State, at_s: float, *, cut: bool = False) -> Decision:
    """Commit unless the caller is speaking, or was a moment ago."""
    assert state.hand_off is not None, "asked for in a step of a hand-off"
    left_s = state.hand_off.farewell_over_at_s + HEARD_OUT_S - at_s
    if state.caller is CallerState.AWAITED:
        left_s = min(left_s, state.caller_at_s + WORDS_WITHIN_S - at_s)
    if state.caller is not CallerState.QUIET and left_s > 0:
        return armed(state, Timer.HAND_OFF, left_s)
    return _commit(state, cut=cut)


def _commit(state: State, *, cut: bool) -> Decision:
    assert state.hand_off is not None, "asked for in a step of a hand-off"
    decision = cancelled(state.at(Step.COMMITTING), Timer.HAND_OFF)
    decision = decision.then(armed(decision.state, Timer.ENTRY, state.plan.limits.entry_s))
    return decision.then(Decision(decision.state, (Commit(state.hand_off.number, cut),)))
