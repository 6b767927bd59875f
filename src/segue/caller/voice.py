"""The caller's voice: words in, the line's sound out."""

import numpy as np
from hibari import Hibari
from numpy.typing import NDArray

from segue.models.local.synthesiser import SPEAKERS, Synthesiser

__all__ = ["SPEAKERS", "CallerVoice"]


class CallerVoice:
    """One speaker of the local synthesis, loaded once for a call."""

    def __init__(self, name: str) -> None:
        self._speaker = SPEAKERS[name]
        self._synthesiser = Synthesiser(Hibari())

    def spoken(self, words: str) -> NDArray[np.int16]:
        """`words` as 24 kHz int16 mono."""
        return self._synthesiser.speak(words, self._speaker)
