"""Tells speech from silence by loudness alone, for doubles that are fed sounds of our own making."""

from collections.abc import Iterator

import numpy as np

STEP_S = 0.01
LOUD_RMS = 300
"""Of 32768, about -40 dBFS: under any speech we synthesise and over the noise we mix in."""
ONSET_STEPS = 3
"""Loud steps in a row that make speech; a click is shorter."""


class Energy:
    """Follows one stream of mono 16-bit PCM. Its time is that of the sound it was given, never of a clock."""

    def __init__(self, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self.at_s = 0.0
        """How much sound was judged."""
        self.silent_s = 0.0
        """Silence since the last loud step."""
        self._loud_steps = 0
        self._rest = b""

    @property
    def speaks(self) -> bool:
        """Whether the last steps were loud enough, long enough."""
        return self._loud_steps >= ONSET_STEPS

    def steps(self, pcm: bytes) -> Iterator[bytes]:
        """Every whole 10 ms of the sound, judged before it is yielded."""
        size = round(self.sample_rate * STEP_S) * 2
        pcm = self._rest + pcm
        whole = len(pcm) - len(pcm) % size
        self._rest = pcm[whole:]
        for start in range(0, whole, size):
            step = pcm[start : start + size]
            loud = float(np.sqrt(np.mean(np.frombuffer(step, np.int16).astype(np.float64) ** 2))) > LOUD_RMS
            self._loud_steps = self._loud_steps + 1 if loud else 0
            self.silent_s = 0.0 if loud else self.silent_s + STEP_S
            self.at_s += STEP_S
            yield step

    def reset(self) -> None:
        """Forget what was heard; time goes on."""
        self._loud_steps, self.silent_s = 0, 0.0
