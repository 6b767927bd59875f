"""Cleaning the caller's sound: noise goes down, speech stays, and every frame leaves as long as it came."""

import numpy as np
import pytest
from livekit import rtc
from numpy.typing import NDArray

from segue.caller.voice import CallerVoice
from segue.settings import NoiseCancellation
from segue.transports.noise import WebRtcCleaning, cleaning

RATE = 24_000
Sound = NDArray[np.int16]


def white_noise(seconds: float, rate: int = RATE, channels: int = 1) -> Sound:
    made = np.random.default_rng(7).normal(0, 400, round(seconds * rate) * channels)
    return made.astype(np.int16)


def through(sound: Sound, frame: int, rate: int = RATE, channels: int = 1) -> Sound:
    """`sound` as it leaves, given in frames of `frame` samples a channel."""
    cleaner, left = WebRtcCleaning(), []
    for piece in sound[: sound.size // (frame * channels) * frame * channels].reshape(-1, frame * channels):
        cleaned = cleaner._process(rtc.AudioFrame(piece.tobytes(), rate, channels, frame))
        assert (cleaned.samples_per_channel, cleaned.sample_rate) == (frame, rate)
        assert cleaned.num_channels == channels
        left.append(np.frombuffer(cleaned.data, np.int16))
    return np.concatenate(left)


def loudness(sound: Sound) -> float:
    return float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 44_100, 48_000])
def test_white_noise_is_lowered_to_a_third_at_any_rate(rate: int, channels: int) -> None:
    noise = white_noise(3, rate, channels)
    left = through(noise, rate // 50, rate, channels)
    assert loudness(left[left.size // 2 :]) < loudness(noise) / 3


def test_speech_stays_as_loud_as_it_was() -> None:
    speech = CallerVoice("caller").spoken("Hello. I'm Emma, and I live in Boston.")
    assert loudness(through(speech, 480)) > 0.7 * loudness(speech)


@pytest.mark.parametrize("frame", [1, 123, 240, 250, 480, 500, 960, 1200, 24_000])
def test_frames_of_any_length_are_all_cleaned_and_none_is_lost(frame: int) -> None:
    noise = white_noise(2)
    left, in_tens = through(noise, frame), through(noise, 240)
    put_off = 240 if frame % 240 else 0
    assert np.array_equal(left[put_off:], in_tens[: left.size - put_off])


def test_a_frame_that_comes_read_only_is_not_written_to() -> None:
    given = white_noise(0.02).tobytes()
    kept = bytes(given)
    WebRtcCleaning()._process(rtc.AudioFrame(given, RATE, 1, 480))
    assert given == kept


def test_a_change_of_rate_in_mid_call_is_taken() -> None:
    cleaner = WebRtcCleaning()
    cleaner._process(rtc.AudioFrame(white_noise(0.025).tobytes(), RATE, 1, 600))
    left = cleaner._process(rtc.AudioFrame(white_noise(0.02, 48_000).tobytes(), 48_000, 1, 960))
    assert (left.sample_rate, left.samples_per_channel) == (48_000, 960)


def test_switched_off_it_passes_frames_on_as_they_are() -> None:
    cleaner, frame = WebRtcCleaning(), rtc.AudioFrame(white_noise(0.02).tobytes(), RATE, 1, 480)
    cleaner.enabled = False
    assert not cleaner.enabled
    assert cleaner._process(frame) is frame


def test_off_cleans_nothing_and_webrtc_gives_each_call_a_cleaner_of_its_own() -> None:
    assert cleaning(NoiseCancellation.OFF) is None
    assert cleaning(NoiseCancellation.WEBRTC) is not cleaning(NoiseCancellation.WEBRTC)
