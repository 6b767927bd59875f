"""Facts, settlements that rest on them, and the tool runs that may change them."""

from typing import Any

import pytest

from segue.call.events import (
    CallerSpoke,
    Declined,
    Ending,
    Entered,
    Event,
    HandOffRequested,
    Heard,
    Learnt,
    Outcome,
    Settled,
    SettleRequested,
    ToolAbandoned,
    ToolFailed,
    ToolFinished,
    ToolStarted,
)
from segue.call.state import Fact, Settlement
from tests.unit.call.played import Played, answering, committed, opened

MONDAY: dict[str, Any] = {"name": "day", "value": "Monday", "heard": "monday"}
FRIDAY: dict[str, Any] = {"name": "day", "value": "Friday", "heard": "friday"}
ON_MONDAY = {"stage": "desk", "desk": "book", "summary": "On Monday.", "rests_on": {"day": "Monday"}}


def knows(**fact: str) -> Played:
    """A call that knows a fact which the caller has confirmed."""
    return answering().has(Learnt, **fact).has(Heard, text="Yes.")


def test_a_fact_is_unconfirmed_until_the_caller_speaks_again() -> None:
    call = answering().has(Learnt, **MONDAY)
    assert call.state.facts == {"day": Fact("Monday", "monday")}
    assert call.state.unconfirmed == {"day"}
    assert call.has(Heard, text="Yes.").state.unconfirmed == set()


def test_words_that_are_written_down_late_confirm_nothing_that_came_of_them() -> None:
    call = opened().has(CallerSpoke).has(Learnt, **MONDAY).has(Heard, text="Monday")
    assert call.state.unconfirmed == {"day"}
    assert call.has(CallerSpoke).state.unconfirmed == set()


def test_a_correction_is_to_be_confirmed_anew_and_a_repetition_is_not() -> None:
    assert knows(**MONDAY).has(Learnt, **MONDAY).state.unconfirmed == set()
    assert answering().has(Learnt, **MONDAY).has(Learnt, **MONDAY).state.unconfirmed == {"day"}
    assert knows(**MONDAY).has(Learnt, **FRIDAY).state.unconfirmed == {"day"}


def test_a_fact_that_was_declined_is_neither_missing_nor_known_nor_to_be_read_back() -> None:
    state = answering().has(Learnt, **MONDAY).has(Declined, name="day").state
    assert (state.known(), state.declined(), state.missing(("day", "name"))) == ({}, ["day"], ["name"])
    assert state.unconfirmed == set()


def test_a_fact_that_was_declined_may_be_given_after_all() -> None:
    state = answering().has(Declined, name="day").has(Learnt, **MONDAY).state
    assert state.known() == {"day": "Monday"}
    assert state.unconfirmed == {"day"}


def test_nothing_is_settled_before_its_facts_are_known_and_read_back() -> None:
    assert "day is missing" in answering().has(SettleRequested, stage="desk").permission.told
    assert "read back the day" in answering().has(Learnt, **MONDAY).has(SettleRequested, stage="desk").permission.told
    assert knows(**MONDAY).has(SettleRequested, stage="desk").permission.permitted
    assert answering().has(Declined, name="day").has(SettleRequested, stage="desk").permission.permitted


def test_what_is_settled_stands_with_the_facts_it_rests_on() -> None:
    call = knows(**MONDAY).has(Settled, **ON_MONDAY)
    assert call.permission.permitted
    assert call.state.settled == {"desk": Settlement("On Monday.", {"day": "Monday"})}


@pytest.mark.parametrize("otherwise", [Learnt(at_s=9, **FRIDAY), Declined(at_s=9, name="day")], ids=["new", "declined"])
def test_a_settlement_is_void_when_a_fact_it_rests_on_changes(otherwise: Event) -> None:
    call = knows(**MONDAY).has(Settled, **ON_MONDAY)
    assert call.has(Learnt, name="name", value="Ada", heard="Ada").state.settled
    assert call.takes(otherwise).state.settled == {}


def test_a_settlement_is_void_when_its_facts_changed_while_it_was_written() -> None:
    call = knows(**MONDAY).has(SettleRequested, stage="desk").has(Learnt, **FRIDAY).has(Settled, **ON_MONDAY)
    assert not call.permission.permitted
    assert "the day has changed" in call.permission.told
    assert call.state.settled == {}


def test_no_refusal_repeats_a_callers_words() -> None:
    call = answering().has(Learnt, name="day", value="Xyzzy", heard="Xyzzy").has(SettleRequested, stage="desk")
    assert "Xyzzy" not in call.permission.told
    call.has(Settled, stage="desk", desk="book", summary="", rests_on={"day": "Monday"})
    assert not call.permission.permitted
    assert "Xyzzy" not in call.permission.told


OVER = [
    ToolFinished(at_s=9, run=1, tool="t"),
    ToolFailed(at_s=9, run=1, tool="t", what="ValueError"),
    ToolAbandoned(at_s=9, run=1, tool="t", why="took too long"),
    Heard(at_s=9, text="No, wait."),
]
BRINGS = [
    Learnt(at_s=9, run=1, **MONDAY),
    Declined(at_s=9, run=1, name="day"),
    SettleRequested(at_s=9, run=1, stage="tale"),
    Settled(at_s=9, run=1, stage="desk", desk="book", summary="Done."),
    HandOffRequested(at_s=9, run=1, edge="to_desk"),
    Ending(at_s=9, run=1, outcome=Outcome.GOODBYE),
]
kind_of = lambda event: type(event).__name__  # noqa: E731  (what pytest calls a parameter by)


@pytest.mark.parametrize("over", OVER, ids=kind_of)
@pytest.mark.parametrize("brings", BRINGS, ids=kind_of)
def test_what_comes_of_a_tool_counts_as_long_as_its_run_does(over: Event, brings: Event) -> None:
    call = answering().has(ToolStarted, run=1, tool="t")
    before = call.takes(over).state
    call.takes(brings)
    assert not call.permission.permitted
    assert call.state.disregarded == before.disregarded + 1
    counts = answering().has(ToolStarted, run=1, tool="t").takes(brings)
    assert (counts.permission.permitted, counts.state.disregarded) == (True, 0)


def test_a_tool_beside_a_hand_off_still_counts_whatever_the_caller_says_meanwhile() -> None:
    call = answering().has(ToolStarted, run=1, tool="t").has(HandOffRequested, edge="to_desk").has(Heard, text="Well.")
    assert call.has(Learnt, run=1, name="name", value="Ada", heard="Ada").state.known() == {"name": "Ada"}


def test_two_tools_are_told_apart_by_their_runs() -> None:
    call = answering().has(ToolStarted, run=1, tool="t").has(ToolStarted, run=2, tool="t")
    call.has(ToolFinished, run=1, tool="t")
    assert call.state.tools == {2: "t"}


def test_a_stage_that_takes_the_call_again_has_settled_nothing_and_the_others_still_have() -> None:
    call = committed()
    call.has(Settled, stage="desk", desk="book", summary="A.").has(Settled, stage="tale", desk="book", summary="B.")
    assert {*call.has(Entered, stage="desk", hand_off=1).state.settled} == {"tale"}
