"""A stage's agent takes the call: the first one, or the next one, which is then to be heard."""

from dataclasses import replace

from segue.call.command import FixedLine, Listen
from segue.call.decision import Decision, cancelled, disregarded
from segue.call.events import Entered, Said, TakenOver, Timer
from segue.call.mappings import without
from segue.call.phases import Phase
from segue.call.rules.connecting_early import connections
from segue.call.rules.leaving import leaving
from segue.call.state import HAS_THE_CALL, CallerState, State, Step


def entered(state: State, event: Entered) -> Decision:
    """A stage's agent has the call, the first one or the next."""
    stage = event.stage
    hand_off = state.hand_off
    if event.hand_off is None:
        if state.phase is not Phase.CONNECTING:
            return disregarded(state)
        opened = Decision(replace(taken(state, stage, event.at_s), phase=Phase.GREETING), (Listen(),))
        return opened.then_by(connections, event.at_s)
    if hand_off is None or hand_off.number != event.hand_off or not state.handing_off(Step.COMMITTED):
        return disregarded(state)
    state = taken(state, stage, event.at_s).at(Step.ENTERED)
    return has_the_call(state).then_by(connections, event.at_s)


def taken_over(state: State, event: TakenOver) -> Decision:
    """From here a pipeline plays the stage."""
    return Decision(replace(state, taken_over=state.taken_over | {event.stage}))


def said(state: State, event: Said) -> Decision:
    """The agent that was handed the call has been heard: the hand-off is over."""
    if not state.handing_off(*HAS_THE_CALL) or event.stage != state.stage:
        return Decision(state)
    return cancelled(replace(state, hand_off=None), Timer.ENTRY)


def has_the_call(state: State) -> Decision:
    """The next agent speaks; or takes leave at once, where the call's time has run out meanwhile."""
    if state.ending:
        return Decision(state, (Listen(),)).then(leaving(state, state.ending, FixedLine.TIME_UP))
    speaks = replace(state, phase=Phase.THINKING, failing="stt" if state.failing == "stt" else "")
    waits = state.caller is CallerState.SPEAKING or state.away_at_s is not None
    heard_out = cancelled(speaks, Timer.ENTRY) if waits else Decision(speaks)
    return heard_out.then(Decision(heard_out.state, (Listen(),)))


def taken(state: State, stage: str, at_s: float) -> State:
    """The stage's agent has the call from here on."""
    return replace(
        state,
        stage=stage,
        path=(*state.path, stage),
        settled=without(state.settled, stage),
        entered_at_s=at_s,
        met=False,
        unwritten=(),
    )


def expected(state: State) -> bool:
    """Whether an agent that has been handed the call is to be heard any moment."""
    return state.handing_off(*HAS_THE_CALL) and not state.sounding and state.away_at_s is None
