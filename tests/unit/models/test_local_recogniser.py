"""What becomes of the recogniser's words, and of clips it cannot take whole."""

import numpy as np
import pytest

from segue.models.local.recogniser import SAMPLE_RATE, _pieces, _said_once


@pytest.mark.parametrize(
    ("looped", "said"),
    [
        ("Yes. Yes. Yes. Yes", "Yes."),
        ("No, thank you. No, thank you. No, thank you.", "No, thank you."),
        ("Be Be Be Be Be Be Be", "Be"),
        ("I say go on. Go on. Go o", "I say go on."),
    ],
)
def test_a_loop_is_said_once(looped: str, said: str) -> None:
    assert _said_once(looped, clip_s=0.9) == said


def test_a_long_loop_that_was_cut_short_is_said_once() -> None:
    line = "Could you tell me a story about a dragon?"
    assert _said_once(f"{line} Could you tell me a", clip_s=2.9) == line


def test_fast_speech_is_no_loop() -> None:
    line = "I told you that he told you that we all went home and you did not"
    assert _said_once(line, clip_s=3.0) == line


def test_what_a_caller_had_the_time_to_repeat_stays() -> None:
    assert _said_once("No, no, no, no.", clip_s=1.8) == "No, no, no, no."


def test_spelling_is_no_loop() -> None:
    assert _said_once("It's A-N-N-A.", clip_s=1.5) == "It's A-N-N-A."


def test_a_long_clip_is_cut_where_it_is_quiet() -> None:
    clip = np.ones(60 * SAMPLE_RATE, np.float32)
    clip[24 * SAMPLE_RATE : int(24.5 * SAMPLE_RATE)] = 0
    pieces = list(_pieces(clip))
    assert 24.0 <= pieces[0].size / SAMPLE_RATE <= 24.5
    assert sum(piece.size for piece in pieces) == clip.size
    assert max(piece.size for piece in pieces) <= 28 * SAMPLE_RATE


def test_a_short_clip_is_left_whole() -> None:
    assert [piece.size for piece in _pieces(np.ones(100, np.float32))] == [100]
