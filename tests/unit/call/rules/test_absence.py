"""A caller whose connection is gone: who gets time to come back, and how the call goes on then."""

from collections.abc import Callable

import pytest

from segue.call.command import Close, FixedLine, GoOn, Hush, PlayLine
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerAway,
    CallerBack,
    CallerBegan,
    Entered,
    HandedOn,
    Heard,
    HungUp,
    Outcome,
    Said,
    Started,
    Timer,
)
from segue.call.phases import Phase
from segue.call.rules import may_answer
from tests.unit.call.played import PLAN, Played, answering, asked, committed, committing, handed_on, opened


def speaking() -> Played:
    """A call whose agent is in the middle of its answer."""
    return answering().has(AgentsBegan).passes(1)


ANYWHERE: list[Callable[[], Played]] = [opened, answering, speaking, asked, committing, committed, handed_on]


@pytest.mark.parametrize("call", ANYWHERE)
def test_who_can_not_come_back_has_hung_up(call: Callable[[], Played]) -> None:
    left = call().has(CallerAway, resumes=False)
    assert (left.state.phase, left.state.ending) == (Phase.ENDING, Outcome.HUNG_UP)
    assert left.every(Close)


@pytest.mark.parametrize("call", [opened, answering, speaking, handed_on])
def test_who_can_come_back_has_fifteen_seconds_and_has_left_after_them(call: Callable[[], Played]) -> None:
    away = call().has(CallerAway, resumes=True).passes(1)
    assert not away.every(Close)
    assert away.passes(13.9).state.ending is None
    assert away.passes(0.2).state.ending is Outcome.HUNG_UP
    assert away.every(Close)


def test_who_says_goodbye_by_hanging_up_is_not_waited_for() -> None:
    assert opened().has(HungUp).state.ending is Outcome.HUNG_UP
    assert opened().has(CallerAway, resumes=True).has(HungUp).state.ending is Outcome.HUNG_UP


@pytest.mark.parametrize("call", [opened, answering, speaking, handed_on])
def test_nobody_speaks_to_an_empty_room(call: Callable[[], Played]) -> None:
    away = call().has(CallerAway, resumes=True)
    assert away.every(Hush) == [Hush()]
    assert not may_answer(away.state)
    assert away.has(AgentsBegan).every(Hush) == [Hush(), Hush()]


@pytest.mark.parametrize("call", [opened, answering, speaking])
def test_an_empty_room_is_not_asked_whether_it_is_there(call: Callable[[], Played]) -> None:
    away = call().has(CallerAway, resumes=True)
    assert away.left_s(Timer.SILENCE) is None
    assert away.has(AgentsEnded).left_s(Timer.SILENCE) is None


@pytest.mark.parametrize("call", [opened, answering, speaking])
def test_who_comes_back_is_told_so_and_the_agent_goes_on(call: Callable[[], Played]) -> None:
    back = call().has(CallerAway, resumes=True).has(AgentsEnded).passes(5).has(CallerBack)
    assert back.last(GoOn) == GoOn(FixedLine.WELCOME_BACK)
    assert back.left_s(Timer.RETURN) is None
    assert may_answer(back.state)
    assert back.passes(3).last(PlayLine) == PlayLine(FixedLine.FILLER)  # should nothing come of it


def test_a_call_that_ends_meanwhile_waits_for_nobody() -> None:
    call = opened().has(CallerAway, resumes=True).fires(Timer.CALL)
    assert call.state.ending is Outcome.TIME_UP
    assert call.left_s(Timer.RETURN) is None


def test_a_second_word_of_it_gives_no_more_time() -> None:
    away = opened().has(CallerAway, resumes=True).passes(10).has(CallerAway, resumes=True)
    assert away.left_s(Timer.RETURN) == 5.0


def test_who_was_never_away_is_not_told_that_they_are_back() -> None:
    assert not opened().has(CallerBack).every(GoOn)


def test_who_was_speaking_as_the_line_went_is_not_waited_for_afterwards() -> None:
    call = speaking().has(CallerBegan).has(CallerAway, resumes=True).has(AgentsEnded).has(CallerBack)
    assert call.left_s(Timer.SILENCE) == 12.0


def test_words_that_came_before_the_line_went_are_kept_for_the_answer() -> None:
    call = opened().has(CallerAway, resumes=True).has(Heard, text="A day, please.")
    assert call.left_s(Timer.SILENCE) is None
    assert call.has(CallerBack).last(GoOn) == GoOn(FixedLine.WELCOME_BACK)


def test_a_hand_off_is_made_though_the_caller_is_away_and_its_agent_waits_for_them() -> None:
    call = committed().has(CallerAway, resumes=True).has(Entered, stage="desk", hand_off=1).has(AgentsEnded)
    assert not may_answer(call.state)
    assert call.passes(10).state.stage == "desk"
    assert call.state.awaits_entry
    assert call.has(CallerBack).last(GoOn) == GoOn(None)
    assert call.left_s(Timer.ENTRY) == PLAN.limits.entry_s
    assert call.has(AgentsBegan).has(Said, stage="desk", text="Now then.").state.hand_off is None


def test_an_agent_that_has_just_been_handed_the_call_is_not_rolled_back_for_its_silence_meanwhile() -> None:
    call = handed_on().has(CallerAway, resumes=True).has(Heard, text="Monday.").passes(14)
    assert call.state.stage == "desk"
    assert call.state.hand_off is not None


def test_who_is_back_in_mid_hand_off_hears_the_next_agent() -> None:
    call = committing().has(CallerAway, resumes=True).has(CallerBack)
    assert not call.every(GoOn)
    way = call.state.hand_off
    assert way is not None
    call.has(HandedOn, edge=way.edge, origin=way.origin, target=way.target, hand_off=way.number)
    assert may_answer(call.has(Entered, stage="desk", hand_off=1).state)


def test_who_leaves_before_the_first_agent_has_the_call_and_comes_back_is_greeted() -> None:
    call = Played(PLAN).has(Started, profile="small", models="none").has(CallerAway, resumes=True).has(CallerBack)
    assert may_answer(call.has(Entered, stage="front").state)
    assert call.state.phase is Phase.GREETING


def test_a_greeting_that_nobody_was_there_to_hear_is_said_on_their_return() -> None:
    call = Played(PLAN).has(Started, profile="small", models="none").has(CallerAway, resumes=True)
    call.has(Entered, stage="front")
    assert not may_answer(call.state)
    assert call.has(CallerBack).last(GoOn) == GoOn(FixedLine.WELCOME_BACK)
