"""Who owes the next sound, since when, and what the caller hears meanwhile: the one file where silence is decided.

While the agents owe it, lines that need no agent and no model are played at the seconds of `rungs`:

    a filler ─► another ─► an honest sentence ─► fillers ─► the answer is given up: a failed turn
                                                              │  the first: the caller is asked to say it again
                                                              │  the second: to wait, or to be called back
                                                              └► the third: the call ends as failed

While the caller owes it, they are asked whether they are there; never while a part of ours is dead.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from itertools import count
from typing import Final

from segue.call.command import FixedLine, SayLine, StopLine
from segue.call.decision import Decision, armed, cancelled
from segue.call.events import CallerBegan, Event, FellSilent, FloorOverdue, LineHeard, Outcome, Timer
from segue.call.phases import TAKES_TURNS, Phase
from segue.call.rules.failing import at_work, failed_turn, listening, owned_up
from segue.call.rules.leaving import closing, leaving
from segue.call.rules.owing import awaits_words, callers_turn, noted, owes
from segue.call.rules.played_lines import filler, leaves, plays
from segue.call.state import CallerState, Owed, State
from segue.profile.limits import Limits

STILL_FAILING_S: Final = 5.0
"""An STT that can't be reached is tried again, and fails again, in less."""
LONGEST_LINE_S: Final = 10.0
"""One that is not over by then is not being played."""
AGAIN_S: Final = 3.5
"""Between the lines for somebody who waits for long."""


class Rung(StrEnum):
    """What is due to a caller who waits."""

    FILLER = "filler"
    HONEST = "honest"
    GIVEN_UP = "given_up"


def rungs(limits: Limits) -> Iterator[tuple[float, Rung]]:
    """The ladder: what is due, and how many seconds after the last sound."""
    yield limits.filler_s, Rung.FILLER
    yield (limits.filler_s + limits.honest_s) / 2, Rung.FILLER
    yield limits.honest_s, Rung.HONEST
    yield limits.honest_s + 0.6 * (limits.answer_s - limits.honest_s), Rung.FILLER  # the sentence takes its time
    yield limits.answer_s, Rung.GIVEN_UP
    for more in count(1):  # of a hand-off, which has deadlines of its own
        yield limits.answer_s + more * AGAIN_S, Rung.FILLER if more % 2 else Rung.HONEST


def watched(before: State, decision: Decision, event: Event) -> Decision:
    """Whatever a rule has made of an event: whether a sound is owed now. The ladder begins, goes on, or is over."""
    state = noted(before, decision, event)
    if state.line is not before.line:
        state = replace(state, line_at_s=event.at_s)
    decision = Decision(state, decision.commands, decision.permission)
    if isinstance(event, CallerBegan) and state.line and state.phase is not Phase.ENDING:
        decision = decision.then(Decision(replace(state, line=None), (StopLine(),)))
    state = decision.state
    words = awaits_words(before, state, event)
    if not (words or owes(state)):
        return decision.then(cancelled(replace(state, owed=None), Timer.FLOOR))
    if state.owed:
        return decision.then(Decision(replace(state, owed=replace(state.owed, words=words))))
    since_s = before.caller_at_s if before.caller is CallerState.AWAITED else event.at_s
    owed = Owed(since_s, words)
    return decision.then(_armed(replace(state, owed=owed), owed, event.at_s))


def overdue(state: State, event: FloorOverdue) -> Decision:
    """Nobody has been heard: the next rung."""
    if (owed := state.owed) is None:
        return Decision(state)
    rung = _rung(owed, state.plan.limits)[1]
    if rung is Rung.HONEST and owed.words:
        return failed_turn(state, listening(state), FixedLine.MISSED_THAT)
    if rung is Rung.GIVEN_UP and state.phase is Phase.CONNECTING:
        over = replace(state, owed=None, failed_part=at_work(state))
        return leaving(over, Outcome.FAILED, FixedLine.APOLOGY)
    if rung is Rung.GIVEN_UP and state.phase in TAKES_TURNS and not state.awaits_entry:
        return failed_turn(state, at_work(state))
    owed = replace(owed, rung=owed.rung + 1)
    decision = _armed(replace(state, owed=owed), owed, event.at_s)
    state = decision.state
    if state.phase is Phase.ENDING:
        return decision.then(filler(state) if rung is Rung.FILLER and not state.last_line else leaves(state))
    return decision.then(filler(state) if rung is Rung.FILLER else plays(state, FixedLine.STILL_HERE))


def line_heard(state: State, event: LineHeard) -> Decision:
    """A line has been played: it is the caller's turn, or was the last word of the call."""
    if state.line != event.line:
        return Decision(state)  # it was stopped, and another is on by now
    state = replace(state, line=None)
    if state.phase is Phase.ENDING and event.line == state.last_line:
        return closing(state)
    failed = state.failing not in ("", "stt") and state.phase in TAKES_TURNS and not state.awaits_entry
    if failed and owes(state):  # while the line was on
        return owned_up(state)
    return callers_turn(state) if Timer.SILENCE in state.timers else Decision(state)


def fell_silent(state: State, event: FellSilent) -> Decision:
    """The caller is asked whether they are there, as often as the profile says; then the agent takes its leave."""
    if owes(state) or (state.line and event.at_s - state.line_at_s < LONGEST_LINE_S):  # the question is not heard yet
        return armed(state, Timer.SILENCE, state.plan.limits.silence_s)
    deaf = state.failing == "stt" and state.failing_at_s + STILL_FAILING_S > event.at_s
    if deaf or state.failed_turns:
        line = FixedLine.MISSED_THAT if deaf else FixedLine.SAY_AGAIN
        return failed_turn(state, state.failing or state.failed_part, line)
    wordless = state.caller is CallerState.AWAITED  # a cough, or a word that nobody has heard
    state = replace(state, silences=state.silences + 1, caller=CallerState.QUIET)
    if state.silences > state.plan.limits.silences and wordless:
        return leaving(replace(state, failed_part=listening(state)), Outcome.FAILED, FixedLine.APOLOGY)
    if state.silences > state.plan.limits.silences:
        return leaving(state, Outcome.SILENCE, FixedLine.SILENT_GOODBYE)
    asked = plays(state, FixedLine.MISSED_THAT) if wordless else Decision(state, (SayLine(FixedLine.ARE_YOU_THERE),))
    state = asked.state
    return asked.then(armed(state, Timer.SILENCE, state.plan.limits.silence_s))  # should nothing be heard of it


def _armed(state: State, owed: Owed, at_s: float) -> Decision:
    return armed(state, Timer.FLOOR, owed.since_s + _rung(owed, state.plan.limits)[0] - at_s)


def _rung(owed: Owed, limits: Limits) -> tuple[float, Rung]:
    return next(rung for at, rung in enumerate(rungs(limits)) if at == owed.rung)
