"""Sound that carries words: each spoken word has a value of its own, and all samples of its frames are that.

So what is lost of the sound is lost of the words, exactly; whoever listens finds them in the samples they are given.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from livekit import rtc

SAMPLE_RATE: Final = 24_000
"""Hertz, mono, 16-bit."""
FRAME_S: Final = 0.02
FRAME_SAMPLES: Final = 480
SILENCE: Final = 0
NOISE: Final = -1
"""The value of what is no word: a cough, a door."""
ENOUGH: Final = 0.6
"""The share of a word that has to be heard, unbroken, for it to be understood."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, spoken once."""

    text: str
    speaker: str
    frames: int
    value: int
    """What its samples are."""

    @property
    def enough(self) -> int:
        """How many of its frames have to be heard for it to be understood."""
        return max(1, round(self.frames * ENOUGH))

    @property
    def pcm(self) -> bytes:
        """All of its sound."""
        return samples(self.value, self.frames * FRAME_SAMPLES)


_values = itertools.cycle(range(1, 2**15))
_words: dict[int, Word] = {}
"""The words spoken lately, by their values, of which there are 32,767."""


def spoken(text: str, speaker: str, word_s: float) -> list[Word]:
    """`text` as `speaker` says it, each word in `word_s` seconds (of whole frames)."""
    frames = round(word_s / FRAME_S)
    words = [Word(word, speaker, frames, next(_values)) for word in text.split()]
    _words.update((word.value, word) for word in words)
    return words


def samples(value: int, number: int) -> bytes:
    """So many samples of a value."""
    return value.to_bytes(2, "little", signed=True) * number


def frame(value: int) -> rtc.AudioFrame:
    """20 ms of a value."""
    return rtc.AudioFrame(samples(value, FRAME_SAMPLES), SAMPLE_RATE, 1, FRAME_SAMPLES)


def value_of(pcm: bytes) -> int:
    """The value of a frame or less; sound that was not made here is noise."""
    first = pcm[:2]
    middle = len(pcm) // 4 * 2
    constant = first == pcm[-2:] == pcm[middle : middle + 2]
    return int.from_bytes(first, "little", signed=True) if constant else NOISE


def word_of(value: int) -> Word | None:
    """The word that is carried by a value; None for silence and noise."""
    return _words.get(value)


def values(pcm: memoryview) -> Iterator[int]:
    """The value of each 20 ms of a frame, whatever its length."""
    return iter(pcm[::FRAME_SAMPLES])


def text_of(words: Iterable[Word]) -> str:
    """Words as a sentence."""
    return " ".join(word.text for word in words)
