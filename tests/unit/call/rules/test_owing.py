"""Who owes the next sound, and what a caller hears for as long as it does not come."""

from dataclasses import replace

from segue.call.command import FixedLine, Hush, PlayLine, SayLine, StopLine
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    CallerAway,
    CallerBegan,
    CallerEnded,
    Ending,
    Failed,
    Heard,
    LineHeard,
    Outcome,
    Said,
    Started,
    Thinking,
    Timer,
    ToolStarted,
)
from segue.call.phases import Phase
from segue.profile.limits import Limits
from tests.unit.call.played import PLAN, Played, answering, asked, committed, opened

FILLERS = [PlayLine(FixedLine.FILLER, 0), PlayLine(FixedLine.FILLER, 1)]


def speaks(call: Played, seconds: float = 2.0) -> Played:
    """The caller says something, and is done."""
    return call.has(CallerBegan).passes(seconds).has(CallerEnded)


def lines(call: Played) -> list[FixedLine]:
    return [command.line for command in call.every(PlayLine)]


def test_a_caller_who_is_kept_waiting_hears_a_filler_and_then_another_one() -> None:
    call = answering()
    assert call.passes(1.4).every(PlayLine) == []
    assert call.passes(0.6).every(PlayLine) == FILLERS[:1]
    assert call.passes(2.5).every(PlayLine) == FILLERS


def test_they_are_told_that_something_is_wrong_before_the_eighth_second() -> None:
    assert lines(answering().passes(7.5))[-1] is FixedLine.STILL_HERE


def test_the_wait_counts_from_their_last_sound() -> None:
    call = speaks(opened()).passes(1.5).has(Heard, text="Hello.").has(Thinking)
    assert call.passes(0.6).every(PlayLine) == FILLERS[:1]


def test_an_answer_in_time_costs_nothing() -> None:
    call = answering().passes(1.4).has(AgentsBegan)
    assert call.passes(30).every(PlayLine) == []
    assert Timer.FLOOR not in call.state.timers


def test_a_tool_that_is_at_work_after_some_words_is_waited_for_no_longer() -> None:
    call = answering().has(AgentsBegan).passes(3).has(Thinking)
    assert call.passes(2.1).every(PlayLine) == FILLERS[:1]


def test_no_line_is_due_while_the_caller_speaks_or_is_away() -> None:
    assert answering().has(CallerBegan).passes(20).every(PlayLine) == []
    assert answering().has(CallerAway, resumes=True).passes(10).every(PlayLine) == []


def test_a_caller_who_speaks_stops_the_line_that_is_on() -> None:
    call = answering().passes(2.1).has(CallerBegan)
    assert call.wanted[-1] == StopLine()
    assert call.has(LineHeard, stage="front", line="fillers", text="One", whole=False).state.line is None


def test_words_that_do_not_come_are_missed_and_nobody_is_blamed() -> None:
    call = speaks(opened()).passes(7.1)
    assert lines(call) == [FixedLine.FILLER, FixedLine.FILLER, FixedLine.MISSED_THAT]
    assert (call.state.phase, call.state.failed_part, call.every(SayLine)) == (Phase.LISTENING, "stt", [])


def test_a_cough_is_no_word() -> None:
    assert speaks(opened(), 0.6).passes(8).every(PlayLine) == []


def test_words_that_come_late_are_answered_all_the_same() -> None:
    call = speaks(opened()).passes(7.1).has(Heard, text="Hello?")
    assert call.state.phase is Phase.THINKING
    assert call.passes(2.1).wanted[-1] == PlayLine(FixedLine.FILLER, 2)


def test_a_failed_turn_is_told_at_once_and_the_caller_has_the_floor() -> None:
    call = answering().has(Failed, where="llm", what="HTTP 401", final=True)
    assert call.wanted[-2:] == [Hush(), PlayLine(FixedLine.SAY_AGAIN)]
    assert (call.state.phase, call.left_s(Timer.SILENCE)) == (Phase.LISTENING, 12.0)


def test_a_line_that_is_on_is_heard_to_its_end_before_a_failure_is_told() -> None:
    call = answering().passes(7.1).has(Failed, where="llm", what="no answer in time", final=True)
    assert lines(call)[-1] is FixedLine.STILL_HERE
    heard = call.has(LineHeard, stage="intro", line=FixedLine.STILL_HERE, text="I am still here.", whole=True)
    assert lines(heard)[-1] is FixedLine.SAY_AGAIN


def test_a_question_that_an_agent_could_not_ask_is_played_and_the_caller_is_not_asked_for_more() -> None:
    call = opened().passes(12.1)
    assert call.every(SayLine) == [SayLine(FixedLine.ARE_YOU_THERE)]
    failed = call.has(Failed, where="tts", what="refused", final=True)
    assert lines(failed) == [FixedLine.ARE_YOU_THERE]
    assert failed.state.failed_turns == 0


def test_a_failure_that_another_model_made_good_is_none() -> None:
    assert answering().has(Failed, where="llm", what="HTTP 401").every(PlayLine) == []


