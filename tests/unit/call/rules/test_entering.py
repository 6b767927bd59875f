"""A hand-off from the commit to the next agent's first words, and back again whole where nobody is heard."""

from dataclasses import replace

import pytest

from segue.call.commands import Commit, FixedLine, Leave, Listen, RollBack, Say
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
    Outcome,
    Resumed,
    RolledBack,
    Said,
    Settled,
    Timer,
)
from segue.call.phases import Phase
from segue.call.plan import Plan
from segue.call.state import Fact, HandOff, Step
from tests.unit.call.played import PLAN, SAFE, Played, answering, committed, committing, handed_on

DAY = {"name": "day", "value": "Monday", "heard": "monday"}


def step(call: Played) -> Step | None:
    return call.state.hand_off and call.state.hand_off.step


def rolled_back(plan: Plan = PLAN) -> Played:
    """One whose next agent could not start, and whose first agent has the call again."""
    call = committed(plan).has(EntryFailed, hand_off=1, what="ValueError")
    call.has(RolledBack, hand_off=1, to="front", reason="ValueError")
    return call.has(Resumed, hand_off=1, stage="front")


def test_at_the_commit_the_crossing_is_spent_and_forgotten_what_the_edge_forgets() -> None:
    call = answering().has(Learnt, **DAY).has(Learnt, name="name", value="Ada", heard="Ada")
    call.has(Settled, stage="desk", desk="book", summary="On Monday.", rests_on={"day": "Monday"})
    call.has(HandOffRequested, edge="to_desk").has(FarewellOver, hand_off=1)
    assert call.state.known() == {"day": "Monday", "name": "Ada"}
    call.has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=1)
    assert (call.state.crossings, call.state.known()) == ({"to_desk": 1}, {"name": "Ada"})
    assert (call.state.unconfirmed, call.state.settled) == ({"name"}, {})
    assert (call.state.stage, call.state.bound_for) == ("front", "desk")


def test_a_commit_that_nobody_asked_for_spends_nothing() -> None:
    for number in (0, 2):
        call = committing()
        call.has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=number)
        assert (call.state.crossings, call.reply.permitted) == ({}, False)
    twice = committed().has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=1)
    assert twice.state.crossings == {"to_desk": 1}


def test_the_next_agent_has_the_call_when_it_enters_and_owes_the_caller_a_word() -> None:
    call = handed_on()
    assert (call.state.phase, call.state.stage, call.state.path) == (Phase.THINKING, "desk", ("front", "desk"))
    assert (step(call), call.state.bound_for, call.last(Listen)) == (Step.ENTERED, None, Listen())


def test_it_enters_once_and_only_for_the_hand_off_that_is_under_way() -> None:
    call = handed_on().has(Entered, stage="desk", hand_off=1)
    assert (call.state.path, call.reply.permitted) == (("front", "desk"), False)
    assert not committed().has(Entered, stage="desk", hand_off=2).reply.permitted
    assert not committing().has(Entered, stage="desk", hand_off=1).reply.permitted
    assert not committed().has(Entered, stage="desk").reply.permitted


def test_the_hand_off_is_over_with_the_next_agents_first_words() -> None:
    call = handed_on().has(AgentsBegan).passes(2)
    assert call.has(Said, stage="front", text="Goodbye.").state.hand_off is not None
    assert call.has(Said, stage="desk", text="Hello.").state.hand_off is None
    assert call.left_s(Timer.ENTRY) is None


@pytest.mark.parametrize("make", [committing, committed, handed_on])
def test_whoever_is_not_heard_in_time_gives_the_call_back(make: object) -> None:
    call = make()  # type: ignore[operator]  # one of the three
    assert call.left_s(Timer.ENTRY) == 3.0
    call.passes(3)
    assert call.last(RollBack) == RollBack(1, "front", "no sound in time")
    assert (call.state.phase, step(call)) == (Phase.HANDING_OFF, Step.ROLLING_BACK)


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
def test_an_agent_that_cannot_be_made_or_started_gives_the_call_back(make: object) -> None:
    call = make().has(EntryFailed, hand_off=1, what="ValueError")  # type: ignore[operator]  # one of the two
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


def test_a_roll_back_brings_all_back_as_it_was() -> None:
    call = answering().has(Learnt, **DAY)
    call.has(Settled, stage="desk", desk="book", summary="On Monday.", rests_on={"day": "Monday"})
    before = call.state
    call.has(HandOffRequested, edge="to_desk").has(FarewellOver, hand_off=1)
    call.has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=1)
    call.has(Entered, stage="desk", hand_off=1).passes(3)
    call.has(RolledBack, hand_off=1, to="front", reason="no sound in time")
    after = call.state
    assert (after.crossings, after.facts, after.unconfirmed) == (before.crossings, before.facts, before.unconfirmed)
    assert (after.settled, after.path, after.stage) == (before.settled, before.path, before.stage)


