"""Whose turn it is: what the caller's and the agents' sounds and words change, and how long silence may last."""

from dataclasses import replace
from typing import Final

from segue.call.command import GenerateReply, Hush, Keep
from segue.call.decision import Decision, Permission, cancelled
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    CallerSpoke,
    Heard,
    Outcome,
    Thinking,
    Timer,
    TurnOver,
    TypedIn,
)
from segue.call.mappings import without
from segue.call.phases import TAKES_TURNS, Phase
from segue.call.rules import failing, handing_off, owing
from segue.call.state import CallerState, State

WRITTEN_WITHIN_S: Final = 5.0
"""A realtime model that has not put into words by then what it heard, will not: it was no word."""


def may_answer(state: State) -> bool:
    """Whether the agent that has the call may ask its model for anything."""
    if state.away_at_s is not None:
        return False
    if state.phase is Phase.ENDING:
        return state.ending is Outcome.GOODBYE  # it is the goodbye
    return state.phase in (Phase.CONNECTING, *TAKES_TURNS)


def caller_began(state: State, event: CallerBegan) -> Decision:
    """The caller makes a sound: nobody is silent, and whoever speaks is being interrupted."""
    state = replace(state, caller=CallerState.SPEAKING, caller_at_s=event.at_s)
    if state.phase is Phase.SPEAKING or (state.phase is Phase.GREETING and state.sounding):
        state = replace(state, phase=Phase.INTERRUPTED)
    return cancelled(state, Timer.SILENCE).then_by(handing_off.caller_has_floor, event.at_s)


def caller_ended(state: State, event: CallerEnded) -> Decision:
    """The caller has stopped. It may have been no word, so the silence counts from here."""
    if state.caller is CallerState.SPEAKING:
        state = replace(state, caller=CallerState.AWAITED, caller_at_s=event.at_s)
    return owing.callers_turn(state).then_by(handing_off.caller_has_stopped, event.at_s)


def caller_spoke(state: State, event: CallerSpoke) -> Decision:
    """A realtime model has heard the caller, and may act before the words are known."""
    late = tuple(at_s for at_s in state.unwritten if at_s + WRITTEN_WITHIN_S > event.at_s)
    state = replace(_spoken(state), unwritten=(*late, event.at_s))
    if state.caller is CallerState.SPEAKING:  # they have gone on, or `CallerEnded` is to come
        return _owed(state)
    state = replace(state, caller=CallerState.AWAITED, caller_at_s=event.at_s)
    return _owed(state).then_by(handing_off.caller_has_stopped, event.at_s)


def turn_over(state: State, event: TurnOver) -> Decision:
    """The agent that has the call answers, or whoever has it next."""
    if state.phase in TAKES_TURNS:
        return Decision(state)
    # Of a turn that a realtime model has heard, the words are still to come.
    kept = (Keep(event.text),) if event.text and state.phase is Phase.HANDING_OFF else ()
    return Decision(state, kept, Permission(permitted=False))


def typed_in(state: State, event: TypedIn) -> Decision:
    """The same of what is typed: nobody has taken it for a turn yet."""
    if state.phase in TAKES_TURNS:
        return Decision(state, (GenerateReply(event.text),))
    return turn_over(state, TurnOver(at_s=event.at_s, text=event.text))


def heard(state: State, event: Heard) -> Decision:
    """The caller's words are on record."""
    # Where a realtime model has heard them before, what has happened since came of these very words.
    decision = Decision(replace(state, unwritten=state.unwritten[1:])) if state.unwritten else _owed(_spoken(state))
    if decision.state.caller is CallerState.AWAITED and not decision.state.unwritten and not event.more:
        quiet = replace(decision.state, caller=CallerState.QUIET, caller_at_s=event.at_s)
        decision = decision.then(Decision(quiet))
    return decision.then_by(handing_off.caller_is_heard, event.at_s)


def thinking(state: State, event: Thinking) -> Decision:
    """An agent is at work."""
    if state.phase in TAKES_TURNS and state.phase is not Phase.GREETING:
        state = replace(state, phase=Phase.THINKING)
    quiet = cancelled(replace(state, sounding=False), Timer.SILENCE)
    return quiet.then_by(handing_off.agents_are_at_work, event.at_s) if state.sounding else quiet


def agents_began(state: State, event: AgentsBegan) -> Decision:
    """An agent is heard."""
    state = replace(state, sounding=True)
    if state.phase in TAKES_TURNS and state.phase is not Phase.GREETING:
        state = replace(state, phase=Phase.SPEAKING)
    quiet = cancelled(state, Timer.SILENCE).then_by(handing_off.agents_sound, event.at_s)
    # What a realtime model says unasked; of the others none is asked.
    nobody_hears = state.away_at_s is not None and state.phase in TAKES_TURNS
    return quiet.then(Decision(quiet.state, (Hush(),))) if nobody_hears else quiet


def agents_ended(state: State, event: AgentsEnded) -> Decision:
    """No agent is heard, nor about to be. One that was interrupted may go on yet."""
    state = replace(state, sounding=False)
    if state.phase in (Phase.GREETING, Phase.THINKING, Phase.SPEAKING):
        state = replace(state, phase=Phase.LISTENING)
    return failing.agents_are_silent(state).then_by(handing_off.agents_are_silent, event.at_s)


def _owed(state: State) -> Decision:
    """The agents owe an answer."""
    if state.phase in TAKES_TURNS:
        state = replace(state, phase=Phase.THINKING)
    return cancelled(state, Timer.SILENCE)


def _spoken(state: State) -> State:
    """A turn of the caller's: what was begun for an earlier one is superseded, unless the call is being handed on."""
    new = replace(state, turn=state.turn + 1, silences=0, unconfirmed=frozenset(), met=True)
    under_way = state.phase in (Phase.HANDING_OFF, Phase.ENDING)
    return new if under_way else replace(new, tools=without(state.tools, *state.tools))
