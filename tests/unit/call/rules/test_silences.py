"""How long a silence may last, and when none counts."""

from segue.call.command import FixedLine, Leave, PlayLine, SayLine
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerBegan,
    CallerEnded,
    CallerSpoke,
    FellSilent,
    Heard,
    Outcome,
    Timer,
)
from segue.call.phases import Phase
from tests.unit.call.played import opened


def test_words_that_come_late_leave_the_silence_after_their_answer_as_it_is() -> None:
    call = opened().has(CallerSpoke).has(AgentsBegan).passes(1).has(AgentsEnded).passes(1)
    call.has(Heard, text="I'm Ada.")
    assert (call.state.phase, call.left_s(Timer.SILENCE)) == (Phase.LISTENING, 11.0)


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
    assert call.passes(12).last(PlayLine) == PlayLine(FixedLine.MISSED_THAT)
    assert call.passes(12).last(SayLine) == SayLine(FixedLine.ARE_YOU_THERE)


def test_who_answers_each_question_in_words_that_nobody_hears_is_not_the_silent_one() -> None:
    call = opened()
    for _ in range(3):
        call.has(CallerBegan).passes(0.5).has(CallerEnded).passes(12.1)
    assert [command.line for command in call.every(PlayLine)] == [FixedLine.MISSED_THAT] * 2 + [FixedLine.APOLOGY]
    assert (call.state.ending, call.state.failed_part) == (Outcome.FAILED, "stt")


def test_a_silent_caller_is_asked_as_often_as_the_profile_says_and_then_let_go() -> None:
    call = opened().passes(11)
    assert call.every(SayLine) == [SayLine(FixedLine.ARE_YOU_THERE)]
    call.has(AgentsBegan).passes(1).has(AgentsEnded).passes(12)
    assert len(call.every(SayLine)) == 2
    call.has(AgentsBegan).passes(1).has(AgentsEnded).passes(12)
    assert (len(call.every(SayLine)), call.every(Leave)) == (2, [Leave(FixedLine.SILENT_GOODBYE)])
    assert (call.state.phase, call.state.ending) == (Phase.ENDING, Outcome.SILENCE)


def test_nobody_is_blamed_for_a_silence_in_which_no_question_could_be_heard() -> None:
    call = opened().passes(100)
    assert call.every(SayLine) == [SayLine(FixedLine.ARE_YOU_THERE)]
    assert call.every(PlayLine)[-1] == PlayLine(FixedLine.APOLOGY)
    assert call.state.ending is Outcome.FAILED


def test_a_caller_who_answers_is_asked_as_often_again() -> None:
    call = opened().passes(11).has(AgentsBegan).has(AgentsEnded)
    assert call.has(Heard, text="Yes.").state.silences == 0


def test_a_timer_that_was_armed_anew_brings_nothing_of_its_earlier_arming() -> None:
    call = opened()
    old = call.state.timers[Timer.SILENCE]
    call.has(CallerBegan).has(CallerEnded)
    before = call.state
    call.has(FellSilent, of=old)
    assert call.every(SayLine) == []
    assert call.state.disregarded == before.disregarded + 1
