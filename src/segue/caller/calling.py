"""A caller on the line: the agents' frame in, the caller's frame out, and a log of what was said when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.caller.cues import Cues
from segue.caller.hears import loud
from segue.caller.script import HangUp, Line
from segue.transports.frames import FRAME_BYTES, FRAME_SAMPLES, SILENCE


@dataclass(frozen=True, slots=True)
class Prepared:
    """A line that is ready to be said."""

    line: Line
    words: str = ""
    sound: NDArray[np.int16] | None = None
    """24 kHz mono; None where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class LineSaid:
    """One line as it went out. Samples count from the call's first frame, as in its recording."""

    line: int
    text: str
    first_sample: int
    last_sample: int
    interrupting: bool
    """Whether the agents were in mid-sound when it began."""


class Calling:
    """Pure: no clock and no pipe. One `frame` call is 20 ms of the call."""

    def __init__(self, lines: Sequence[Line], prepared: Callable[[int], Prepared], patience_s: float) -> None:
        """`prepared` has a line's sound by its number; it is asked when the line is due."""
        self.said: list[LineSaid] = []
        self._prepared = prepared
        self._cues = Cues(lines, patience_s)
        self._saying = b""
        self._ticks = 0

    def frame(self, agents: bytes) -> bytes | None:
        """What the caller sends while the agents send `agents`; None: the caller hangs up."""
        if not self._saying:
            due = self._cues.step(loud(agents))
            if due and isinstance(due[1], HangUp):
                return None
            if due:
                self._begin(due[0])
        self._ticks += 1
        return self._next() if self._saying else SILENCE

    def _begin(self, index: int) -> None:
        prepared = self._prepared(index)
        sound = prepared.sound if prepared.sound is not None else np.zeros(0, np.int16)
        first = self._ticks * FRAME_SAMPLES
        interrupting = self._cues.hears.sounding
        self.said.append(LineSaid(index, prepared.words, first, first + max(sound.size - 1, 0), interrupting))
        self._saying = sound.tobytes()
        if not self._saying:
            self._cues.spoken()

    def _next(self) -> bytes:
        pcm, self._saying = self._saying[:FRAME_BYTES], self._saying[FRAME_BYTES:]
        if not self._saying:
            self._cues.spoken()
        return pcm.ljust(FRAME_BYTES, b"\0")
