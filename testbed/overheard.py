"""A call's recording, as another recogniser than Segue's hears the agents in it."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from segue.caller.judgement import errors
from segue.facts.accept import words
from segue.models.local.resampling import resampled
from segue.records import timing
from testbed.second_recogniser import SAMPLE_RATE, transcribe

BEFORE_S, AFTER_S = 0.2, 0.3
"""Silence that is listened to with a speech."""


class Overheard:
    """One recording. `figures` are its answers and pauses, `spoken` the agents' speeches in their order."""

    def __init__(self, recording: Path) -> None:
        caller, self._agents, self._rate = timing.read(recording)
        self.figures = timing.answers(caller, self._agents, self._rate)
        self.spoken = timing.speeches(timing.sounds(self._agents, self._rate))

    def speech(self, number: int) -> str:
        """The words of that speech: 0 is the first, -1 the last."""
        span = self.spoken[number]
        first, end = max(0, round((span.start_s - BEFORE_S) * self._rate)), round((span.end_s + AFTER_S) * self._rate)
        heard = resampled(self._agents[first:end], self._rate, SAMPLE_RATE)
        return transcribe(heard.astype(np.float32) / np.float32(32768))

    def speeches(self) -> list[str]:
        """The words of all of them."""
        return [self.speech(number) for number in range(len(self.spoken))]


def heard_in(speeches: Iterable[str], text: str) -> bool:
    """Whether `text` is in what was heard, by whoever mishears one word in three at most."""
    line, overheard = words(text), words(" ".join(speeches))
    pieces = (overheard[at : at + len(line)] for at in range(len(overheard)))
    return any(errors(line, piece) * 3 <= len(line) for piece in pieces)