def test_an_answer_that_breaks_off_is_told_once_its_words_are_over() -> None:
    call = answering().has(AgentsBegan).has(Failed, where="tts", what="TimeoutError", final=True)
    assert call.every(PlayLine) == []
    call.has(Said, stage="front", text="Well,").has(AgentsEnded)
    assert lines(call) == [FixedLine.SAY_AGAIN]
    assert call.state.failed_turns == 1


def test_a_model_that_failed_before_the_turn_was_over_fails_it_where_nothing_is_said() -> None:
    call = speaks(opened()).has(Failed, where="llm", what="HTTP 500", final=True)
    assert call.every(PlayLine) == []
    assert lines(call.has(Heard, text="Hello.").has(AgentsEnded)) == [FixedLine.SAY_AGAIN]


def test_an_answer_of_nothing_is_owed_all_the_same() -> None:
    call = answering().has(AgentsEnded)
    assert call.state.phase is Phase.LISTENING
    assert lines(call.passes(7.5)) == [FixedLine.FILLER, FixedLine.FILLER, FixedLine.STILL_HERE]


def test_an_answer_that_does_not_come_is_given_up() -> None:
    call = answering().has(ToolStarted, run=1, tool="book").passes(15)
    assert (lines(call)[-1], call.state.failed_part) == (FixedLine.SAY_AGAIN, "tool")


def test_after_the_second_failed_turn_there_is_an_offer_and_after_the_third_an_end() -> None:
    call = opened()
    for _ in range(2):
        speaks(call).has(Heard, text="Hello?").has(Failed, where="llm", what="HTTP 500", final=True)
    assert lines(call) == [FixedLine.SAY_AGAIN, FixedLine.OFFER]
    speaks(call).has(Heard, text="Hello?").has(Failed, where="llm", what="HTTP 500", final=True)
    assert lines(call)[2:] == [FixedLine.APOLOGY]
    assert (call.state.ending, call.state.failed_part) == (Outcome.FAILED, "llm")


def test_an_answer_that_is_heard_sets_the_failed_turns_back() -> None:
    call = answering().has(Failed, where="llm", what="HTTP 500", final=True)
    speaks(call).has(Heard, text="Hello?").has(AgentsBegan).has(Said, stage="front", text="Yes?").has(AgentsEnded)
    assert call.state.failed_turns == 0


def test_a_caller_who_has_nothing_to_say_to_a_failed_turn_is_offered_to_wait_and_never_called_silent() -> None:
    call = answering().has(Failed, where="tts", what="HTTP 500", final=True).passes(30)
    assert lines(call) == [FixedLine.SAY_AGAIN, FixedLine.OFFER, FixedLine.APOLOGY]
    assert (call.every(SayLine), call.state.ending) == ([], Outcome.FAILED)


def test_a_caller_is_not_asked_whether_they_are_there_while_nobody_could_hear_them() -> None:
    call = opened().passes(10).has(Failed, where="stt", what="no connection").passes(1.5)
    assert (lines(call), call.every(SayLine)) == ([FixedLine.MISSED_THAT], [])


def test_an_answer_to_a_failed_turn_may_be_as_short_as_a_cough() -> None:
    call = answering().has(Failed, where="llm", what="HTTP 401", final=True).passes(5)
    call = speaks(call.has(LineHeard, stage="intro", line=FixedLine.SAY_AGAIN, text="Again?", whole=True), 0.4)
    assert lines(call.passes(2.1))[-1] is FixedLine.FILLER


def test_no_silence_is_the_callers_while_a_line_of_ours_is_on() -> None:
    call = answering(replace(PLAN, limits=Limits(silence_s=5.0))).has(Failed, where="llm", what="HTTP 401", final=True)
    assert lines(call.passes(7)) == [FixedLine.SAY_AGAIN]


def test_an_stt_that_hears_again_has_not_failed() -> None:
    call = opened().has(Failed, where="stt", what="no connection")
    assert speaks(call).has(Heard, text="Hello?").state.failing == ""


def test_a_last_line_that_is_not_heard_is_played_and_the_call_is_over() -> None:
    call = opened().fires(Timer.CALL).passes(2.1)
    assert call.wanted[-1] == PlayLine(FixedLine.TIME_UP)
    assert call.has(LineHeard, stage="front", line="time_up", text="Time.").state.timers == {}


def test_a_goodbye_that_does_not_come_is_an_apology() -> None:
    call = answering().has(Ending, outcome=Outcome.GOODBYE).passes(7.1)
    assert lines(call) == [FixedLine.FILLER, FixedLine.FILLER, FixedLine.APOLOGY]
    assert call.has(LineHeard, stage="front", line="apology", text="Sorry.").state.timers == {}


def test_nobody_who_takes_the_call_at_all_is_no_reason_to_be_silent() -> None:
    call = Played().has(Started, profile="small", models="none").passes(7.5)
    assert lines(call) == [FixedLine.FILLER, FixedLine.FILLER, FixedLine.STILL_HERE]
    assert lines(call.passes(8))[-1] is FixedLine.APOLOGY


def test_in_a_hand_off_a_caller_is_kept_company_too() -> None:
    for call in (asked(), committed()):
        assert lines(call.passes(2.1)) == [FixedLine.FILLER]
