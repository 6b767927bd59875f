"""How a call ends, whatever it is about: by a goodbye, its longest length, or a caller who hangs up."""

from collections.abc import Callable

import pytest

from segue.call.command import Close, FixedLine, Leave, Listen, RollBack, Withdraw
from segue.call.events import (
    CallerBegan,
    Ended,
    Ending,
    Entered,
    EntryFailed,
    FarewellOver,
    GoodbyeOver,
    HandedOn,
    HandOffRequested,
    Heard,
    HungUp,
    Learnt,
    Outcome,
    Resumed,
    RolledBack,
    Started,
    Timer,
)
from segue.call.phases import Phase
from tests.unit.call.played import Played, answering, asked, committed, committing, handed_on, opened

Make = Callable[[], Played]


def connecting() -> Played:
    return Played().has(Started, profile="small", models="none")


def waiting() -> Played:
    return asked().has(CallerBegan).has(FarewellOver, hand_off=1)


def rolling_back() -> Played:
    call = committed().has(EntryFailed, hand_off=1, what="ValueError")
    return call.has(RolledBack, hand_off=1, to="front", reason="ValueError")


def resumed() -> Played:
    return rolling_back().has(Resumed, hand_off=1, stage="front")


NO_HAND_OFF: list[Make] = [connecting, opened, answering, handed_on, resumed]
"""Somebody has the call, or nobody is to."""
NOBODY_TAKES: list[Make] = [asked, waiting, committing]
SOMEBODY_TAKES: list[Make] = [committed, rolling_back]


def by_name(make: Make) -> str:
    return make.__name__


@pytest.mark.parametrize("make", [*NO_HAND_OFF, *NOBODY_TAKES], ids=by_name)
def test_when_the_time_is_up_the_agents_take_their_leave(make: Make) -> None:
    call = make().fires(Timer.CALL)
    assert (call.state.phase, call.state.ending, call.state.hand_off) == (Phase.ENDING, Outcome.TIME_UP, None)
    assert call.every(Leave) == [Leave(FixedLine.TIME_UP)]
    assert call.state.timers.keys() - {Timer.FLOOR} == {Timer.GOODBYE}


@pytest.mark.parametrize("make", SOMEBODY_TAKES, ids=by_name)
def test_who_is_just_taking_the_call_takes_leave_as_soon_as_they_have_it(make: Make) -> None:
    call = make().fires(Timer.CALL)
    assert (call.state.ending, call.every(Leave)) == (Outcome.TIME_UP, [])
    arrival = (Entered, "desk") if make is committed else (Resumed, "front")
    call.has(arrival[0], hand_off=1, stage=arrival[1])
    assert (call.state.phase, call.state.stage) == (Phase.ENDING, arrival[1])
    assert call.wanted[-2:] == [Listen(), Leave(FixedLine.TIME_UP)]


@pytest.mark.parametrize("make", SOMEBODY_TAKES, ids=by_name)
def test_the_last_line_is_said_though_whoever_was_to_say_it_does_not_come(make: Make) -> None:
    call = make().fires(Timer.CALL)
    rolled = len(call.every(RollBack))
    call.fires(Timer.ENTRY)
    assert (call.every(Leave), len(call.every(RollBack))) == ([Leave(FixedLine.TIME_UP)], rolled)
    assert call.state.crossings == {}


def test_a_hand_off_that_nobody_takes_because_the_time_was_up_is_on_record_as_undone() -> None:
    call = committed().fires(Timer.CALL).fires(Timer.ENTRY)
    assert call.every(Withdraw) == [Withdraw(1, "front", "no sound in time")]


@pytest.mark.parametrize("make", [*NOBODY_TAKES, committed], ids=by_name)
def test_a_caller_who_hangs_up_in_a_hand_off_has_taken_back_all_that_it_changed(make: Make) -> None:
    call = make().has(HungUp)
    assert (call.state.phase, call.state.ending, call.state.hand_off) == (Phase.ENDING, Outcome.HUNG_UP, None)
    assert (call.state.crossings, call.state.path) == ({}, ("front",))
    assert call.wanted[-2:] == [Withdraw(1, "front", "the caller has hung up"), Close()]
    assert call.every(Leave) == []


def test_what_is_being_undone_already_is_not_undone_twice() -> None:
    assert rolling_back().has(HungUp).every(Withdraw) == []
    assert rolling_back().has(Ended, outcome=Outcome.FAILED).every(Withdraw) == []


