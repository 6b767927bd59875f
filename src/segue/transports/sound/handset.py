"""What a person holds to their ear and mouth: a line on the one side, a sound device on the other, no echo between."""

import contextlib
from collections.abc import Iterator

import numpy as np
from livekit import rtc

from segue.transports.frames import SAMPLE_RATE
from segue.transports.sound.elastic import BYTES_PER_S, Elastic

TEN_MS = SAMPLE_RATE // 100
"""Samples; the canceller takes no other length."""
LONGEST_DELAY_S = 0.5
"""Devices that tell no sound time may tell any."""
LEARNS_FOR_S = 3.0
"""Of the agents' sound, which the canceller needs to learn the room; until then it lets much of the echo pass."""
ECHOES_FOR_S = 0.5
"""After the last sound: the device's delay, and the room's."""

FAINT = 328.0
"""RMS, of 32768: -40 dB. A device that stutters throws the canceller off, and so much of the echo may pass."""


class Handset:
    """Takes the agents' sound from a line and the person's from a microphone; each side has a clock of its own.

    The microphone hears the loudspeaker too: unless that is taken out, the agents interrupt themselves. The canceller
    has to get both in the order in which the device plays and hears them, so it works on the device's side.
    """

    def __init__(self) -> None:
        self.echo_delay_s = 0.0
        """From the loudspeaker's next sample to the microphone's latest, as the device tells it."""
        self._speaker, self._microphone = Elastic(), Elastic()
        self._learnt_s = 0.0
        self._echoing_s = 0.0
        # No gain control: it lifts what is left of the echo along with the voice.
        self._canceller = rtc.AudioProcessingModule(
            echo_cancellation=True, noise_suppression=True, high_pass_filter=True
        )

    def exchange(self, agents: bytes) -> bytes:
        """The line's side: a frame of the agents' sound for one of the person's."""
        self._speaker.put(agents)
        return self._microphone.take(len(agents))

    def play(self, size: int) -> bytes:
        """The loudspeaker's side: the next `size` bytes to play, a multiple of ten milliseconds."""
        pcm = self._speaker.take(size)
        for frame in _tens(pcm):
            self._canceller.process_reverse_stream(frame)
        sounding = pcm.count(0) < size
        self._learnt_s += sounding * size / BYTES_PER_S
        self._echoing_s = ECHOES_FOR_S if sounding else self._echoing_s - size / BYTES_PER_S
        return pcm

    def hear(self, pcm: bytes) -> None:
        """The microphone's side: what it heard, a multiple of ten milliseconds.

        Nobody can break into the agents' first `LEARNS_FOR_S`, nor later in less than `FAINT`: that is left out.
        """
        with contextlib.suppress(RuntimeError):  # a delay it will not believe is one it does without
            self._canceller.set_stream_delay_ms(round(1000 * min(max(self.echo_delay_s, 0.0), LONGEST_DELAY_S)))
        cleaned = b"".join(self._cleaned(frame) for frame in _tens(pcm))
        if self._echoing_s > 0 and (self._learnt_s < LEARNS_FOR_S or _faint(cleaned)):
            cleaned = bytes(len(cleaned))
        self._microphone.put(cleaned)

    def _cleaned(self, frame: rtc.AudioFrame) -> bytes:
        self._canceller.process_stream(frame)
        return bytes(frame.data)


def _faint(pcm: bytes) -> bool:
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    return float(np.sqrt(np.mean(samples * samples))) < FAINT


def _tens(pcm: bytes) -> Iterator[rtc.AudioFrame]:
    for start in range(0, len(pcm), 2 * TEN_MS):
        yield rtc.AudioFrame(pcm[start : start + 2 * TEN_MS], SAMPLE_RATE, 1, TEN_MS)
