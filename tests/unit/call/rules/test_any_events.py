"""Whatever happens, in whatever order: the rules have an answer, the same each time, and keep their promises."""

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from segue.call.decision import Decision
from segue.call.events import Event, TimerFired
from segue.call.phases import Phase
from segue.call.plan import Plan
from segue.call.rules import decide
from segue.call.state import HAS_THE_CALL, State
from tests.unit.call.happenings import kinds
from tests.unit.call.played import PLAN, SAFE

NOW = 0
"""In the place of a number: the one that is under way, or the timer's present arming."""

stages = st.sampled_from(["front", "desk", "tale"])
SMALL = kinds(
    stages=stages,
    edges=st.sampled_from([edge.name for edge in PLAN.edges]),
    facts=st.sampled_from(["name", "day"]),
    words=st.sampled_from(["Ada", "Monday"]),
    parts=st.sampled_from(["llm", "stt"]),
    seconds=st.sampled_from([0.0, 0.1, 1.0, 5.0]),
)
"""Of these, `at_s` is how long after the one before it an event comes."""
happenings = st.lists(st.one_of(*SMALL.values()), max_size=60)
plans = st.sampled_from([PLAN, SAFE])


def course(plan: Plan, happened: list[Event]) -> Iterator[tuple[State, Event, Decision]]:
    """Each event with the state before it and what came of it."""
    state, at_s = State(plan=plan), 0.0
    for event in happened:
        at_s += event.at_s
        fitting = fitted(replace(event, at_s=at_s), state)
        decision = decide(state, fitting)
        yield state, fitting, decision
        state = decision.state


def fitted(event: Event, state: State) -> Event:
    """With the number that is right at this moment, where it is to have that."""
    if isinstance(event, TimerFired) and event.of == NOW:
        return replace(event, of=state.timers.get(event.timer, NOW))
    if getattr(event, "hand_off", None) == NOW and state.hand_off:
        return replace(event, hand_off=state.hand_off.number)  # type: ignore[call-arg]  # it has one
    return event


@given(plans, happenings)
def test_the_same_events_come_to_the_same_and_leave_the_states_before_them_as_they_were(
    plan: Plan, happened: list[Event]
) -> None:
    first, again = [*course(plan, happened)], [*course(plan, happened)]
    assert first == again
    for _, _, decision in first:
        state = decision.state
        for mapping in (state.facts, state.settled, state.tools, state.crossings, state.timers):
            assert isinstance(mapping, MappingProxyType)  # so that nobody can change it


@given(plans, happenings)
def test_a_call_that_has_ended_stays_so_and_wants_nothing(plan: Plan, happened: list[Event]) -> None:
    for before, _, decision in course(plan, happened):
        if before.phase is Phase.ENDED:
            assert decision.commands == ()
            assert replace(decision.state, disregarded=before.disregarded) == before


@given(plans, happenings)
def test_a_call_that_is_ending_goes_nowhere_but_to_its_end(plan: Plan, happened: list[Event]) -> None:
    for before, _, decision in course(plan, happened):
        if before.phase is Phase.ENDING:
            assert decision.state.phase in (Phase.ENDING, Phase.ENDED)
            assert decision.state.ending is before.ending
            assert decision.state.stage == before.stage


@given(plans, happenings)
def test_budgets_are_never_exceeded(plan: Plan, happened: list[Event]) -> None:
    for _, _, decision in course(plan, happened):
        crossings = decision.state.crossings
        for edge in plan.edges:
            assert edge.budget is None or crossings.get(edge.name, 0) <= edge.budget
        elsewhere = sum(crossings.get(edge.name, 0) for edge in plan.edges if edge.target != plan.safe)
        assert elsewhere <= plan.limits.hand_offs


@given(plans, happenings)
def test_a_call_is_handed_on_exactly_while_a_hand_off_is_under_way(plan: Plan, happened: list[Event]) -> None:
    for _, _, decision in course(plan, happened):
        state = decision.state
        under_way = state.hand_off is not None and state.hand_off.step not in HAS_THE_CALL
        assert (state.phase is Phase.HANDING_OFF) == under_way == (state.bound_for is not None)


@given(plans, happenings)
def test_a_refusal_changes_nothing_of_the_call(plan: Plan, happened: list[Event]) -> None:
    for before, event, decision in course(plan, happened):
        if not decision.permission.permitted:
            counted = replace(before, disregarded=decision.state.disregarded)
            fired = isinstance(event, TimerFired)
            assert decision.state == counted or fired


@given(plans, happenings)
def test_what_is_unconfirmed_is_known(plan: Plan, happened: list[Event]) -> None:
    for _, _, decision in course(plan, happened):
        assert decision.state.unconfirmed <= decision.state.known().keys()


@given(plans, happenings)
def test_what_stands_settled_rests_on_what_is_known(plan: Plan, happened: list[Event]) -> None:
    for _, _, decision in course(plan, happened):
        known = decision.state.known()
        for entry in decision.state.settled.values():
            assert all(known.get(name) == value for name, value in entry.rests_on.items())
