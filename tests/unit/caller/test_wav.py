"""Recordings as lines: any rate, width and number of channels comes out as the same sound."""

import wave
from pathlib import Path

import numpy as np
import pytest

from segue.caller.wav import played


def tone(rate: int, length_s: float = 0.4) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(rate * length_s)) / rate)


def written(path: Path, rate: int, width: int, channels: int) -> Path:
    scaled = tone(rate) * (1 << (8 * width - 1))
    if width == 1:
        raw = (scaled + 128).astype(np.uint8).reshape(-1, 1)
    else:
        raw = scaled.astype("<i8").view(np.uint8).reshape(-1, 8)[:, :width]
    with wave.open(str(path), "wb") as wav:
        wav.setparams((channels, width, rate, 0, "NONE", ""))
        wav.writeframes(np.tile(raw, (1, channels)).tobytes())
    return path


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize(("width", "channels"), [(1, 1), (2, 1), (2, 2), (3, 2), (4, 1)])
def test_any_recording_is_heard_as_the_same_sound(tmp_path: Path, rate: int, width: int, channels: int) -> None:
    heard = played(written(tmp_path / "tone.wav", rate, width, channels)) / 32768
    expected = tone(24_000)
    assert heard.size == expected.size
    # The very ends ring, as a tone cut off must once its band is limited.
    assert np.abs(heard - expected)[240:-240].max() < 0.02
