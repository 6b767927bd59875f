"""A hand-off from the commit to the next agent's first words, and who gives the call back."""

from collections.abc import Callable

import pytest

from segue.call.command import Commit, Listen, RollBack
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    Entered,
    EntryFailed,
    Failed,
    FarewellOver,
    HandedOn,
    HandOffRequested,
    Heard,
    Learnt,
    Said,
    Settled,
    Timer,
)
from segue.call.phases import Phase
from segue.call.state import HandOff, Step
from tests.unit.call.played import Played, answering, committed, committing, handed_on

DAY = {"name": "day", "value": "Monday", "heard": "monday"}


def test_at_the_commit_the_crossing_is_spent_and_forgotten_what_the_edge_forgets() -> None:
    call = answering().has(Learnt, **DAY).has(Learnt, name="name", value="Ada", heard="Ada")
    call.has(Settled, stage="desk", desk="book", summary="On Monday.", rests_on={"day": "Monday"})
    call.has(HandOffRequested, edge="to_desk").has(FarewellOver, hand_off=1)
    assert call.state.known() == {"day": "Monday", "name": "Ada"}
    call.has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=1)
    assert (call.state.crossings, call.state.known()) == ({"to_desk": 1}, {"name": "Ada"})
    assert call.state.unconfirmed == {"name"}
    assert call.state.settled == {}
    assert (call.state.stage, call.state.bound_for) == ("front", "desk")


def test_a_commit_that_nobody_asked_for_spends_nothing() -> None:
    for number in (0, 2):
        call = committing()
        call.has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=number)
        assert (call.state.crossings, call.permission.permitted) == ({}, False)
    twice = committed().has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=1)
    assert twice.state.crossings == {"to_desk": 1}


def test_the_next_agent_has_the_call_when_it_enters_and_owes_the_caller_a_word() -> None:
    call = handed_on()
    assert (call.state.phase, call.state.stage, call.state.path) == (Phase.THINKING, "desk", ("front", "desk"))
    assert (call.step, call.state.bound_for, call.last(Listen)) == (Step.ENTERED, None, Listen())


def test_it_enters_once_and_only_for_the_hand_off_that_is_under_way() -> None:
    call = handed_on().has(Entered, stage="desk", hand_off=1)
    assert (call.state.path, call.permission.permitted) == (("front", "desk"), False)
    assert not committed().has(Entered, stage="desk", hand_off=2).permission.permitted
    assert not committing().has(Entered, stage="desk", hand_off=1).permission.permitted
    assert not committed().has(Entered, stage="desk").permission.permitted


def test_the_hand_off_is_over_with_the_next_agents_first_words() -> None:
    call = handed_on().has(AgentsBegan).passes(2)
    assert call.has(Said, stage="front", text="Goodbye.").state.hand_off is not None
    assert call.has(Said, stage="desk", text="Hello.").state.hand_off is None
    assert call.left_s(Timer.ENTRY) is None


@pytest.mark.parametrize("make", [committing, committed, handed_on])
def test_whoever_is_not_heard_in_time_gives_the_call_back(make: Callable[[], Played]) -> None:
    call = make()
    assert call.left_s(Timer.ENTRY) == 3.0
    call.passes(3)
    assert call.last(RollBack) == RollBack(1, "front", "no sound in time")
    assert (call.state.phase, call.step) == (Phase.HANDING_OFF, Step.ROLLING_BACK)


def test_the_time_for_a_sound_stands_still_while_the_caller_speaks() -> None:
    call = handed_on().passes(2).has(CallerBegan).passes(8)
    assert call.every(RollBack) == []
    assert call.has(CallerEnded).left_s(Timer.ENTRY) == 4.5
    assert call.has(Heard, text="Hello?").left_s(Timer.ENTRY) == 3.0


def test_a_caller_who_is_speaking_when_the_next_agent_enters_is_heard_out() -> None:
    call = committing().has(CallerBegan).has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=1)
    call.has(Entered, stage="desk", hand_off=1).passes(9)
    assert call.every(RollBack) == []
    assert call.has(CallerEnded).left_s(Timer.ENTRY) == 4.5


def test_an_agent_that_is_heard_has_all_the_time_it_wants() -> None:
    call = handed_on().has(AgentsBegan).passes(60)
    assert call.every(RollBack) == []


@pytest.mark.parametrize("make", [committing, committed])
def test_an_agent_that_cannot_be_made_or_started_gives_the_call_back(make: Callable[[], Played]) -> None:
    call = make().has(EntryFailed, hand_off=1, what="ValueError")
    assert call.last(RollBack) == RollBack(1, "front", "ValueError")


def test_a_failure_of_another_hand_off_is_none() -> None:
    assert committed().has(EntryFailed, hand_off=2, what="ValueError").every(RollBack) == []


@pytest.mark.parametrize("where", ["llm", "tts", "realtime"])
def test_an_agent_without_a_model_to_speak_with_gives_the_call_back(where: str) -> None:
    for make in (committed, handed_on):
        call = make().has(Failed, where=where, what="HTTP 401", final=True)
        assert call.last(RollBack) == RollBack(1, "front", f"{where}: HTTP 401")


def test_a_failure_that_something_else_made_good_or_that_is_no_matter_gives_nothing_back() -> None:
    for failed in ({"where": "llm", "final": False}, {"where": "stt", "final": True}):
        assert handed_on().has(Failed, what="HTTP 500", **failed).every(RollBack) == []
    heard = handed_on().has(AgentsBegan).has(Said, stage="desk", text="Hello.").has(AgentsEnded)
    assert heard.has(Failed, where="llm", what="HTTP 500", final=True).every(RollBack) == []


def test_an_agent_that_is_heard_first_and_hands_on_at_once_begins_a_hand_off_of_its_own() -> None:
    call = handed_on(edge="to_tale").passes(2).has(HandOffRequested, edge="back")
    assert call.permission.hand_off == 2
    assert call.state.hand_off == HandOff(2, "back", "tale", "front")
    assert call.left_s(Timer.ENTRY) is None
    assert call.has(FarewellOver, hand_off=2).last(Commit) == Commit(2, cut=False)


def test_words_that_come_while_the_next_agent_is_heard_hurry_nobody() -> None:
    call = handed_on().has(AgentsBegan).has(Heard, text="On Friday.").passes(10)
    assert call.every(RollBack) == []
