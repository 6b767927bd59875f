"""What the judges of single things go by."""

from dataclasses import replace

from testbed.hazards.hazard import HOST, TELLER
from testbed.hazards.judging.honesty import asked_again, told_in_time
from testbed.hazards.judging.kept import books_whole
from testbed.hazards.judging.waiting import no_dead_air
from testbed.hazards.judging.words_of_caller import in_order, none_lost
from testbed.hazards.observed import Asked, Books, Entered, Observed, Sounded, Uttered
from tests.testbed.hazards.calls_in_silence import answered, line

SAID = [Uttered(10.0, 11.0, "a story please"), Uttered(15.0, 16.0, "with an owl")]


def asked(*texts: str, answer: str = "Gladly.", at_s: float = 16.5) -> Observed:
    told = [("user", text) for text in texts]
    return Observed(SAID, [Sounded(17.0, 18.0, HOST, answer)], [Asked(at_s, HOST, told, answer)])


def test_words_are_not_lost_that_a_model_was_told_whose_answer_was_heard() -> None:
    assert none_lost(asked("a story please", "with an owl")).ok


def test_words_are_lost_that_only_an_answer_nobody_heard_was_about() -> None:
    unheard = replace(asked("a story please", "with an owl"), sounded=[])
    assert none_lost(unheard).text == "6 words lost"


def test_words_that_were_told_before_they_were_said_count_for_nothing() -> None:
    assert none_lost(asked("a story please", "with an owl", at_s=12.0)).text == "3 words lost"


def test_words_out_of_order_and_words_told_twice_are_told_of() -> None:
    assert in_order(asked("with an owl", "a story please")).text == "words out of order"
    assert in_order(asked("a story please", "with an owl", "with an owl")).text == "3 words told twice"


def test_an_agent_who_never_made_a_sound_has_not_had_the_call() -> None:
    path = [Entered(0.0, HOST), Entered(12.0, TELLER), Entered(14.0, HOST)]
    given_back = Observed(SAID, [Sounded(15.0, 16.0, HOST, "Sorry.")], entered=path, books=Books(0))
    assert books_whole(given_back).ok
    assert not books_whole(replace(given_back, books=Books(1))).ok


def test_a_caller_who_has_to_ask_again_was_left_alone() -> None:
    assert no_dead_air(asked("a story please")).text == "silent until asked again (4 s)"


def test_a_line_that_no_model_was_asked_for_is_a_sound_too() -> None:
    line = Observed(SAID[:1], [Sounded(12.0, 13.0, "(line)", "Sorry, that did not work.")])
    assert no_dead_air(line).ok


def test_a_call_that_is_ended_without_a_word_was_silent() -> None:
    assert no_dead_air(Observed(SAID[:1], over_s=20.0)).text == "silent to the end (9 s)"


def test_a_filler_is_a_sound_and_no_honest_word() -> None:
    fillers = [line(at_s, "One moment, please.") for at_s in (6.0, 10.0)]
    assert told_in_time(answered(14.0, *fillers)).text == "2.0 s silent, 10.0 s unexplained"


def test_an_honest_sentence_settles_nothing_before_it_is_whole() -> None:
    left = replace(answered(30.0), hung_up_s=20.0)
    whole, broken = (line(6.0, f"I am sorry, that did not {rest}") for rest in ("work. Tell me again.", "work. Tell"))
    assert told_in_time(replace(left, sounded=[*left.sounded[:1], whole])).ok
    assert told_in_time(replace(left, sounded=[*left.sounded[:1], broken])).text.startswith("12.0 s silent")


def test_who_is_told_goodbye_is_not_asked_anything() -> None:
    asked, left = (line(6.0, f"I am sorry. Try again{end}") for end in (", please.", " later. Goodbye."))
    assert asked_again(replace(answered(30.0), sounded=[asked]))
    assert not asked_again(replace(answered(30.0), sounded=[left]))


def test_a_call_that_is_ended_instead_of_an_answer_is_not_in_time() -> None:
    answers = answered(30.0)
    ended = replace(answers, sounded=answers.sounded[:1], hung_up_s=None, over_s=5.0)
    assert told_in_time(ended).text == "1.0 s silent, 1.0 s unexplained, hung up on"
