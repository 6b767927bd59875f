"""A caller's frames as the recogniser takes them: mono, at its rate."""

import numpy as np
from livekit import rtc
from numpy.typing import NDArray

from segue.models.local.recogniser import SAMPLE_RATE
from segue.models.local.resampling import resampled


class Samples:
    """Of a stream of frames, which all have one rate. Nothing is kept back."""

    def __init__(self) -> None:
        self._resampler: rtc.AudioResampler | None = None

    def of(self, frame: rtc.AudioFrame) -> NDArray[np.int16]:
        """The frame's samples, mono int16, at SAMPLE_RATE."""
        samples = _mono(frame)
        if frame.sample_rate == SAMPLE_RATE:
            return samples
        if self._resampler is None:
            # Better qualities, which LiveKit's own resampling of a stream would use, come 20-40 ms late and are
            # understood no better (docs/local-models.md).
            self._resampler = rtc.AudioResampler(
                frame.sample_rate, SAMPLE_RATE, quality=rtc.AudioResamplerQuality.QUICK
            )
        pieces = self._resampler.push(bytearray(samples.tobytes()))
        return np.concatenate([np.zeros(0, np.int16), *(np.asarray(piece.data) for piece in pieces)])


def clip(frame: rtc.AudioFrame) -> NDArray[np.float32]:
    """A whole recording, whatever its rate and channels: mono float32 from -1 to 1, at SAMPLE_RATE."""
    samples = resampled(_mono(frame), frame.sample_rate, SAMPLE_RATE)
    return samples.astype(np.float32) / np.float32(32768)


def _mono(frame: rtc.AudioFrame) -> NDArray[np.int16]:
    samples = np.asarray(frame.data, np.int16)
    if frame.num_channels > 1:
        samples = samples.reshape(-1, frame.num_channels).mean(axis=1).astype(np.int16)
    return samples
