"""The TTS's model: a sentence in, speech out, in one of several distinguishable voices."""

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from segue.models.local.resampling import resampled

if TYPE_CHECKING:
    from hibari import Hibari

SAMPLE_RATE: Final = 24_000
"""Hertz, mono: what the model makes and what leaves this module."""

_NOISE_SEED: Final = 1
"""The model shapes noise into breath; a fixed seed makes the same sentence the same bytes every time."""

_NEAR_SILENCE: Final = 0.004
"""Of full scale, -48 dB: below the quietest consonant the model makes, above its noise floor."""

_LEAD_S: Final = 0.02
"""Silence left before a sentence. The model makes up to 0.3 s, all of which would count as answer time."""

_TAIL_S: Final = 0.18
"""Silence left after a sentence: the pause a listener hears between two."""

_SPELT = re.compile(r"\b[A-Z](?:[ -][A-Z])+\b")


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice, made of the model's only one by shifting it."""

    name: str
    pitch: float = 1.0
    """Every frequency times this, formants too: below 1 a larger, lower speaker."""
    pace: float = 1.0
    """Tempo: above 1 is faster. Independent of pitch."""

    def __post_init__(self) -> None:
        if not 0.7 <= self.pitch <= 1.4 or not 0.5 <= self.pace <= 2.0:
            raise ValueError(
                f"speaker {self.name!r}: pitch must be within 0.7 and 1.4, pace within 0.5 and 2, "
                f"not {self.pitch} and {self.pace}; beyond that speech is no longer understood"
            )


SPEAKERS: Final = {
    speaker.name: speaker
    for speaker in (
        Speaker("warm"),
        Speaker("low", pitch=0.88, pace=0.95),
        Speaker("bright", pitch=1.14, pace=1.04),
        Speaker("caller", pitch=0.78, pace=0.9),
    )
}
"""The voices there are: three for agents, and `caller` for who rings in. docs/local-models.md tells how
well each is understood."""


class Synthesiser:
    """One model for every voice. Any number of threads may call it at once."""

    def __init__(self, model: "Hibari") -> None:
        self._model = model
        # The text analysis keeps state between its steps; the network and the signal processing do not.
        self._analysing = threading.Lock()

    def split(self, text: str) -> list[str]:
        """`text` by sentences, without the spaces between; all but the last are whole, whatever may follow.

        The model's own rule, which knows "Dr. Who", "J. K." and a sentence that goes on after "?".
        """
        sentences: list[str] = self._model.split_sentences(text)
        return sentences

    def sentences(self, text: str, speaker: Speaker) -> list[NDArray[np.int16]]:
        """Speech for each sentence of `text`: int16, mono, SAMPLE_RATE. Nothing for text without words."""
        with self._analysing:
            phonemes = self._model.phonemize(_SPELT.sub(_letter_by_letter, text))
        return [speech for spoken in phonemes if (speech := self._speak(spoken, speaker)).size]

    def speak(self, text: str, speaker: Speaker) -> NDArray[np.int16]:
        """Speech for all of `text`: int16, mono, SAMPLE_RATE; empty for text without words."""
        return np.concatenate([np.zeros(0, np.int16), *self.sentences(text, speaker)])

    def _speak(self, phonemes: str, speaker: Speaker) -> NDArray[np.int16]:
        if not any(sound.isalpha() for sound in phonemes):
            return np.zeros(0, np.int16)
        rate = speaker.pace / speaker.pitch
        speech = self._model.from_phonemes(phonemes, speed=rate, seed=_NOISE_SEED)
        # Read `pitch` times as fast: length divided by it, every frequency times it.
        shifted = resampled(_as_int16(speech), round(SAMPLE_RATE * speaker.pitch), SAMPLE_RATE)
        return _trimmed(shifted)


def _letter_by_letter(spelt: re.Match[str]) -> str:
    # "M A R A" is read with the article "a" and "M-A-R-A" as one word; with commas both are letters.
    return ", ".join(letter for letter in spelt.group() if letter.isalpha())


def _as_int16(speech: NDArray[np.float32]) -> NDArray[np.int16]:
    return (np.clip(speech, -1.0, 1.0) * 32767.0).astype(np.int16)


def _trimmed(speech: NDArray[np.int16]) -> NDArray[np.int16]:
    """Without the silence around it, but for `_LEAD_S` and `_TAIL_S`."""
    loud = np.flatnonzero(np.abs(speech.astype(np.int32)) > _NEAR_SILENCE * 32767)
    if not loud.size:
        return speech[:0]
    start = max(0, int(loud[0]) - int(_LEAD_S * SAMPLE_RATE))
    end = int(loud[-1]) + int(_TAIL_S * SAMPLE_RATE)
    return speech[start:end]
