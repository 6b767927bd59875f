"""How a call begins to end, and by whom: a goodbye, its longest length, the caller who hangs up."""

from dataclasses import replace

from segue.call.command import Close, FixedLine
from segue.call.decision import Decision, armed, cancelled, refused
from segue.call.events import (
    Ended,
    Ending,
    GoodbyeOver,
    GoodbyeOverdue,
    HungUp,
    Limit,
    Outcome,
    Started,
    Timer,
    TimeUp,
)
from segue.call.phases import Phase
from segue.call.rules import rolling_back
from segue.call.rules.failing import last_words_failed
from segue.call.rules.leaving import closing, ends, leaving
from segue.call.rules.played_lines import leaves
from segue.call.state import HAS_THE_CALL, State, Step


def started(state: State, event: Started) -> Decision:
    """The call's longest permitted length counts from here."""
    limits = state.plan.limits
    counted = armed(state, Timer.CALL, limits.call_s)
    return counted.then(armed(counted.state, Timer.WARNING, limits.almost_up_s))


def ending(state: State, event: Ending) -> Decision:
    """A tool would end the call: then its agent says goodbye, and a hand-off asked for beside it is not made."""
    if state.ending:
        return refused(state, "The call is already ending; say nothing more.")
    if (hand_off := state.hand_off) and hand_off.step not in (Step.REQUESTED, Step.WAITING, *HAS_THE_CALL):
        return refused(state, f"Not done: the caller is being handed on to {hand_off.target}. Say nothing more.")
    undone = rolling_back.abandoned(state, "the call is ending")
    return undone.then(ends(undone.state, event.outcome))


def time_up(state: State, event: TimeUp) -> Decision:
    """The agents take their leave; where one is just taking the call, as soon as it has it."""
    if state.ending:
        return Decision(state)
    state = replace(state, limit=Limit.TIME)
    if state.hand_off and state.hand_off.step in (Step.COMMITTED, Step.ROLLING_BACK):
        return Decision(replace(state, ending=Outcome.TIME_UP))
    undone = rolling_back.abandoned(state, "the call's time is up")
    return undone.then(leaving(undone.state, Outcome.TIME_UP, FixedLine.TIME_UP))


def hung_up(state: State, event: HungUp) -> Decision:
    """They have said so, or their line has."""
    return gone(state)


def gone(state: State) -> Decision:
    """Nobody is left to hear another word."""
    undone = rolling_back.abandoned(state, "the caller has hung up")
    over = undone.then(ends(undone.state, Outcome.HUNG_UP))
    return over.then(Decision(over.state, (Close(),)))


def goodbye_over(state: State, event: GoodbyeOver | GoodbyeOverdue) -> Decision:
    """The last words have been heard; but for a line that is still played in their place."""
    if isinstance(event, GoodbyeOverdue):
        return closing(state)
    if not state.line and last_words_failed(state):
        return leaves(replace(state, failing=""))
    return Decision(state) if state.line else closing(state)


def ended(state: State, event: Ended) -> Decision:
    """It is over; how, was decided when it began to end."""
    undone = rolling_back.abandoned(state, "the call is over")
    over = replace(undone.state, outcome=event.outcome, phase=Phase.ENDED, hand_off=None)
    quiet = undone.then(Decision(over))
    for timer in state.timers:
        quiet = quiet.then(cancelled(quiet.state, timer))
    return quiet
