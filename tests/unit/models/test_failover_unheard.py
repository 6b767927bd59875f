"""What is kept of a caller's sound: all that nobody has understood yet, and little else."""

import pytest
from livekit import rtc

from segue.models.failover.unheard import LONGEST_S, OVERLAP_S, PRE_ROLL_S, Unheard


@pytest.fixture
def unheard() -> Unheard:
    return Unheard()


def listen(unheard: Unheard, seconds: float) -> None:
    for _ in range(round(seconds * 10)):
        unheard.push(rtc.AudioFrame(bytes(3200), 16_000, 1, 1600))


def speak(unheard: Unheard, seconds: float) -> None:
    """And half a second of silence, which is what the VAD takes to be sure."""
    unheard.started()
    listen(unheard, seconds + 0.5)
    unheard.ended(seconds, 0.5)


def kept_s(unheard: Unheard) -> float:
    return sum(frame.duration for frame in unheard)


def test_of_silence_a_second_is_kept(unheard: Unheard) -> None:
    listen(unheard, 30)
    assert kept_s(unheard) == pytest.approx(PRE_ROLL_S, abs=0.11)
    assert unheard.begins_s == pytest.approx(29, abs=0.11)


def test_speech_is_kept_until_it_is_understood(unheard: Unheard) -> None:
    listen(unheard, 5)
    speak(unheard, 10)
    listen(unheard, 5)
    assert unheard.owed
    assert kept_s(unheard) == pytest.approx(PRE_ROLL_S + 15.5, abs=0.11)
    unheard.covered(None)
    assert unheard.quiet
    assert kept_s(unheard) == 0


def test_not_more_than_a_minute_is_kept(unheard: Unheard) -> None:
    unheard.started()
    listen(unheard, LONGEST_S + 10)
    assert kept_s(unheard) == pytest.approx(LONGEST_S, abs=0.11)


def test_a_transcript_that_beats_the_vad_leaves_nothing_owed(unheard: Unheard) -> None:
    unheard.started()
    listen(unheard, 2.1)
    unheard.covered(None)
    listen(unheard, 0.4)
    unheard.ended(2.0, 0.5)
    assert unheard.quiet


def test_a_transcript_of_the_first_half_leaves_the_second_owed(unheard: Unheard) -> None:
    unheard.started()
    listen(unheard, 2)
    unheard.covered(1.5)
    assert unheard.begins_s == pytest.approx(1.5, abs=0.11)
    listen(unheard, 2.5)
    unheard.ended(4.0, 0.5)
    assert unheard.owed


def test_without_times_the_first_half_is_forgotten_but_for_what_was_on_its_way(unheard: Unheard) -> None:
    unheard.started()
    listen(unheard, 2)
    unheard.covered(None)
    assert kept_s(unheard) == pytest.approx(OVERLAP_S, abs=0.11)


def test_a_late_transcript_of_the_first_utterance_leaves_the_second_owed(unheard: Unheard) -> None:
    speak(unheard, 1)
    speak(unheard, 1)
    unheard.covered(1.0)
    assert unheard.owed
    assert unheard.begins_s == pytest.approx(1.0, abs=0.11)
    unheard.covered(2.5)
    assert unheard.quiet


def test_times_that_start_again_with_every_clip_are_not_believed(unheard: Unheard) -> None:
    for _ in range(3):
        speak(unheard, 1)
        unheard.covered(1.0)
        assert unheard.quiet


def test_a_click_owes_nothing(unheard: Unheard) -> None:
    speak(unheard, 0.1)
    assert unheard.quiet


def test_a_word_straight_after_a_transcript_is_owed(unheard: Unheard) -> None:
    speak(unheard, 1)
    unheard.covered(None)
    speak(unheard, 0.3)
    assert unheard.owed
