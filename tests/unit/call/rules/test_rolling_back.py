"""A hand-off that is undone: all comes back, and the stage before, the safe one or nobody has the call."""

from dataclasses import replace

from segue.call.command import FixedLine, Leave, Listen, PlayLine, RollBack, SayLine
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    Entered,
    EntryFailed,
    Failed,
    FarewellOver,
    HandedOn,
    HandOffRequested,
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
from segue.call.state import Fact
from tests.unit.call.played import PLAN, SAFE, Played, answering, committed, handed_on

DAY = {"name": "day", "value": "Monday", "heard": "monday"}


def rolled_back(plan: Plan = PLAN) -> Played:
    """One whose next agent could not start, and whose first agent has the call again."""
    call = committed(plan).has(EntryFailed, hand_off=1, what="ValueError")
    call.has(RolledBack, hand_off=1, to="front", reason="ValueError")
    return call.has(Resumed, hand_off=1, stage="front")


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
    assert call.wanted[-2:] == [Listen(), SayLine(FixedLine.HANDED_BACK)]
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
    assert (call.last(PlayLine), call.state.ending) == (PlayLine(FixedLine.APOLOGY), Outcome.FAILED)


def test_one_who_has_the_call_again_and_is_not_heard_either_gives_it_to_the_safe_stage() -> None:
    assert rolled_back(replace(SAFE, safe="tale")).passes(3).last(RollBack).to == "tale"
    assert rolled_back().passes(3).last(PlayLine) == PlayLine(FixedLine.APOLOGY)


def test_nobody_resumes_what_was_not_given_back() -> None:
    for call in (committed(), handed_on(), answering()):
        assert not call.has(Resumed, hand_off=1, stage="front").permission.permitted


def test_a_roll_back_of_another_hand_off_undoes_nothing() -> None:
    call = committed().passes(3)
    before = call.state
    assert call.has(RolledBack, hand_off=7, to="tale", reason="to_desk comes first").state == before


def test_a_tool_that_asks_in_the_middle_of_a_roll_back_is_told_who_is_to_have_the_call() -> None:
    call = committed(replace(SAFE, safe="tale")).passes(3)
    call.has(RolledBack, hand_off=1, to="front", reason="no sound in time").passes(3)
    call.has(RolledBack, hand_off=1, to="tale", reason="no sound in time").has(HandOffRequested, edge="back")
    assert "Not done" in call.permission.told


def test_no_silence_counts_while_the_call_is_given_back() -> None:
    call = handed_on().has(AgentsEnded)
    assert call.left_s(Timer.SILENCE) == 12.0
    assert call.passes(3).state.timers.keys() == {Timer.CALL, Timer.WARNING, Timer.ENTRY, Timer.FLOOR}


def test_an_agent_whose_models_fail_one_after_the_other_takes_the_call_from_itself_alone() -> None:
    call = handed_on()
    for where in ("llm", "tts"):
        call.has(Failed, where=where, what="HTTP 401", final=True)
    assert call.every(RollBack) == [RollBack(1, "front", "llm: HTTP 401")]
    assert call.every(Leave) == []
