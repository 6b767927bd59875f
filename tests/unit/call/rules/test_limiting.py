"""What a call may use up: the caller is told in time, when nobody speaks, and then the agents take their leave."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from segue.call.command import FixedLine, Leave, SayLine
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    Ended,
    Event,
    Heard,
    Limit,
    LineHeard,
    Outcome,
    Said,
    Thinking,
    Timer,
    ToolFinished,
    ToolStarted,
    Used,
)
from segue.call.phases import Phase
from segue.call.plan import Plan
from segue.profile.limits import Limits
from tests.unit.call.played import PLAN, Played, answering, asked, committed, opened

ALMOST_UP, ALMOST_SPENT = SayLine(FixedLine.ALMOST_UP), SayLine(FixedLine.ALMOST_SPENT)
SPENT_GOODBYE = Leave(FixedLine.SPENT_GOODBYE)


def limited(**limits: float) -> Plan:
    """The plan under other limits."""
    return replace(PLAN, limits=Limits.model_validate({**PLAN.limits.model_dump(), **limits}))


def hears(call: Played, text: str = "Of course.") -> Played:
    """The agents' answer or line is heard to its end."""
    return call.has(AgentsBegan).passes(1).has(Said, stage=call.state.stage, text=text).has(AgentsEnded)


def turn(call: Played, *meanwhile: type[Event], **fields: object) -> Played:
    """The caller says something, and hears the answer; whatever comes before it."""
    call.has(CallerBegan).passes(1).has(CallerEnded).has(Heard, text="And then?").has(Thinking)
    for kind in meanwhile:
        call.has(kind, **fields)
    return hears(call)


def test_a_minute_before_the_calls_time_is_up_the_caller_is_told_aloud() -> None:
    call = opened()
    assert call.left_s(Timer.WARNING) == 540 - call.at_s
    assert call.fires(Timer.WARNING).every(SayLine) == [ALMOST_UP]


def test_of_a_short_call_half_is_over_before_anybody_is_told() -> None:
    assert opened(limited(call_s=40)).left_s(Timer.WARNING) == 17.0  # three seconds are over
    assert opened(limited(call_s=40, warn_s=5)).left_s(Timer.WARNING) == 32.0


def test_nobody_is_told_of_the_time_over_an_agents_words_or_before_an_answer_that_is_owed() -> None:
    call = answering().fires(Timer.WARNING)
    assert call.every(SayLine) == []
    assert call.has(AgentsBegan).has(Said, stage="front", text="Monday.").every(SayLine) == []
    assert call.has(AgentsEnded).every(SayLine) == [ALMOST_UP]


def test_nobody_is_told_of_the_time_over_the_callers_words() -> None:
    call = opened().has(CallerBegan).fires(Timer.WARNING).has(CallerEnded)
    assert call.every(SayLine) == []
    assert hears(call.has(Heard, text="A day.").has(Thinking)).every(SayLine) == [ALMOST_UP]


def test_a_cough_keeps_nobody_from_being_told() -> None:
    call = opened().has(CallerBegan).passes(0.3).has(CallerEnded).passes(2)
    assert call.fires(Timer.WARNING).every(SayLine) == [ALMOST_UP]


@pytest.mark.parametrize("make", [asked, committed])
def test_in_a_hand_off_nobody_is_told_before_the_next_agent_has_been_heard(make: Callable[[], Played]) -> None:
    assert make().fires(Timer.WARNING).every(SayLine) == []


def test_the_time_is_told_of_once() -> None:
    call = turn(hears(opened().fires(Timer.WARNING)))
    assert turn(call).every(SayLine) == [ALMOST_UP]
    assert call.fires(Timer.CALL).wanted[-1] == Leave(FixedLine.TIME_UP)
    assert call.state.limit is Limit.TIME


def test_the_caller_is_told_when_the_last_turn_but_one_has_been_answered_and_left_after_the_last() -> None:
    call = turn(turn(opened(limited(turns=3))))
    assert call.every(SayLine) == [ALMOST_SPENT]
    assert turn(hears(call)).every(SayLine) == [ALMOST_SPENT]
    assert (call.wanted[-1], call.state.ending, call.state.limit) == (SPENT_GOODBYE, Outcome.LIMIT, Limit.TURNS)
    assert call.state.phase is Phase.ENDING


