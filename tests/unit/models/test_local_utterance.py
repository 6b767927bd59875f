"""Where an utterance starts, pauses, goes on and ends."""

import numpy as np
import pytest
from numpy.typing import NDArray

from segue.models.local.utterance import WINDOW, Patience, SpeechChange, Utterance


def loudness(window: NDArray[np.int16]) -> float:
    """A detector for tests: a window of ones is speech."""
    return float(window.mean())


def audio(script: str) -> NDArray[np.int16]:
    """A window for each letter, `s` for speech and `.` for silence."""
    return np.repeat(np.array([letter == "s" for letter in script], np.int16), WINDOW)


def turns(script: str, patience: Patience | None = None) -> list[SpeechChange]:
    return list(Utterance(loudness, patience or Patience()).hear(audio(script)))


def test_a_click_is_no_utterance() -> None:
    assert turns("...s....s......") == []


def test_an_utterance_starts_pauses_and_ends() -> None:
    assert turns("....sssss........") == [SpeechChange.STARTED, SpeechChange.PAUSED, SpeechChange.ENDED]


def test_a_caller_who_goes_on_has_not_ended() -> None:
    assert turns("sss....sss") == [SpeechChange.STARTED, SpeechChange.PAUSED, SpeechChange.RESUMED]


def test_a_short_gap_is_not_even_a_pause() -> None:
    assert turns("sss..sss.") == [SpeechChange.STARTED]


def test_the_clip_holds_what_came_before_the_detector_was_sure() -> None:
    utterance = Utterance(loudness, Patience())
    list(utterance.hear(audio("." * 30 + "sssss...")))
    assert utterance.clip.size == (8 + 5 + 3) * WINDOW
    assert utterance.start_s == pytest.approx(22 * 0.032)
    assert utterance.end_s == pytest.approx(35 * 0.032)


def test_frames_of_any_length_are_heard_alike() -> None:
    samples = audio("..ssss....sss.........")
    utterance = Utterance(loudness, Patience())
    heard = [turn for piece in np.array_split(samples, 97) for turn in utterance.hear(piece)]
    assert heard == turns("..ssss....sss.........")


def test_a_speech_without_end_is_cut_and_goes_on() -> None:
    utterance = Utterance(loudness, Patience(longest_s=5.0))
    seen = list(utterance.hear(audio("s" * 120 + ".." + "s" * 35)))
    assert seen == [SpeechChange.STARTED, SpeechChange.TOO_LONG]
    cut = utterance.cut()
    assert 120 * WINDOW <= cut.size <= 122 * WINDOW
    assert utterance.clip.size + cut.size == 157 * WINDOW


def test_patience_refuses_an_end_before_the_pause() -> None:
    with pytest.raises(ValueError, match="pause_s <= end_s"):
        Patience(pause_s=0.3, end_s=0.2)
