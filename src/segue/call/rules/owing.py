"""Who owes the next sound: the agents, an STT whose words are still to come, or the caller."""

from dataclasses import replace
from typing import Final

from segue.call.command import GoOn, SayLine
from segue.call.decision import Decision, armed
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    Entered,
    Event,
    Failed,
    Heard,
    Outcome,
    Resumed,
    Said,
    Thinking,
    Timer,
    TypedIn,
)
from segue.call.phases import Phase
from segue.call.state import CallerState, State

LONGEST_COUGH_S: Final = 0.9
"""Between a sound's beginning and its end, as the VAD tells them; of a longer one there are words to come."""


def owes(state: State) -> bool:
    """Whether the agents owe the next sound."""
    if state.sounding or state.caller is CallerState.SPEAKING or state.away_at_s is not None:
        return False
    if state.phase in (Phase.CONNECTING, Phase.GREETING, Phase.THINKING, Phase.HANDING_OFF):
        return True
    if state.phase is Phase.ENDING:
        return state.ending is not Outcome.HUNG_UP and Timer.GOODBYE in state.timers
    return state.phase is not Phase.ENDED and state.unanswered


def awaits_words(before: State, state: State, event: Event) -> bool:
    """Whether the caller has said something that no words have come of yet."""
    if state.caller is not CallerState.AWAITED or state.phase not in (Phase.LISTENING, Phase.INTERRUPTED):
        return False
    if state.sounding or state.away_at_s is not None:
        return False
    if isinstance(event, CallerEnded) and before.caller is CallerState.SPEAKING:
        failing = state.failed_turns > 0 or state.failing == "stt"  # then nobody could tell a word from a cough
        return failing or event.at_s - before.caller_at_s > LONGEST_COUGH_S
    if isinstance(event, Failed) and event.where == "stt":
        return True
    return state.owed is not None and state.owed.words


def callers_turn(state: State) -> Decision:
    """Count the silence, where it is the caller's."""
    silent = not state.sounding and state.caller is not CallerState.SPEAKING and state.away_at_s is None
    if state.phase not in (Phase.LISTENING, Phase.INTERRUPTED) or not silent:
        return Decision(state)
    return armed(state, Timer.SILENCE, state.plan.limits.silence_s)


def noted(before: State, decision: Decision, event: Event) -> State:
    """What an event says of who owes what."""
    state = decision.state
    if isinstance(event, AgentsBegan):
        return replace(state, unanswered=False, saying=None, failing="stt" if state.failing == "stt" else "")
    if isinstance(event, Said) and event.text:
        return replace(state, unanswered=False)
    if isinstance(event, AgentsEnded | Thinking) and before.sounding and not before.failing:
        return replace(state, failed_turns=0, failed_part="")
    if isinstance(event, Heard) and state.failing == "stt":
        state = replace(state, failing="")
    if isinstance(event, CallerBegan) and state.failing != "stt":
        return replace(state, failing="")
    if isinstance(event, Heard | TypedIn | Entered | Resumed):
        state = replace(state, unanswered=True, saying=None)
    for command in decision.commands:
        if isinstance(command, SayLine):
            state = replace(state, unanswered=True, saying=command.line)
        elif isinstance(command, GoOn):
            state = replace(state, unanswered=True, saying=None)
    return state
