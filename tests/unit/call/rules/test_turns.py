"""Whose turn it is: who may answer, and what interrupts."""

import pytest

from segue.call.command import GenerateReply, Keep
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    CallerSpoke,
    Ending,
    Entered,
    Heard,
    HungUp,
    Learnt,
    Outcome,
    Said,
    Started,
    Thinking,
    ToolStarted,
    TurnOver,
    TypedIn,
)
from segue.call.phases import Phase
from segue.call.rules import may_answer
from segue.call.state import CallerState
from tests.unit.call.played import Played, answering, asked, committed, handed_on, opened


def test_a_call_goes_from_turn_to_turn() -> None:
    call = Played()
    seen = [call.state.phase]
    for kind, fields in (
        (Started, {"profile": "small", "models": "none"}),
        (Entered, {"stage": "front"}),
        (AgentsBegan, {}),
        (AgentsEnded, {}),
        (CallerBegan, {}),
        (CallerEnded, {}),
        (Heard, {"text": "Hello."}),
        (Thinking, {}),
        (AgentsBegan, {}),
        (CallerBegan, {}),
        (AgentsEnded, {}),
        (Heard, {"text": "Wait."}),
        (AgentsBegan, {}),
        (AgentsEnded, {}),
    ):
        call.has(kind, **fields)
        if call.state.phase is not seen[-1]:
            seen.append(call.state.phase)
    assert seen == [
        Phase.CONNECTING,
        Phase.GREETING,
        Phase.LISTENING,
        Phase.THINKING,
        Phase.SPEAKING,
        Phase.INTERRUPTED,
        Phase.THINKING,
        Phase.SPEAKING,
        Phase.LISTENING,
    ]


@pytest.mark.parametrize(
    ("call", "may"),
    [
        (Played(), True),
        (opened(), True),
        (answering(), True),
        (opened().has(AgentsBegan), True),
        (opened().has(AgentsBegan).has(CallerBegan), True),
        (asked(), False),
        (committed(), False),
        (handed_on(), True),
        (opened().has(Ending, outcome=Outcome.GOODBYE), True),  # it is the goodbye
        (opened().has(Ending, outcome=Outcome.TIME_UP), False),
        (opened().has(HungUp), False),
    ],
)
def test_an_agent_answers_while_it_has_the_call_and_says_goodbye_after_that(call: Played, may: bool) -> None:
    assert may_answer(call.state) is may


def test_the_agent_that_has_the_call_answers_a_turn() -> None:
    call = answering().has(TurnOver, text="A day, please.")
    assert call.permission.permitted
    assert call.wanted[1:] == []


def test_what_is_said_during_a_hand_off_is_kept_for_the_next_agent() -> None:
    call = asked().has(TurnOver, text="On Friday.")
    assert not call.permission.permitted
    assert call.last(Keep) == Keep("On Friday.")


def test_what_is_typed_is_answered_by_whoever_has_the_call_and_kept_during_a_hand_off() -> None:
    assert opened().has(TypedIn, text="Friday").last(GenerateReply) == GenerateReply("Friday")
    call = committed().has(TypedIn, text="Friday")
    assert (call.every(GenerateReply), call.last(Keep)) == ([], Keep("Friday"))


def test_nobody_answers_what_is_said_into_a_goodbye() -> None:
    call = opened().has(Ending, outcome=Outcome.GOODBYE).has(TurnOver, text="One more thing.")
    assert not call.permission.permitted
    call.has(TypedIn, text="Wait.")
    assert (call.every(GenerateReply), call.every(Keep)) == ([], [])


def test_a_turn_supersedes_what_the_one_before_began() -> None:
    call = answering().has(ToolStarted, run=1, tool="remember").has(Heard, text="No, wait.")
    assert (call.state.turn, call.state.tools) == (2, {})
    call.has(Learnt, run=1, name="name", value="Ada", heard="Ada")
    assert (call.state.facts, call.state.disregarded) == ({}, 1)


def test_what_came_of_a_realtime_turn_still_counts_when_its_words_come_late() -> None:
    call = opened().has(CallerSpoke).has(ToolStarted, run=1, tool="remember").has(Heard, text="I'm Ada.")
    assert call.has(Learnt, run=1, name="name", value="Ada", heard="Ada").state.known() == {"name": "Ada"}
    assert call.state.turn == 1
    assert call.has(CallerSpoke).state.turn == 2


def test_a_caller_who_speaks_again_before_their_words_are_known_has_the_floor() -> None:
    call = opened().has(CallerBegan).passes(1).has(CallerEnded).has(CallerBegan).has(Heard, text="I'm")
    assert call.state.caller is CallerState.SPEAKING
    assert call.has(CallerEnded).state.caller is CallerState.AWAITED


def test_an_agents_words_change_nothing_outside_of_a_hand_off() -> None:
    call = opened()
    before = call.state
    assert call.has(Said, stage="front", text="Hello.").state == before


def test_a_caller_who_speaks_on_while_a_realtime_model_takes_their_turn_has_the_floor() -> None:
    call = opened().has(CallerBegan).has(CallerSpoke)
    assert call.state.caller is CallerState.SPEAKING
    assert call.has(CallerEnded).state.caller is CallerState.AWAITED
