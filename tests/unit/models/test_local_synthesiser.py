"""The synthesiser's arithmetic, without the model."""

from itertools import pairwise

import numpy as np
import pytest

from segue.models.local.resampling import resampled
from segue.models.local.synthesiser import SAMPLE_RATE, SPEAKERS, Speaker, _trimmed


def tone(hertz: float, rate: int = SAMPLE_RATE) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return (8000 * np.sin(2 * np.pi * hertz * np.arange(rate) / rate)).astype(np.int16)


def test_resampling_keeps_the_pitch_and_the_seconds() -> None:
    slower = resampled(tone(1000), SAMPLE_RATE, 16_000)
    assert slower.size == 16_000
    assert np.abs(np.fft.rfft(slower)).argmax() == 1000


def test_resampling_lets_nothing_fold_down() -> None:
    assert np.abs(resampled(tone(10_000), SAMPLE_RATE, 16_000)[500:-500]).max() < 80


def test_silence_around_a_sentence_is_bounded() -> None:
    quiet = np.zeros(SAMPLE_RATE, np.int16)
    trimmed = _trimmed(np.concatenate([quiet, tone(300), quiet]))
    assert int(np.flatnonzero(trimmed)[0]) <= 0.021 * SAMPLE_RATE
    assert trimmed.size <= 1.21 * SAMPLE_RATE


def test_what_is_all_silence_is_nothing() -> None:
    assert _trimmed(np.zeros(1000, np.int16)).size == 0


def test_every_voice_has_a_pitch_of_its_own() -> None:
    pitches = sorted(speaker.pitch for speaker in SPEAKERS.values())
    assert all(higher / lower > 1.1 for lower, higher in pairwise(pitches))


def test_a_voice_that_nobody_could_understand_is_refused() -> None:
    with pytest.raises(ValueError, match="'mouse'"):
        Speaker("mouse", pitch=2.0)