def test_of_many_turns_nine_tenths_are_had_before_the_caller_is_told() -> None:
    call = opened(limited(turns=20))
    for _ in range(17):
        turn(call)
    assert call.every(SayLine) == []
    assert turn(call).every(SayLine) == [ALMOST_SPENT]


def test_tool_calls_are_counted_and_the_turn_that_needs_the_last_one_is_answered() -> None:
    call = turn(opened(limited(tool_calls=2)), ToolStarted, ToolFinished, tool="look_up")
    assert (call.state.tool_calls, call.every(SayLine)) == (1, [ALMOST_SPENT])
    hears(call).has(Heard, text="And?").has(Thinking).has(ToolStarted, tool="look_up")
    assert (call.state.tool_calls, call.every(Leave)) == (2, [])
    assert (hears(call).every(Leave), call.state.limit) == ([SPENT_GOODBYE], Limit.TOOL_CALLS)


def test_tokens_are_not_limited_unless_the_profile_says_so() -> None:
    call = turn(opened(), Used, tokens=10_000_000)
    assert (call.state.tokens, call.every(SayLine)) == (10_000_000, [])


def test_tokens_that_are_spent_end_the_call_once_the_caller_was_told() -> None:
    call = turn(opened(limited(tokens=1000)), Used, tokens=899)
    assert call.every(SayLine) == []
    assert call.has(Used, tokens=900).every(SayLine) == [ALMOST_SPENT]
    call = turn(hears(call), Used, tokens=1000)
    assert (call.every(Leave), call.state.limit) == ([SPENT_GOODBYE], Limit.TOKENS)


def test_who_could_not_be_told_before_all_was_spent_is_told_then_and_has_one_turn_more() -> None:
    call = turn(opened(limited(tokens=1000)), Used, tokens=1050)
    assert (call.every(SayLine), hears(call).every(Leave)) == ([ALMOST_SPENT], [])
    assert turn(call).every(Leave) == [SPENT_GOODBYE]


def test_who_breaks_into_every_answer_is_left_when_they_speak_again() -> None:
    call = turn(hears(turn(opened(limited(turns=3)), ToolStarted, tool="look_up")))
    call = hears(call).has(CallerBegan).has(CallerEnded).has(Heard, text="Three.").has(Thinking)
    call.has(AgentsBegan).has(CallerBegan).has(AgentsEnded).has(CallerEnded)
    assert call.every(Leave) == []
    assert call.has(Heard, text="Four.").every(Leave) == [SPENT_GOODBYE]


def test_who_goes_on_before_they_were_answered_is_answered() -> None:
    call = hears(turn(turn(opened(limited(turns=3))))).has(Heard, text="A day,").has(Heard, text="please.")
    assert call.every(Leave) == []
    assert hears(call).every(Leave) == [SPENT_GOODBYE]


def test_before_the_last_hand_off_the_caller_is_told() -> None:
    call = opened(limited(hand_offs=2))
    call.state = replace(call.state, crossings={"to_desk": 1})
    assert turn(call).every(SayLine) == [ALMOST_SPENT]
    call.state = replace(call.state, crossings={"to_desk": 2})
    assert turn(hears(call)).every(Leave) == []


def test_nobody_is_told_of_limits_while_a_part_of_ours_is_failing() -> None:
    call = answering().passes(15).fires(Timer.WARNING)
    assert call.state.failed_turns == 1
    assert call.has(LineHeard, stage="front", line=FixedLine.SAY_AGAIN, text="Once more?").every(SayLine) == []
    assert turn(call).every(SayLine) == [ALMOST_UP]


def test_whoever_is_told_has_heard_it_before_anything_else_is_said() -> None:
    call = turn(opened(limited(turns=2, tokens=1000)))
    assert call.state.unanswered
    assert call.has(Used, tokens=950).every(SayLine) == [ALMOST_SPENT]
    assert hears(call).every(SayLine) == [ALMOST_SPENT, ALMOST_SPENT]


def test_the_limit_that_has_ended_a_call_is_on_record() -> None:
    call = hears(turn(hears(turn(turn(opened(limited(turns=3)))))))
    call.has(Ended, outcome=call.state.ending, limit=call.state.limit)
    assert (call.state.outcome, call.state.limit) == (Outcome.LIMIT, Limit.TURNS)
