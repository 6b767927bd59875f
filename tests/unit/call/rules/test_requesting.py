"""A hand-off from the request to the commit: granted or not, its farewell, and the caller's words that it waits for."""

from dataclasses import replace

from segue.call.command import Commit, FixedLine, Prepare, SayLine, Withdraw
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    FarewellOver,
    HandedOn,
    HandOffRequested,
    Heard,
    RolledBack,
    Timer,
)
from segue.call.phases import Phase
from segue.call.state import Step
from tests.unit.call.played import PLAN, SAFE, answering, asked, committed, committing, handed_on


def test_a_request_is_granted_along_an_edge_of_the_stage_that_has_the_call() -> None:
    call = asked()
    assert (call.permission.permitted, call.permission.hand_off, call.step) == (True, 1, Step.REQUESTED)
    assert (call.state.phase, call.state.stage, call.state.bound_for) == (Phase.HANDING_OFF, "front", "desk")
    for elsewhere in ("settled", "nowhere"):
        refused = answering().has(HandOffRequested, edge=elsewhere)
        assert refused.permission.told == "There is nobody to hand on to by that name."
        assert refused.state.phase is Phase.THINKING


def test_a_request_that_the_edge_does_not_permit_changes_nothing_and_says_why() -> None:
    call = answering(replace(PLAN, edges=(PLAN.edges[0].model_copy(update={"needs": ["name"]}),)))
    before = call.state
    call.has(HandOffRequested, edge="to_desk")
    assert (call.permission.permitted, call.permission.told) == (False, "Not yet: ask the caller your name first.")
    assert call.state == before


def test_nothing_is_spent_forgotten_or_moved_before_the_commit() -> None:
    for call in (asked(), committing()):
        assert (call.state.crossings, call.state.path, call.state.stage) == ({}, ("front",), "front")


def test_a_summary_is_prepared_while_the_farewell_plays_where_one_crosses() -> None:
    assert asked().every(Prepare) == [Prepare(1)]
    assert asked(edge="to_tale").every(Prepare) == []


def test_of_several_in_one_turn_the_first_of_the_profile_is_made() -> None:
    call = asked(edge="to_tale").has(HandOffRequested, edge="to_desk")
    assert (call.permission.permitted, call.permission.hand_off, call.state.bound_for) == (True, 2, "desk")
    assert call.last(Withdraw) == Withdraw(1, "front", "to_desk comes first")
    call.has(RolledBack, hand_off=1, to="front", reason="to_desk comes first")
    assert (call.state.bound_for, call.step) == ("desk", Step.REQUESTED)
    outdone = call.has(FarewellOver, hand_off=1)
    assert (outdone.permission.permitted, outdone.permission.told) == (
        False,
        "Not done: the caller is handed on to desk.",
    )
    assert call.has(FarewellOver, hand_off=2).step is Step.COMMITTING


def test_the_others_are_told_that_they_are_not_done() -> None:
    call = asked()
    for edge in ("to_tale", "to_desk"):
        call.has(HandOffRequested, edge=edge)
        assert (call.permission.permitted, call.state.bound_for) == (False, "desk")
        assert call.permission.told == "Not done: the caller is being handed on to desk. Say nothing more."


def test_one_that_comes_first_but_is_not_permitted_takes_nobodys_place() -> None:
    spent = replace(PLAN, edges=(PLAN.edges[0].model_copy(update={"needs": ["day"]}), *PLAN.edges[1:]))
    call = asked(spent, "to_tale").has(HandOffRequested, edge="to_desk")
    assert (call.permission.permitted, call.state.bound_for) == (False, "tale")


def test_from_the_end_of_the_farewell_no_other_takes_its_place() -> None:
    for call in (committing(edge="to_tale"), committed(edge="to_tale")):
        call.has(HandOffRequested, edge="to_desk")
        assert (call.permission.permitted, call.state.bound_for) == (False, "tale")


def test_words_beside_the_request_are_heard_out_within_reason() -> None:
    call = asked().has(AgentsBegan).passes(10)
    assert call.step is Step.REQUESTED
    assert call.passes(60).last(Commit) == Commit(1, cut=True)


def test_an_agent_that_asks_in_mid_sentence_is_heard_out_within_reason_too() -> None:
    call = answering().has(AgentsBegan).has(HandOffRequested, edge="to_desk").passes(10)
    assert call.step is Step.REQUESTED
    assert call.passes(60).last(Commit) == Commit(1, cut=True)


def test_a_farewell_that_does_not_come_is_given_up() -> None:
    assert asked().left_s(Timer.HAND_OFF) == 3.0
    assert asked().passes(3).last(Commit) == Commit(1, cut=True)
    spoken = asked().has(AgentsBegan).passes(2).has(AgentsEnded)
    assert spoken.passes(3).last(Commit) == Commit(1, cut=True)


def test_after_the_farewell_the_next_agent_is_made_at_once() -> None:
    call = committing()
    assert (call.last(Commit), call.step) == (Commit(1, cut=False), Step.COMMITTING)


