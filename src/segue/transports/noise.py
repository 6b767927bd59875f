"""Cleaning the caller's sound before it is listened to."""

from typing import Any

from livekit import rtc

from segue.models.krisp import krisp
from segue.settings import NoiseCancellation

SAMPLE_BYTES = 2


class WebRtcCleaning(rtc.FrameProcessor[rtc.AudioFrame]):
    """The SDK's audio processing module: noise suppression and a high-pass filter, on this machine.

    The module works on 10 ms. Frames of any length, rate and number of channels may come, and each leaves as
    long as it came; the first that is not made of tens puts the sound off by 10 ms from there on.
    """

    def __init__(self) -> None:
        self._module = rtc.AudioProcessingModule(noise_suppression=True, high_pass_filter=True)
        self._enabled = True
        self._gathered, self._cleaned = bytearray(), bytearray()
        self._shape = (0, 0)

    @property
    def enabled(self) -> bool:
        """Whether frames are cleaned or passed on as they are."""
        return self._enabled

    @enabled.setter
    def enabled(self, value: bool) -> None:
        self._enabled = value

    def _process(self, frame: rtc.AudioFrame) -> rtc.AudioFrame:
        if not self._enabled:
            return frame
        rate, channels = frame.sample_rate, frame.num_channels
        if self._shape != (rate, channels):
            self._shape = (rate, channels)
            self._gathered, self._cleaned = bytearray(), bytearray()
        self._gathered += frame.data.cast("b")
        self._clean_tens(rate, channels)
        length = frame.samples_per_channel * channels * SAMPLE_BYTES
        if len(self._cleaned) < length:
            self._cleaned[:0] = bytes(rate // 100 * channels * SAMPLE_BYTES)
        cleaned = bytes(self._cleaned[:length])
        del self._cleaned[:length]
        return rtc.AudioFrame(cleaned, rate, channels, frame.samples_per_channel)

    def _clean_tens(self, rate: int, channels: int) -> None:
        samples = rate // 100
        size = samples * channels * SAMPLE_BYTES
        while len(self._gathered) >= size:
            ten_ms = rtc.AudioFrame(self._gathered[:size], rate, channels, samples)
            self._module.process_stream(ten_ms)
            self._cleaned += ten_ms.data.cast("b")
            del self._gathered[:size]

    def _close(self) -> None:
        self._enabled = False


def cleaning(choice: NoiseCancellation) -> Any:
    """What a room's audio input is given. Raises ImportError where Krisp is chosen and its extra missing."""
    match choice:
        case NoiseCancellation.WEBRTC:
            return WebRtcCleaning()
        case NoiseCancellation.KRISP:
            return krisp()
        case NoiseCancellation.OFF:
            return None