@pytest.mark.parametrize("make", NO_HAND_OFF, ids=by_name)
def test_whoever_hangs_up_ends_the_call_at_once(make: Make) -> None:
    call = make().has(HungUp)
    assert (call.state.phase, call.wanted[-1]) == (Phase.ENDING, Close())
    assert call.every(Withdraw) == []


@pytest.mark.parametrize("make", [*NO_HAND_OFF, asked, waiting], ids=by_name)
def test_a_tool_that_ends_the_call_has_its_agent_say_goodbye_and_no_hand_off_beside_it_is_made(make: Make) -> None:
    call = make().has(Ending, outcome=Outcome.GOODBYE)
    assert call.permission.permitted
    assert (call.state.phase, call.state.ending, call.state.hand_off) == (Phase.ENDING, Outcome.GOODBYE, None)
    assert len(call.every(Withdraw)) == (make in (asked, waiting))
    assert call.has(FarewellOver, hand_off=1).permission.told == "Not done."
    assert call.has(GoodbyeOver).wanted[-1] == Close()


@pytest.mark.parametrize("make", [committing, *SOMEBODY_TAKES], ids=by_name)
def test_once_the_next_agent_is_on_its_way_nobody_else_ends_the_call(make: Make) -> None:
    call = make().has(Ending, outcome=Outcome.GOODBYE)
    assert "Not done" in call.permission.told
    assert call.state.phase is Phase.HANDING_OFF


def test_a_call_that_is_ending_is_handed_on_no_more_nor_ended_twice() -> None:
    call = answering().has(Ending, outcome=Outcome.GOODBYE).has(HandOffRequested, edge="to_desk")
    assert call.permission.told == "The call is ending; hand nobody on."
    assert call.has(Ending, outcome=Outcome.GOODBYE).permission.told == "The call is already ending; say nothing more."


def test_the_first_ending_is_the_one_that_counts() -> None:
    call = answering().has(Ending, outcome=Outcome.GOODBYE).has(HungUp)
    assert call.state.ending is Outcome.GOODBYE
    assert call.wanted[-1] == Close()


def test_last_words_that_do_not_end_are_ended() -> None:
    call = answering().has(Ending, outcome=Outcome.GOODBYE)
    assert call.passes(29).every(Close) == []
    assert call.passes(1).every(Close) == [Close()]


def test_a_next_agent_that_comes_after_the_end_began_does_not_get_the_call() -> None:
    call = committed().has(HungUp).has(Entered, stage="desk", hand_off=1)
    assert (call.permission.permitted, call.state.stage) == (False, "front")


def test_a_commit_that_comes_after_the_end_began_spends_nothing() -> None:
    call = committing().has(HungUp).has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=1)
    assert (call.permission.permitted, call.state.crossings) == (False, {})


@pytest.mark.parametrize("make", [*NO_HAND_OFF, *NOBODY_TAKES, *SOMEBODY_TAKES], ids=by_name)
def test_a_session_that_closes_by_itself_ends_the_call_whatever_it_is_about(make: Make) -> None:
    call = make().has(Ended, outcome=Outcome.FAILED)
    assert (call.state.phase, call.state.outcome, call.state.hand_off) == (Phase.ENDED, Outcome.FAILED, None)
    assert (call.state.timers, call.state.crossings) == ({}, {"to_desk": 1} if make is handed_on else {})


def test_a_call_that_ends_in_a_hand_off_has_on_record_that_it_was_undone() -> None:
    call = committed().has(Ended, outcome=Outcome.FAILED)
    assert call.last(Withdraw) == Withdraw(1, "front", "the call is over")
    assert call.has(RolledBack, hand_off=1, to="front", reason="the call is over").permission.permitted


def test_after_the_end_nothing_happens_any_more() -> None:
    call = answering().has(Ended, outcome=Outcome.HUNG_UP)
    wanted, known = [*call.wanted], call.state.known()
    for kind, fields in (
        (Heard, {"text": "Hello?"}),
        (Learnt, {"name": "name", "value": "Ada", "heard": "Ada"}),
        (Ended, {"outcome": Outcome.GOODBYE}),
        (HungUp, {}),
    ):
        call.has(kind, **fields)
        assert (call.state.outcome, call.state.known(), call.wanted) == (Outcome.HUNG_UP, known, wanted)
    assert call.state.disregarded == 4
