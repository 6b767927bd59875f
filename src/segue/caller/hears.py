"""What a caller makes of the agents' sound: whether they speak, and how long they have or have not."""

import numpy as np

from segue.transports.frames import FRAME_S

LOUD = 104.0
"""RMS of a frame, of 32768: -50 dB. Within a sentence the local synthesis is below it for 80 ms at most, and
between two it always is."""


def loud(pcm: bytes) -> bool:
    """Whether a frame (16-bit mono) has a sound in it."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64)
    return bool(samples.size) and float(np.sqrt(np.mean(samples * samples))) > LOUD


class Hears:
    """The agents' speech so far, one frame at a time. A pause shorter than `patience_s` is part of speech."""

    def __init__(self, patience_s: float) -> None:
        self._patience = round(patience_s / FRAME_S)
        self._speech = self._quiet = self._waited = 0
        self.answered = False
        """Whether the agents have said something since the caller last did."""
        self.sounding = False
        """Whether this very frame has a sound in it."""

    @property
    def speech_s(self) -> float:
        """How long the present speech has lasted, pauses included; 0 when the agents have fallen silent."""
        return self._speech * FRAME_S

    @property
    def quiet_s(self) -> float:
        """How long since the agents' last sound."""
        return self._quiet * FRAME_S

    @property
    def waited_s(self) -> float:
        """How long nobody has said anything, since the agents fell silent or the caller did."""
        return self._waited * FRAME_S

    @property
    def finished(self) -> bool:
        """Whether the agents have answered, and then fallen silent."""
        return self.answered and not self._speech

    def frame(self, sounding: bool) -> None:
        """Take the next frame of the agents' side."""
        self.sounding = sounding
        self._quiet = 0 if sounding else self._quiet + 1
        if sounding:
            self.answered = True
        if self._quiet >= self._patience:
            self._speech = 0
        elif sounding or self._speech:
            self._speech += 1
        self._waited = 0 if self._speech else self._waited + 1

    def begin_anew(self) -> None:
        """The caller has just said something: what the agents say from here on is the answer to it."""
        self._speech = self._quiet = self._waited = 0
        self.answered = False