def test_a_caller_who_breaks_into_the_farewell_is_heard_out_before_the_commit() -> None:
    call = asked().has(AgentsBegan).has(CallerBegan).has(AgentsEnded).has(FarewellOver, hand_off=1)
    assert (call.permission.permitted, call.step, call.left_s(Timer.HAND_OFF)) == (True, Step.WAITING, 10.0)
    assert call.passes(2).has(CallerEnded).left_s(Timer.HAND_OFF) == 1.5
    assert call.passes(1).has(Heard, text="On Friday.").every(Commit) == [Commit(1, cut=False)]


def test_a_caller_who_speaks_into_a_farewell_for_longer_than_it_may_pause_is_heard_out_too() -> None:
    call = asked().has(AgentsBegan).has(CallerBegan).has(AgentsEnded).passes(3)
    assert (call.every(Commit), call.step, call.left_s(Timer.HAND_OFF)) == ([], Step.WAITING, 10.0)
    call.passes(1).has(CallerEnded).has(FarewellOver, hand_off=1)
    assert call.permission.permitted
    assert call.has(Heard, text="On Friday, and no sooner than at nine.").every(Commit) == [Commit(1, cut=False)]


def test_a_farewell_that_pauses_for_a_caller_without_words_is_cut() -> None:
    call = asked().has(AgentsBegan).has(CallerBegan).has(AgentsEnded).passes(3).has(CallerEnded)
    assert call.passes(1.5).every(Commit) == [Commit(1, cut=True)]


def test_words_that_do_not_come_are_waited_for_no_longer_than_they_may_take() -> None:
    call = asked().has(CallerBegan).has(FarewellOver, hand_off=1).has(CallerEnded)
    assert call.passes(1.4).every(Commit) == []
    assert call.passes(0.1).every(Commit) == [Commit(1, cut=True)]


def test_words_that_were_waited_for_before_the_farewell_was_over_are_waited_for_the_rest() -> None:
    call = asked().has(CallerBegan).has(CallerEnded).passes(1).has(FarewellOver, hand_off=1)
    assert call.left_s(Timer.HAND_OFF) == 0.5


def test_a_caller_who_goes_on_and_on_is_not_waited_for() -> None:
    call = asked().has(CallerBegan).has(FarewellOver, hand_off=1)
    assert call.passes(10).every(Commit) == [Commit(1, cut=True)]


def test_sounds_that_are_no_words_do_not_hold_a_hand_off_up_for_ever() -> None:
    call = asked().has(CallerBegan).has(FarewellOver, hand_off=1)
    for _ in range(12):
        call.passes(0.5).has(CallerEnded).passes(0.5).has(CallerBegan)
    assert call.every(Commit) == [Commit(1, cut=True)]


def test_a_caller_who_speaks_on_before_their_first_words_are_known_is_heard_out() -> None:
    call = asked().has(CallerBegan).has(FarewellOver, hand_off=1).has(CallerEnded).has(CallerBegan)
    assert call.has(Heard, text="On Friday").every(Commit) == []
    assert call.has(CallerEnded).has(Heard, text="at nine.").every(Commit) == [Commit(1, cut=False)]


def test_a_farewell_is_over_once() -> None:
    call = committing()
    before = call.state
    assert call.has(FarewellOver, hand_off=1).state == before
    assert call.permission.permitted


def test_an_edge_is_taken_no_more_often_than_its_budget() -> None:
    call = handed_on(edge="to_tale")
    call.state = replace(call.state, stage="front", crossings={"to_tale": 2}, met=True)
    call.has(HandOffRequested, edge="to_tale")
    assert "as often as one call permits" in call.permission.told


def test_nobody_who_has_only_just_taken_the_call_hands_it_on() -> None:
    call = handed_on(edge="to_tale").passes(1.9).has(HandOffRequested, edge="back")
    assert "only just taken the call" in call.permission.told
    assert handed_on(edge="to_tale").passes(2.0).has(HandOffRequested, edge="back").permission.permitted
    assert handed_on(edge="to_tale").has(Heard, text="Stop.").has(HandOffRequested, edge="back").permission.permitted


def test_where_no_hand_offs_are_left_the_agent_says_so_and_goes_on_alone() -> None:
    call = answering()
    call.state = replace(call.state, crossings={"to_tale": 1, "back": 3})
    call.has(HandOffRequested, edge="to_desk")
    assert (call.permission.permitted, call.every(SayLine)) == (False, [SayLine(FixedLine.SPENT)])
    assert call.state.hand_off is None


def test_or_the_safe_stage_goes_on_and_no_edge_is_spent_by_it() -> None:
    call = answering(SAFE)
    call.state = replace(call.state, crossings={"to_tale": 1, "back": 3})
    call.has(HandOffRequested, edge="to_tale").has(FarewellOver, hand_off=1)
    assert (call.state.bound_for, call.every(SayLine)) == ("desk", [])
    call.has(HandedOn, edge="to_tale", origin="front", target="desk", hand_off=1)
    assert call.state.crossings == {"to_tale": 1, "back": 3}
