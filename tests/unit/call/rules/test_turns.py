"""Whose turn it is: who may answer, what interrupts, and how long a silence may last."""

import pytest

from segue.call.commands import Answer, FixedLine, Keep, Leave, Say
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    CallerSpoke,
    Ending,
    Entered,
    FellSilent,
    Heard,
    HungUp,
    Learnt,
    Outcome,
    Said,
    Started,
    Thinking,
    Timer,
    ToolStarted,
    TurnOver,
    TypedIn,
)
from segue.call.phases import Phase
from segue.call.rules import may_answer
from segue.call.state import Caller
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
    assert call.reply.permitted
    assert call.wanted[1:] == []


def test_what_is_said_during_a_hand_off_is_kept_for_the_next_agent() -> None:
    call = asked().has(TurnOver, text="On Friday.")
    assert not call.reply.permitted
    assert call.last(Keep) == Keep("On Friday.")


def test_what_is_typed_is_answered_by_whoever_has_the_call_and_kept_during_a_hand_off() -> None:
    assert opened().has(TypedIn, text="Friday").last(Answer) == Answer("Friday")
    call = committed().has(TypedIn, text="Friday")
    assert (call.every(Answer), call.last(Keep)) == ([], Keep("Friday"))


def test_nobody_answers_what_is_said_into_a_goodbye() -> None:
    call = opened().has(Ending, outcome=Outcome.GOODBYE).has(TurnOver, text="One more thing.")
    assert not call.reply.permitted
    assert call.has(TypedIn, text="Wait.").every(Answer) == call.every(Keep) == []


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


def test_words_that_come_late_leave_the_silence_after_their_answer_as_it_is() -> None:
    call = opened().has(CallerSpoke).has(AgentsBegan).passes(1).has(AgentsEnded).passes(1)
    call.has(Heard, text="I'm Ada.")
    assert (call.state.phase, call.left_s(Timer.SILENCE)) == (Phase.LISTENING, 11.0)


def test_a_caller_who_speaks_again_before_their_words_are_known_has_the_floor() -> None:
    call = opened().has(CallerBegan).passes(1).has(CallerEnded).has(CallerBegan).has(Heard, text="I'm")
    assert call.state.caller is Caller.SPEAKING
    assert call.has(CallerEnded).state.caller is Caller.AWAITED


def test_silence_counts_from_the_last_sound_of_either() -> None:
    call = opened()
    assert call.left_s(Timer.SILENCE) == 11.0
    assert call.has(CallerBegan).left_s(Timer.SILENCE) is None
    assert call.passes(5).has(CallerEnded).left_s(Timer.SILENCE) == 12.0
    assert call.has(Heard, text="Yes.").left_s(Timer.SILENCE) is None
    assert call.has(AgentsBegan).passes(30).left_s(Timer.SILENCE) is None
    assert call.has(AgentsEnded).left_s(Timer.SILENCE) == 12.0


def test_silence_does_not_count_while_an_agent_goes_on_after_a_cough() -> None:
    call = opened().has(AgentsBegan).has(CallerBegan).has(CallerEnded)
    assert call.left_s(Timer.SILENCE) is None
    assert call.has(AgentsEnded).left_s(Timer.SILENCE) == 12.0


def test_a_sound_that_was_no_word_keeps_nobody_waiting_for_ever() -> None:
    call = opened().has(AgentsBegan).has(CallerBegan).has(AgentsEnded).has(CallerEnded)
    assert call.passes(12).last(Say) == Say(FixedLine.ARE_YOU_THERE)


def test_a_silent_caller_is_asked_as_often_as_the_profile_says_and_then_let_go() -> None:
    call = opened().passes(11)
    assert call.every(Say) == [Say(FixedLine.ARE_YOU_THERE)]
    call.has(AgentsBegan).passes(1).has(AgentsEnded).passes(12)
    assert len(call.every(Say)) == 2
    call.has(AgentsBegan).passes(1).has(AgentsEnded).passes(12)
    assert (len(call.every(Say)), call.every(Leave)) == (2, [Leave(FixedLine.SILENT_GOODBYE)])
    assert (call.state.phase, call.state.ending) == (Phase.ENDING, Outcome.SILENCE)


def test_a_silent_caller_is_let_go_in_the_end_though_no_question_can_be_heard() -> None:
    assert opened().passes(36).every(Leave) == [Leave(FixedLine.SILENT_GOODBYE)]


def test_a_caller_who_answers_is_asked_as_often_again() -> None:
    call = opened().passes(11).has(AgentsBegan).has(AgentsEnded)
    assert call.has(Heard, text="Yes.").state.silences == 0


def test_a_timer_that_was_armed_anew_brings_nothing_of_its_earlier_arming() -> None:
    call = opened()
    old = call.state.timers[Timer.SILENCE]
    call.has(CallerBegan).has(CallerEnded)
    before = call.state
    call.has(FellSilent, of=old)
    assert call.every(Say) == []
    assert call.state.disregarded == before.disregarded + 1


def test_an_agents_words_change_nothing_outside_of_a_hand_off() -> None:
    call = opened()
    before = call.state
    assert call.has(Said, stage="front", text="Hello.").state == before
