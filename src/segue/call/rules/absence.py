"""A caller whose connection is gone: who may come back, for how long, and how the call goes on when they do."""

from dataclasses import replace
from typing import Final

from segue.call.command import FixedLine, GoOn, Hush
from segue.call.decision import Decision, armed, cancelled
from segue.call.events import CallerAway, CallerBack, StayedAway, Timer
from segue.call.phases import TAKES_TURNS
from segue.call.rules.finishing import gone
from segue.call.state import HAS_THE_CALL, CallerState, State

BACK_WITHIN_S: Final = 15.0
"""A page that is loaded again takes a second, a phone that changes its network some more."""


def caller_away(state: State, event: CallerAway) -> Decision:
    """Who can't come back has hung up. For who can, nobody speaks meanwhile, and no silence is counted."""
    if not event.resumes:
        return gone(state)
    if state.away_at_s is not None or state.ending:
        return Decision(state)
    away = replace(state, away_at_s=event.at_s, caller=CallerState.QUIET, caller_at_s=event.at_s)
    decision = cancelled(away, Timer.SILENCE)
    if state.handing_off(*HAS_THE_CALL):
        decision = decision.then(cancelled(decision.state, Timer.ENTRY))
    decision = decision.then(armed(decision.state, Timer.RETURN, BACK_WITHIN_S))
    # A hand-off under way goes on: the next agent has the call when they are back.
    hush = (Hush(),) if state.phase in TAKES_TURNS else ()
    return decision.then(Decision(decision.state, hush))


def caller_back(state: State, event: CallerBack) -> Decision:
    """They are told that they are heard, and the agent that has the call goes on."""
    if state.away_at_s is None:
        return Decision(state)
    decision = cancelled(replace(state, away_at_s=None), Timer.RETURN)
    if state.phase not in TAKES_TURNS:  # the next agent will speak, or the goodbye is being said
        return decision
    if state.handing_off(*HAS_THE_CALL):
        decision = decision.then(armed(decision.state, Timer.ENTRY, state.plan.limits.entry_s))
        return decision.then(Decision(decision.state, (GoOn(None),)))
    decision = decision.then(armed(decision.state, Timer.SILENCE, state.plan.limits.silence_s))
    return decision.then(Decision(decision.state, (GoOn(FixedLine.WELCOME_BACK),)))


def stayed_away(state: State, event: StayedAway) -> Decision:
    """They have left."""
    return gone(state)
