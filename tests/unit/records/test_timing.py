"""Figures from sound: tones laid where they are known to be, and read off again."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from segue.records.recording import Recording
from segue.records.timing import Answer, Answers, BargeIn, Span, answers, read, sounds

RATE = 24_000
Side = NDArray[np.int16]


def side(length_s: float, *heard: tuple[float, float], level_db: float = -20.0) -> Side:
    """A tone from each start to each end, silence elsewhere."""
    made = np.zeros(round(length_s * RATE))
    for start_s, end_s in heard:
        start, end = round(start_s * RATE), round(end_s * RATE)
        made[start:end] = np.sin(2 * np.pi * 440 * np.arange(end - start) / RATE)
    scaled: Side = np.rint(made * np.sqrt(2) * 32768 * 10 ** (level_db / 20)).astype(np.int16)
    return scaled


def figures(length_s: float, caller: list[tuple[float, float]], agents: list[tuple[float, float]]) -> Answers:
    return answers(side(length_s, *caller), side(length_s, *agents), RATE)


def near(found: tuple[Span, ...], *expected: tuple[float, float]) -> None:
    assert [(span.start_s, span.end_s) for span in found] == [pytest.approx(span) for span in expected]


def test_a_sound_is_found_where_it_is() -> None:
    near(sounds(side(3, (0.5, 1.0), (2.0, 2.5)), RATE), (0.5, 1.0), (2.0, 2.5))


def test_a_plosive_does_not_end_a_sound_and_a_pause_between_sentences_does() -> None:
    near(sounds(side(3, (0.5, 1.0), (1.08, 1.5), (1.7, 2.0)), RATE), (0.5, 1.5), (1.7, 2.0))


def test_what_is_below_the_threshold_is_silence() -> None:
    assert sounds(side(1, (0.2, 0.8), level_db=-55), RATE) == ()
    near(sounds(side(1, (0.2, 0.8), level_db=-45), RATE), (0.2, 0.8))


def test_a_side_without_a_sample_has_no_sound() -> None:
    assert sounds(np.zeros(0, np.int16), RATE) == ()


def test_an_answer_counts_from_the_callers_last_sound_to_the_agents_first() -> None:
    found = figures(10, caller=[(3.0, 4.0), (6.5, 7.0)], agents=[(0.5, 2.5), (4.73, 6.0), (8.2, 9.0)])
    assert [answer.wait_s for answer in found.answers] == [pytest.approx(0.73), pytest.approx(1.2)]
    assert found.answers[0].asked_s == pytest.approx(4.0)
    assert found.barge_ins == ()
    assert found.double_talk_s == 0


def test_a_second_agent_speaking_after_the_first_is_no_second_answer() -> None:
    found = figures(10, caller=[(1.0, 2.0)], agents=[(2.8, 4.0), (4.9, 6.0)])
    assert [answer.answered_s for answer in found.answers] == [pytest.approx(2.8)]


def test_the_caller_pausing_for_breath_and_going_on_is_answered_once() -> None:
    found = figures(10, caller=[(1.0, 2.0), (2.9, 3.5)], agents=[(4.5, 6.0)])
    assert [answer.wait_s for answer in found.answers] == [pytest.approx(1.0)]


def test_an_agent_falling_into_the_callers_words_is_double_talk_and_no_answer() -> None:
    found = figures(6, caller=[(1.0, 3.0)], agents=[(2.5, 4.0)])
    assert found.answers == ()
    assert found.double_talk_s == pytest.approx(0.5)


def test_a_barge_in_counts_until_the_agents_last_sound() -> None:
    found = figures(10, caller=[(3.0, 4.5)], agents=[(1.0, 3.6), (5.2, 7.0)])
    assert len(found.barge_ins) == 1
    assert found.barge_ins[0].began_s == pytest.approx(3.0)
    assert found.barge_ins[0].talked_on_s == pytest.approx(0.6)
    assert found.double_talk_s == pytest.approx(0.6)
    assert [answer.wait_s for answer in found.answers] == [pytest.approx(0.7)]


def test_agents_that_draw_breath_and_talk_on_have_not_stopped() -> None:
    found = figures(10, caller=[(3.0, 5.0)], agents=[(1.0, 3.2), (3.9, 4.5)])
    assert found.barge_ins[0].talked_on_s == pytest.approx(1.5)


def test_the_longest_silence_counts_from_the_calls_start_and_not_after_its_last_sound() -> None:
    assert figures(9, caller=[], agents=[(3.0, 4.0)]).longest_silence_s == pytest.approx(3.0)
    found = figures(20, caller=[(1.0, 6.0)], agents=[(2.0, 3.0), (8.5, 9.0)])
    assert found.longest_silence_s == pytest.approx(2.5)


def test_the_tail_tells_how_much_of_the_last_speech_is_there() -> None:
    tail = figures(8, caller=[(1.0, 2.0)], agents=[(3.0, 4.0), (5.0, 6.0), (6.2, 7.5)]).tail
    assert tail is not None
    assert tail.last_speech.length_s == pytest.approx(2.5)
    assert tail.after_s == pytest.approx(0.5)


def test_a_goodbye_cut_off_ends_in_mid_sound() -> None:
    tail = figures(5, caller=[], agents=[(3.0, 5.0)]).tail
    assert tail is not None
    assert tail.after_s == 0


def test_a_call_in_which_nobody_spoke_has_no_figures() -> None:
    assert figures(5, caller=[], agents=[]) == Answers((), (), 0, 0, None)


def test_a_recording_is_read_back_as_it_was_made(tmp_path: Path) -> None:
    caller, agents = side(4, (0.5, 1.0)), side(4, (1.8, 3.0))
    with Recording(tmp_path / "call.wav", 24_000) as recording:
        recording.add(caller.tobytes(), agents.tobytes())
    left, right, rate = read(tmp_path / "call.wav")
    assert rate == RATE
    assert answers(left, right, rate).answers[0].wait_s == pytest.approx(0.8)


def test_figures_are_values() -> None:
    assert Answer(1.0, 2.0) == Answer(1.0, 2.0)
    assert BargeIn(1.0, 1.5).talked_on_s == 0.5
