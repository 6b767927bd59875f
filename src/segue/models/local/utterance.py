"""Where an utterance starts, pauses, goes on and ends, found in the caller's audio as it arrives."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from segue.models.local.recogniser import SAMPLE_RATE, quietest

WINDOW: Final = 512
"""Samples the voice activity detector judges at once: 32 ms."""

WINDOW_S: Final = WINDOW / SAMPLE_RATE

_SPEECH: Final = 0.5
_STILL_SPEECH: Final = 0.35
"""The detector's probability at which speech begins, and below which it has paused: as LiveKit's own VAD."""

_PREROLL_WINDOWS: Final = 10
"""0.32 s kept from before the detector is sure, so that no onset is cut."""

_ONSET_WINDOWS: Final = 2
"""Windows of speech in a row that make an utterance; one alone is a click."""

_FLOAT: Final = np.float32(1 / 32768)

Detector = Callable[[NDArray[np.int16]], float]
"""The probability that a window (int16, mono, SAMPLE_RATE, WINDOW samples) holds speech."""


class SpeechChange(StrEnum):
    """What happened in the window just heard."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a silence is what."""

    pause_s: float = 0.1
    """From here on it may be the end: recognition begins."""
    end_s: float = 0.25
    """From here on it is the end."""
    longest_s: float = 20.0
    """Speech without an end is cut here."""

    def __post_init__(self) -> None:
        if not WINDOW_S <= self.pause_s <= self.end_s or not 5.0 <= self.longest_s <= 25.0:
            raise ValueError(
                f"patience needs {WINDOW_S} <= pause_s <= end_s and 5 <= longest_s <= 25, "
                f"not {self.pause_s}, {self.end_s} and {self.longest_s}"
            )


class Utterance:
    """Follows one caller's audio. Not shared between threads."""

    def __init__(self, speech_in: Detector, patience: Patience) -> None:
        self._speech_in = speech_in
        self._patience = patience
        self._left = np.zeros(0, np.int16)
        self._preroll: deque[NDArray[np.int16]] = deque(maxlen=_PREROLL_WINDOWS)
        self._heard = self._spoken = self._silent = 0
        self._clip: list[NDArray[np.int16]] = []

    @property
    def going_on(self) -> bool:
        return bool(self._clip)

    @property
    def clip(self) -> NDArray[np.float32]:
        """The utterance so far, a little before it included: float32, mono, SAMPLE_RATE."""
        return np.concatenate(self._clip).astype(np.float32) * _FLOAT

    @property
    def start_s(self) -> float:
        """When the clip begins, in seconds of audio heard."""
        return (self._heard - len(self._clip)) * WINDOW_S

    @property
    def end_s(self) -> float:
        """When the caller last spoke, in seconds of audio heard."""
        return (self._heard - self._silent) * WINDOW_S

    def hear(self, samples: NDArray[np.int16]) -> Iterator[SpeechChange]:
        """What happens in these samples (int16, mono, SAMPLE_RATE), one window after another."""
        self._left = np.concatenate([self._left, samples])
        while self._left.size >= WINDOW:
            window, self._left = self._left[:WINDOW], self._left[WINDOW:]
            if (turn := self._hear(window)) is not None:
                yield turn

    def end(self) -> None:
        """Forget the utterance, after ENDED or because nothing more will come."""
        self._clip.clear()
        self._spoken = self._silent = 0

    def cut(self) -> NDArray[np.float32]:
        """After TOO_LONG: takes off and returns the clip up to its last quiet moment; the rest goes on."""
        clip = self.clip
        windows = quietest(clip, self._patience.longest_s * 0.6, self._patience.longest_s) // WINDOW
        del self._clip[:windows]
        return clip[: windows * WINDOW]

    def _hear(self, window: NDArray[np.int16]) -> SpeechChange | None:
        self._heard += 1
        probability = self._speech_in(window)
        if not self._clip:
            return self._wait(window, probability >= _SPEECH)
        self._clip.append(window)
        speaks = probability > (_SPEECH if self._silent else _STILL_SPEECH)
        return self._resume() if speaks else self._fall_silent()

    def _wait(self, window: NDArray[np.int16], speaks: bool) -> SpeechChange | None:
        self._preroll.append(window)
        self._spoken = self._spoken + 1 if speaks else 0
        if self._spoken < _ONSET_WINDOWS:
            return None
        self._clip.extend(self._preroll)
        self._preroll.clear()
        self._silent = 0
        return SpeechChange.STARTED

    def _resume(self) -> SpeechChange | None:
        was_paused = self._silent >= round(self._patience.pause_s / WINDOW_S)
        self._silent = 0
        if was_paused:
            return SpeechChange.RESUMED
        return SpeechChange.TOO_LONG if len(self._clip) * WINDOW_S >= self._patience.longest_s else None

    def _fall_silent(self) -> SpeechChange | None:
        self._silent += 1
        if self._silent == round(self._patience.end_s / WINDOW_S):
            return SpeechChange.ENDED
        return SpeechChange.PAUSED if self._silent == round(self._patience.pause_s / WINDOW_S) else None