def test_what_was_learnt_and_settled_since_the_commit_is_not_lost_by_a_roll_back() -> None:
    call = answering().has(Learnt, **DAY).has(HandOffRequested, edge="to_desk").has(FarewellOver, hand_off=1)
    call.has(HandedOn, edge="to_desk", origin="front", target="desk", hand_off=1).has(Entered, stage="desk", hand_off=1)
    call.has(Learnt, name="name", value="Ada", heard="Ada")
    call.has(Settled, stage="desk", desk="book", summary="Ada.", rests_on={"name": "Ada"}).passes(3)
    call.has(RolledBack, hand_off=1, to="front", reason="no sound in time")
    assert call.state.facts == {"day": Fact("Monday", "monday"), "name": Fact("Ada", "Ada")}
    assert {*call.state.settled} == {"desk"}


def test_whoever_has_the_call_again_says_so_and_the_hand_off_is_over_with_their_words() -> None:
    call = rolled_back()
    assert (call.state.phase, call.state.stage, call.state.path) == (Phase.THINKING, "front", ("front",))
    assert call.wanted[-2:] == [Listen(), Say(FixedLine.HANDED_BACK)]
    call.has(AgentsBegan).passes(2).has(Said, stage="front", text="Sorry.")
    assert (call.state.hand_off, call.left_s(Timer.ENTRY)) == (None, None)


def test_where_the_stage_before_cannot_have_it_again_the_safe_one_has_the_call() -> None:
    call = committed(replace(SAFE, safe="tale")).passes(3)
    call.has(RolledBack, hand_off=1, to="front", reason="no sound in time").passes(3)
    assert call.last(RollBack) == RollBack(1, "tale", "no sound in time")
    call.has(RolledBack, hand_off=1, to="tale", reason="no sound in time").has(Resumed, hand_off=1, stage="tale")
    assert (call.state.stage, call.state.path, call.state.crossings) == ("tale", ("front", "tale"), {})


def test_where_nobody_can_have_it_the_caller_hears_an_apology_and_the_call_ends() -> None:
    call = committed().passes(3)
    call.has(RolledBack, hand_off=1, to="front", reason="no sound in time").passes(3)
    assert (call.last(Leave), call.state.ending) == (Leave(FixedLine.APOLOGY), Outcome.FAILED)


def test_one_who_has_the_call_again_and_is_not_heard_either_gives_it_to_the_safe_stage() -> None:
    assert rolled_back(replace(SAFE, safe="tale")).passes(3).last(RollBack).to == "tale"
    assert rolled_back().passes(3).last(Leave) == Leave(FixedLine.APOLOGY)


def test_nobody_resumes_what_was_not_given_back() -> None:
    for call in (committed(), handed_on(), answering()):
        assert not call.has(Resumed, hand_off=1, stage="front").reply.permitted


def test_a_roll_back_of_another_hand_off_undoes_nothing() -> None:
    call = committed().passes(3)
    before = call.state
    assert call.has(RolledBack, hand_off=7, to="tale", reason="to_desk comes first").state == before


def test_a_tool_that_asks_in_the_middle_of_a_roll_back_is_told_who_is_to_have_the_call() -> None:
    call = committed(replace(SAFE, safe="tale")).passes(3)
    call.has(RolledBack, hand_off=1, to="front", reason="no sound in time").passes(3)
    call.has(RolledBack, hand_off=1, to="tale", reason="no sound in time").has(HandOffRequested, edge="back")
    assert "Not done" in call.reply.told


def test_an_agent_that_is_heard_first_and_hands_on_at_once_begins_a_hand_off_of_its_own() -> None:
    call = handed_on(edge="to_tale").passes(2).has(HandOffRequested, edge="back")
    assert call.reply.hand_off == 2
    assert call.state.hand_off == HandOff(2, "back", "tale", "front")
    assert call.left_s(Timer.ENTRY) is None
    assert call.has(FarewellOver, hand_off=2).last(Commit) == Commit(2, cut=False)


def test_words_that_come_while_the_next_agent_is_heard_hurry_nobody() -> None:
    call = handed_on().has(AgentsBegan).has(Heard, text="On Friday.").passes(10)
    assert call.every(RollBack) == []


def test_no_silence_counts_while_the_call_is_given_back() -> None:
    call = handed_on().has(AgentsEnded)
    assert call.left_s(Timer.SILENCE) == 12.0
    assert call.passes(3).state.timers.keys() == {Timer.CALL, Timer.ENTRY}
