"""What a call may use up: the caller is told before it is, and once it is the agents take their leave.

Both wait for a moment in which nobody speaks and nobody is owed a word, so a turn under way is answered first. Where so
much is used at once that nobody could be told before, they are told then, and one more turn is answered.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from segue.call.command import Arm, Cancel, FixedLine, SayLine
from segue.call.decision import Decision
from segue.call.events import (
    AgentsEnded,
    AlmostUp,
    CallerSpoke,
    Event,
    Heard,
    Limit,
    LineHeard,
    Outcome,
    Said,
    Timer,
    Used,
)
from segue.call.mappings import but
from segue.call.phases import TAKES_TURNS, Phase
from segue.call.rules.leaving import leaving
from segue.call.rules.owing import noted
from segue.call.state import CallerState, State

WORDS_WITHIN_S: Final = 1.5
"""A sound of the caller's that no words have come of by then was none."""


def used(state: State, event: Used) -> Decision:
    """The models have read and written so much by now."""
    return Decision(replace(state, tokens=event.tokens))


def watched(before: State, decision: Decision, event: Event) -> Decision:
    """Whatever a rule has made of an event: whether it is the moment to tell the caller, or to leave."""
    state = decision.state
    if isinstance(event, Heard | CallerSpoke) and _overrun(before, state):
        return decision.then(_leaves(state, before))
    may_be_told = isinstance(event, AgentsEnded | AlmostUp | LineHeard | Said | Used)
    moment = may_be_told and _nobody_speaks(noted(before, decision, event), event.at_s)
    if not moment or any(not isinstance(command, Arm | Cancel) for command in decision.commands):
        return decision
    if _over(state):
        return decision.then(_leaves(state, state))
    if Limit.TIME not in state.warned and Timer.CALL in state.timers and Timer.WARNING not in state.timers:
        return decision.then(_warns(state, FixedLine.ALMOST_UP, Limit.TIME))
    near = [limit for limit, (spent, most) in _spent(state).items() if spent >= most * 9 // 10 > 0]
    new = [limit for limit in near if limit not in state.warned]
    return decision.then(_warns(state, FixedLine.ALMOST_SPENT, *new)) if new else decision


def _overrun(before: State, state: State) -> bool:
    """Whether a caller who breaks into every answer, and leaves no moment, has begun one turn too many."""
    begun = state.turn > before.turn and state.phase in TAKES_TURNS and state.hand_off is None
    if not begun or before.unanswered or state.away_at_s is not None:
        return False
    # Whom nobody could tell that there is little left has a little more.
    return bool(_over(before)) or any(spent * 10 >= most * 11 for spent, most in _ends(before).values())


def _nobody_speaks(state: State, at_s: float) -> bool:
    """Whether all is quiet, and nothing is owed or about to be."""
    if state.phase is not Phase.LISTENING or state.sounding or state.unanswered or state.failed_turns:
        return False
    if state.hand_off or state.line or state.owed or state.away_at_s is not None:
        return False
    was_none = state.caller is CallerState.AWAITED and at_s > state.caller_at_s + WORDS_WITHIN_S
    return state.caller is CallerState.QUIET or was_none


def _over(state: State) -> list[Limit]:
    """The limits that are reached, and of which the caller was told in an earlier turn."""
    reached = [limit for limit, (spent, most) in _ends(state).items() if spent >= most]
    return [limit for limit in reached if state.warned.get(limit, state.turn) < state.turn]


def _leaves(state: State, by: State) -> Decision:
    reached = [limit for limit, (spent, most) in _ends(by).items() if spent >= most]
    return leaving(replace(state, limit=(_over(by) or reached)[0]), Outcome.LIMIT, FixedLine.SPENT_GOODBYE)


def _warns(state: State, line: FixedLine, *limits: Limit) -> Decision:
    for limit in limits:
        state = replace(state, warned=but(state.warned, limit, state.turn))
    return Decision(replace(state, unanswered=True), (SayLine(line),))


def _ends(state: State) -> Mapping[Limit, tuple[int, int]]:
    """Of those limits that end a call."""
    return {limit: counted for limit, counted in _spent(state).items() if limit is not Limit.HAND_OFFS}


def _spent(state: State) -> Mapping[Limit, tuple[int, int]]:
    """How much of each is spent, and how much there is."""
    limits = state.plan.limits
    spent = {
        Limit.TURNS: (state.turn, limits.turns),
        Limit.TOOL_CALLS: (state.tool_calls, limits.tool_calls),
        Limit.HAND_OFFS: (sum(state.crossings.values()), limits.hand_offs),
    }
    return {**spent, Limit.TOKENS: (state.tokens, limits.tokens)} if limits.tokens else spent
