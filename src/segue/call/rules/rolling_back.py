"""A hand-off that fails is undone whole, with a reason: the stage before has the call again, or the safe one."""

from dataclasses import replace
from typing import Final

from segue.call.command import FixedLine, RollBack, SayLine, Withdraw
from segue.call.decision import Decision, armed, cancelled, disregarded
from segue.call.events import EntryFailed, EntryOverdue, Failed, Outcome, Resumed, RolledBack, Timer
from segue.call.mappings import but
from segue.call.phases import Phase
from segue.call.rules import failing
from segue.call.rules.connecting_early import connections
from segue.call.rules.entering import has_the_call
from segue.call.rules.knowing import recalled
from segue.call.rules.leaving import leaving
from segue.call.state import HAS_THE_CALL, State, Step

SPEAKS: Final = frozenset({"llm", "realtime", "tts"})
"""The parts without which an agent is not heard."""


def entry_failed(state: State, event: EntryFailed) -> Decision:
    """The next agent could not be made or started."""
    if state.hand_off is None or state.hand_off.number != event.hand_off:
        return disregarded(state)
    return roll_back(replace(state, failing="agent", failing_at_s=event.at_s), event.what)


def entry_overdue(state: State, event: EntryOverdue) -> Decision:
    """Nobody has been heard; where the next agent sounds at this very moment, it was in time."""
    in_time = state.sounding and state.handing_off(*HAS_THE_CALL)
    return Decision(state) if in_time else roll_back(state, "no sound in time")


def failed(state: State, event: Failed) -> Decision:
    """A next agent that can't think or speak is none."""
    # While it is given back, a failure is still that of the agent which has failed; the other has its own time.
    taking = state.handing_off(Step.COMMITTED, *HAS_THE_CALL)
    if not (event.final and event.where in SPEAKS and taking) or state.ending:
        return failing.failed(state, event)
    state = replace(state, failing=event.where, failing_at_s=event.at_s)
    return roll_back(state, f"{event.where}: {event.what}")


def roll_back(state: State, reason: str) -> Decision:
    """The stage before has the call again, or the safe one; where none of them can, the caller is told so."""
    hand_off = state.hand_off
    if hand_off is None:
        return Decision(state)
    ways = [hand_off.origin, *([state.plan.safe] if state.plan.safe else [])]
    left = [stage for stage in dict.fromkeys(ways) if stage not in hand_off.given_back]
    if state.ending:  # the time has run out meanwhile: the last line needs no agent
        undone = abandoned(state, reason)
        return undone.then(leaving(undone.state, state.ending, FixedLine.TIME_UP))
    if not left:
        return leaving(replace(state, failed_part=failing.at_work(state)), Outcome.FAILED, FixedLine.APOLOGY)
    to = left[0]
    given_back = replace(hand_off, step=Step.ROLLING_BACK, given_back=(*hand_off.given_back, to))
    failures = but(state.failures, hand_off.edge, state.failures.get(hand_off.edge, 0) + 1)
    state = replace(state, phase=Phase.HANDING_OFF, hand_off=given_back, failures=failures)
    decision = cancelled(state, Timer.SILENCE)
    decision = decision.then(armed(decision.state, Timer.ENTRY, state.plan.limits.entry_s))
    return decision.then(Decision(decision.state, (RollBack(hand_off.number, to, reason),)))


def abandoned(state: State, reason: str) -> Decision:
    """The call ends in the middle of a hand-off: what it has changed comes back, and nobody takes the call."""
    hand_off = state.hand_off
    if hand_off is None or state.handing_off(*HAS_THE_CALL, Step.ROLLING_BACK):
        return Decision(state)  # over, or undone already
    return Decision(_restored(state), (Withdraw(hand_off.number, hand_off.origin, reason),))


def rolled_back(state: State, event: RolledBack) -> Decision:
    """All that the hand-off had changed is as it was."""
    if not state.handing_off(Step.ROLLING_BACK) or (state.hand_off and state.hand_off.number != event.hand_off):
        return Decision(state)  # withdrawn: it was undone then, if it had changed anything
    state = _restored(state)
    path = state.path if event.to in state.path[-1:] else (*state.path, event.to)
    return Decision(replace(state, stage=event.to, path=path))


def resumed(state: State, event: Resumed) -> Decision:
    """Somebody has the call again, and says so."""
    hand_off = state.hand_off
    if hand_off is None or not state.handing_off(Step.ROLLING_BACK) or hand_off.number != event.hand_off:
        return disregarded(state)
    state = replace(state.at(Step.RESUMED), stage=event.stage, entered_at_s=event.at_s, met=False)
    decision = has_the_call(state)
    if state.ending:
        return decision
    said = decision.then(Decision(decision.state, (SayLine(FixedLine.HANDED_BACK),)))
    return said.then_by(connections, event.at_s)


def _restored(state: State) -> State:
    """With all that the commit has changed as it was, and what has been learnt since."""
    before = state.hand_off.before if state.hand_off else None
    if before is None:
        return state
    was = replace(state, crossings=before.crossings, path=before.path)
    return recalled(was, before.facts, before.unconfirmed, before.settled)
