"""A turn that has failed: the caller is asked again, offered to wait or be called back, and then taken leave of."""

from dataclasses import replace
from typing import Final

from segue.call.command import FixedLine, Hush
from segue.call.decision import Decision, cancelled
from segue.call.events import Failed, Outcome, Timer
from segue.call.phases import Phase
from segue.call.rules.leaving import leaving
from segue.call.rules.owing import callers_turn, owes
from segue.call.rules.played_lines import leaves, plays
from segue.call.state import CallerState, State

PARTS: Final = ("agent", "llm", "realtime", "stt", "tts")
"""What a caller is kept waiting by, should it fail. A tool's failure is the model's to tell."""
TRIES: Final = 2
"""Turns in a row that may fail."""


def failed(state: State, event: Failed) -> Decision:
    """If for good, the turn has failed too; where an agent is still heard, once its words are over."""
    if event.where not in PARTS:
        return Decision(state)
    state = replace(state, failed_part=event.where)
    if event.final or event.where == "stt":
        state = replace(state, failing=event.where, failing_at_s=event.at_s)
    if not event.final or state.phase is Phase.HANDING_OFF or state.awaits_entry:
        return Decision(state)
    if state.phase is Phase.CONNECTING:
        return leaving(state, Outcome.FAILED, FixedLine.APOLOGY)
    if state.phase is Phase.ENDING:
        return leaves(state) if owes(state) and event.where != "stt" else Decision(state)
    # An LLM may have been asked before the turn was over, and is asked anew once it is.
    owing = owes(state) or (event.where != "llm" and state.caller is CallerState.QUIET)
    if not owing or state.sounding or state.line:  # what is heard is heard to its end
        return Decision(state)
    return owned_up(state)


def owned_up(state: State) -> Decision:
    """What has failed is told. Where it was a line of ours that was to be said, that line is played instead."""
    if (line := state.saying) is None:
        return failed_turn(state, state.failing)
    decision = plays(replace(state, saying=None, unanswered=False, failing=""), line)
    return decision.then(callers_turn(decision.state))


def failed_turn(state: State, part: str, first: FixedLine = FixedLine.SAY_AGAIN) -> Decision:
    """The caller is told so, the first time by `first`. What was under way is stopped, and it is their turn."""
    turns = state.failed_turns + 1
    deaf = part if part == "stt" else ""  # of any other part what failed is over and told
    state = replace(state, failed_turns=turns, failed_part=part, failing=deaf, unanswered=False, owed=None)
    if turns > TRIES:
        return leaving(state, Outcome.FAILED, FixedLine.APOLOGY)
    line = FixedLine.OFFER if turns == TRIES else first
    caller = CallerState.QUIET if state.caller is CallerState.AWAITED else state.caller
    decision = cancelled(replace(state, phase=Phase.LISTENING, caller=caller), Timer.FLOOR)
    decision = decision.then(Decision(decision.state, (Hush(),))).then(plays(decision.state, line))
    return decision.then(callers_turn(decision.state))


def agents_are_silent(state: State) -> Decision:
    """No agent is heard any more. One that has broken off has failed the turn."""
    ended = state.phase in (Phase.LISTENING, Phase.INTERRUPTED) and state.caller is not CallerState.SPEAKING
    if ended and state.failing not in ("", "stt"):
        return failed_turn(state, state.failing)
    return callers_turn(state)


def last_words_failed(state: State) -> bool:
    """Whether the goodbye has broken off."""
    return state.failing not in ("", "stt")


def at_work(state: State) -> str:
    """The part that keeps the caller waiting, as far as one can tell."""
    if state.failing:
        return state.failing
    if state.phase in (Phase.CONNECTING, Phase.HANDING_OFF):
        return "agent"
    return "tool" if state.tools else state.failed_part or ("realtime" if realtime(state) else "llm")


def listening(state: State) -> str:
    """The part that hears the caller."""
    return "realtime" if realtime(state) else "stt"


def realtime(state: State) -> bool:
    """Whether a realtime model has the call."""
    if state.stage in state.taken_over:
        return False
    return state.stage in state.plan.realtime or state.failed_part == "realtime"
