"""Whole clips of speech at another sample rate."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_QUIET_END: Final = 512
"""Samples of silence after the clip: a Fourier transform takes the end for the neighbour of the beginning."""


def resampled(speech: NDArray[np.int16], from_rate: int, to_rate: int) -> NDArray[np.int16]:
    """`speech` (int16, mono) sampled at `to_rate` instead of `from_rate`, both in hertz.

    Band-limited, through one Fourier transform of the whole: a few ms for a sentence. LiveKit's resampler is not used
    because it dithers, with another noise each time; a voice must be the same bytes for the same words.
    """
    if from_rate == to_rate or not speech.size:
        return speech
    padded = np.pad(speech.astype(np.float32), (0, _QUIET_END))
    length = round(padded.size * to_rate / from_rate)
    spectrum = np.fft.rfft(padded)[: length // 2 + 1]
    samples = np.fft.irfft(spectrum, length) * (length / padded.size)
    return np.clip(samples[: round(speech.size * to_rate / from_rate)], -32768, 32767).astype(np.int16)
