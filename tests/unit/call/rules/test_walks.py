"""A thousand calls at random, with and without faults: each comes to its end, and no hand-off is left half done.

`WALKS=100000` plays as many, from seed `WALKS_FROM` on.
"""

import os
from collections import Counter
from dataclasses import replace

import pytest

from segue.call.events import Entered, HandedOn, Resumed, RolledBack, Timer
from segue.call.phases import Phase
from segue.call.state import HAS_THE_CALL, CallerState, State, Step
from segue.profile.limits import Limits
from tests.unit.call.played import PLAN, SAFE
from tests.unit.call.walk import Walk, by_hand_off

WALKS = int(os.environ.get("WALKS", "1000"))
FROM = int(os.environ.get("WALKS_FROM", "0"))
PLANS = [replace(plan, limits=Limits(call_s=60, silence_s=8, silences=1, hand_offs=4)) for plan in (PLAN, SAFE)]
OVER_BY_S = 60 + 2 * Limits().entry_s + 30 + 1
"""The call's time, two agents that do not come, the longest last words, and the closing."""


@pytest.mark.parametrize("faults", [0.0, 0.1, 0.4])
def test_every_call_comes_to_its_end_with_all_promises_kept(faults: float) -> None:
    for seed in range(FROM, FROM + max(1, WALKS // 3)):
        walk = Walk(seed, PLANS[seed % 2], faults)
        try:
            walk.to_its_end(_keeps_its_promises, OVER_BY_S)
            _has_ended_whole(walk)
        except AssertionError as broken:
            raise AssertionError(f"seed {seed}, faults {faults}: {broken}") from broken


def _keeps_its_promises(walk: Walk) -> None:
    state = walk.state
    assert walk.running == dict(state.timers), "every timer armed is cancelled, fired or superseded"
    step = state.hand_off.step if state.hand_off else None
    under_way = step is not None and step not in HAS_THE_CALL
    assert under_way == (state.phase is Phase.HANDING_OFF)
    assert all(state.crossings.get(edge.name, 0) <= (edge.budget or 99) for edge in state.plan.edges), "a budget"
    elsewhere = sum(state.crossings.get(edge.name, 0) for edge in state.plan.edges if edge.target != state.plan.safe)
    assert elsewhere <= state.plan.limits.hand_offs
    _waits_for_something(walk, step)


def _waits_for_something(walk: Walk, step: Step | None) -> None:
    """No phase may last for ever: a timer runs, or somebody is heard."""
    state = walk.state
    heard = state.sounding or state.caller is CallerState.SPEAKING
    if state.phase is Phase.HANDING_OFF:
        expected = Timer.HAND_OFF if step in (Step.REQUESTED, Step.WAITING) else Timer.ENTRY
        running = state.timers.keys() - {Timer.FLOOR, Timer.WARNING}  # which say what is to be said meanwhile
        assert running == {expected, Timer.CALL} - ({Timer.CALL} if state.ending else set())
    elif state.phase in (Phase.LISTENING, Phase.INTERRUPTED):
        assert (Timer.SILENCE in state.timers) or heard, f"{state.phase} without end"
    elif step in HAS_THE_CALL and state.phase is Phase.THINKING:
        assert (Timer.ENTRY in state.timers) or heard, "nobody need be heard"
    assert state.outcome or state.timers or state.phase is Phase.ENDING, f"{state.phase} without end"


def _has_ended_whole(walk: Walk) -> None:
    state = walk.state
    assert state.outcome is not None, f"still {state.phase} after {walk.at_s:.0f} s"
    assert walk.running == {}
    stands = Counter[str]()
    told = by_hand_off(walk.happened)
    assert sorted(told) == sorted(walk.granted), "each that was granted came to something"
    for number, steps in told.items():
        kinds = [type(step) for step in steps]
        assert kinds.count(HandedOn) <= 1
        assert kinds.count(Entered) <= 1
        assert Entered in kinds or RolledBack in kinds, f"hand-off {number} came to nothing: {kinds}"
        assert kinds.count(RolledBack) <= 2, "at most to the stage before and to the safe one"
        assert Entered not in kinds[kinds.index(RolledBack) :] if RolledBack in kinds else True
        assert kinds.count(Resumed) <= kinds.count(RolledBack)
        if RolledBack not in kinds:
            handed = [step for step in steps if isinstance(step, HandedOn)]
            stands.update(step.edge for step in handed if _along_its_edge(step, state))
    assert dict(state.crossings) == dict(stands), "what was rolled back, or led to the safe stage, is not spent"


def _along_its_edge(step: HandedOn, state: State) -> bool:
    edge = state.plan.edge(step.origin, step.edge)
    return edge is not None and edge.target == step.target
