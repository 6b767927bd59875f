"""A call's state is folded from its events: in order, the same every time, and whatever they are."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce as fold

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.call.events import (
    CallerSpoke,
    Declined,
    Ended,
    Ending,
    Entered,
    Event,
    Failed,
    FellSilent,
    Forgotten,
    HandedOn,
    Heard,
    Learnt,
    Outcome,
    Said,
    Settled,
    Started,
    TakenOver,
)
from segue.call.state import Fact, State, reduce

NAME = Learnt(at_s=1, name="name", value="Ada", heard="Ada")
HEARD = Heard(at_s=2, text="Yes.")
SETTLED = Settled(at_s=3, stage="task", desk="wishes", summary="A funny story.")
TO_TASK = HandedOn(at_s=4, edge="begin_task", origin="intro", target="task")

names = st.sampled_from(["name", "place", "intro", "task", ""])
times = st.floats(min_value=0, max_value=1e6)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Started, at_s=times, profile=names, models=names),
    st.builds(Entered, at_s=times, stage=names),
    st.builds(CallerSpoke, at_s=times),
    st.builds(Heard, at_s=times, text=st.text()),
    st.builds(Said, at_s=times, stage=names, text=st.text(), interrupted=st.booleans()),
    st.builds(Learnt, at_s=times, name=names, value=st.text(), heard=st.text()),
    st.builds(Declined, at_s=times, name=names),
    st.builds(Forgotten, at_s=times, name=names),
    st.builds(Settled, at_s=times, stage=names, desk=names, summary=st.text()),
    st.builds(HandedOn, at_s=times, edge=names, origin=names, target=names),
    st.builds(FellSilent, at_s=times),
    st.builds(Failed, at_s=times, where=names, what=names),
    st.builds(TakenOver, at_s=times, stage=names),
    st.builds(Ending, at_s=times, outcome=st.sampled_from(Outcome)),
    st.builds(Ended, at_s=times, outcome=st.sampled_from(Outcome)),
)


def after(*happened: Event) -> State:
    return fold(reduce, happened, State())


@given(st.lists(events))
def test_any_events_in_any_order_give_one_state_and_the_same_again(happened: Sequence[Event]) -> None:
    first, second = after(*happened), after(*happened)
    assert first == second
    assert first.unconfirmed <= first.facts.keys()
    assert first.path == tuple(event.stage for event in happened if isinstance(event, Entered))
    assert sum(first.crossings.values()) == sum(isinstance(event, HandedOn) for event in happened)


@given(st.lists(events), events)
def test_an_event_leaves_the_state_before_it_as_it_was(happened: Sequence[Event], then: Event) -> None:
    before, copy = after(*happened), after(*happened)
    reduce(before, then)
    assert before == copy


def test_a_state_can_be_changed_by_nobody() -> None:
    state = after(NAME, SETTLED, TO_TASK)
    for mapping in (state.facts, state.settled, state.crossings):
        with pytest.raises(TypeError):
            mapping["name"] = "Eve"  # type: ignore[index]  # that it can't be is the point


def test_what_adds_nothing_gives_the_very_same_state_back() -> None:
    state = after(NAME)
    assert reduce(state, Said(at_s=2, stage="intro", text="Ada?")) is state
    assert reduce(state, Failed(at_s=2, where="LLM", what="APIError")) is state


def test_a_stage_that_is_taken_over_is_the_same_stage_and_may_hand_on_anew() -> None:
    before = after(Entered(at_s=1, stage="task"), SETTLED, TO_TASK)
    assert reduce(before, TakenOver(at_s=5, stage="task")) == replace(before, bound_for=None)


def test_the_first_ending_is_the_one_that_counts() -> None:
    state = after(
        Ending(at_s=1, outcome=Outcome.GOODBYE),
        Ending(at_s=2, outcome=Outcome.HUNG_UP),
        Ended(at_s=3, outcome=Outcome.GOODBYE),
        Ended(at_s=4, outcome=Outcome.FAILED),
    )
    assert (state.ending, state.outcome) == (Outcome.GOODBYE, Outcome.GOODBYE)


def test_a_fact_is_unconfirmed_until_the_caller_speaks_again() -> None:
    assert after(NAME).unconfirmed == {"name"}
    assert after(NAME, HEARD).unconfirmed == frozenset()


def test_words_that_are_written_down_late_confirm_nothing_that_came_of_them() -> None:
    spoke = CallerSpoke(at_s=0)
    assert after(spoke, NAME, HEARD).unconfirmed == {"name"}
    assert after(spoke, NAME, HEARD, spoke).unconfirmed == frozenset()
    assert after(spoke, NAME, HEARD, HEARD).unconfirmed == frozenset()
    assert after(spoke, TO_TASK, HEARD).bound_for == "task"
    assert after(spoke, Entered(at_s=1, stage="task"), NAME, HEARD).unconfirmed == frozenset()


def test_a_correction_is_to_be_confirmed_anew_and_a_repetition_is_not() -> None:
    again = Learnt(at_s=3, name="name", value="Ada", heard="It's Ada")
    other = Learnt(at_s=3, name="name", value="Eda", heard="Eda")
    assert after(NAME, HEARD, again).unconfirmed == frozenset()
    assert after(NAME, again).unconfirmed == {"name"}
    assert after(NAME, HEARD, other).unconfirmed == {"name"}
    assert after(NAME, HEARD, other).known() == {"name": "Eda"}


def test_a_fact_that_was_declined_is_neither_missing_nor_known_nor_to_be_read_back() -> None:
    state = after(NAME, Declined(at_s=2, name="name"))
    assert state.facts == {"name": Fact(None)}
    assert state.known() == {}
    assert state.declined() == ["name"]
    assert state.missing(("name", "place")) == ["place"]
    assert state.unconfirmed == frozenset()


def test_a_fact_that_was_declined_may_be_given_after_all() -> None:
    state = after(Declined(at_s=1, name="name"), NAME)
    assert state.known() == {"name": "Ada"}
    assert state.unconfirmed == {"name"}


def test_what_is_forgotten_is_missing_again() -> None:
    state = after(NAME, Forgotten(at_s=2, name="name"), Forgotten(at_s=3, name="place"))
    assert state.missing(("name",)) == ["name"]
    assert state.unconfirmed == frozenset()


def test_a_stage_that_takes_the_call_again_has_settled_nothing_and_the_others_still_have() -> None:
    other = Settled(at_s=3, stage="intro", desk="visits", summary="A visit.")
    state = after(SETTLED, other, Entered(at_s=4, stage="task"))
    assert state.settled == {"intro": "A visit."}
    assert (state.stage, state.path) == ("task", ("task",))


def test_silences_are_counted_in_a_row() -> None:
    silent = FellSilent(at_s=1)
    assert after(silent, silent).silences == 2
    assert after(silent, silent, HEARD, silent).silences == 1


@pytest.mark.parametrize("then", [Entered(at_s=5, stage="task"), HEARD], ids=["the next agent", "the caller"])
def test_a_hand_off_is_under_way_until_somebody_else_has_the_floor(then: Event) -> None:
    assert after(TO_TASK).bound_for == "task"
    assert after(TO_TASK, then).bound_for is None
    assert after(TO_TASK, then, TO_TASK).crossings == {"begin_task": 2}
