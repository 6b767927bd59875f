"""The table of phases is the whole truth of what may come when, and every event has its rule."""

from dataclasses import MISSING, Field, replace
from dataclasses import fields as fields_of

import pytest

from segue.call import events
from segue.call.events import FIRED, Ended, Event, Outcome, Timer, TimerFired
from segue.call.phases import PERMITTED, Phase
from segue.call.rules import decide
from segue.call.rules.by_event import OF_A_TOOL, RULES
from segue.call.state import State
from tests.unit.call.happenings import ANY
from tests.unit.call.played import Played, answering, asked, committed, committing, handed_on, opened
from tests.unit.call.rules.test_ending import connecting, resumed, rolling_back, waiting

CALLS = [
    Played(),
    connecting(),
    opened(),
    answering(),
    asked(),
    waiting(),
    committing(),
    committed(),
    handed_on(),
    rolling_back(),
    resumed(),
    opened().fires(Timer.CALL),
    opened().has(Ended, outcome=Outcome.HUNG_UP),
]
"""One in each phase, and in each step of a hand-off."""


VALUES: dict[str, object] = {
    "at_s": 60.0,
    "edge": "to_desk",
    "hand_off": 1,
    "origin": "front",
    "outcome": Outcome.GOODBYE,
    "stage": "desk",
    "target": "desk",
    "to": "front",
}
"""What an event's fields are in these tests; other words are empty."""


def test_every_kind_of_event_has_a_rule_a_place_in_the_table_and_a_way_to_be_drawn() -> None:
    named = {kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event)}
    assert named - {Event, TimerFired} == RULES.keys() == ANY.keys()
    assert ANY.keys() == {kind for row in PERMITTED.values() for kind in row}


def test_every_phase_has_a_row_and_every_timer_an_event() -> None:
    assert PERMITTED.keys() == {*Phase}
    assert FIRED.keys() == {*Timer}
    assert {kind.timer for kind in FIRED.values()} == {*Timer}


def test_nothing_leads_out_of_the_end() -> None:
    assert {phase for ways in PERMITTED[Phase.ENDED].values() for phase in ways} == {Phase.ENDED}
    for phase in Phase:
        assert PERMITTED[phase].get(Ended, (Phase.ENDED,)) == (Phase.ENDED,)


def test_no_phase_is_without_a_way_to_it() -> None:
    assert {to for row in PERMITTED.values() for ways in row.values() for to in ways} == {*Phase}


@pytest.mark.parametrize("kind", ANY, ids=lambda kind: kind.__name__)
def test_an_event_that_may_not_come_now_changes_nothing_but_the_count(kind: type[Event]) -> None:
    for phase in Phase:
        if kind in PERMITTED[phase]:
            continue
        for call in CALLS:
            state = replace(call.state, phase=phase)
            decision = decide(state, example(kind))
            assert decision.state == replace(state, disregarded=state.disregarded + 1)
            assert (decision.commands, decision.permission.permitted) == ((), False)


@pytest.mark.parametrize("kind", ANY, ids=lambda kind: kind.__name__)
def test_an_event_that_may_come_leads_where_the_table_says(kind: type[Event]) -> None:
    for call in CALLS:
        event = example(kind, call.state)
        decision = decide(call.state, event)
        if decision.permission.permitted:
            assert decision.state.phase in PERMITTED[call.state.phase][kind]
        else:
            assert decision.state.phase is call.state.phase


def test_a_tool_that_is_no_more_brings_nothing_whatever_it_brings() -> None:
    for kind in OF_A_TOOL:
        for call in CALLS:
            assert not decide(call.state, replace(example(kind, call.state), run=9)).permission.permitted


def example(kind: type[Event], state: State | None = None) -> Event:
    """One of this kind, that fits `state` as well as it can."""
    fields: dict[str, object] = {field.name: VALUES.get(field.name, "") for field in required(kind)}
    if issubclass(kind, TimerFired):
        fields["of"] = state.timers.get(kind.timer, 0) if state else 0
    return kind(**fields)  # type: ignore[arg-type]  # of their names' types


def required(kind: type[Event]) -> list[Field[object]]:
    return [field for field in fields_of(kind) if field.default is field.default_factory is MISSING]
