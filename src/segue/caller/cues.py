"""When a caller speaks: pure, a frame in and at most one line out."""

from collections import deque
from collections.abc import Sequence

from segue.caller.hears import Hears
from segue.caller.script import HangUp, Line, OneOf, Say, Silence, Wav
from segue.transports.frames import FRAME_S

UNANSWERED_S = 20.0
"""An agent that says nothing for this long won't; the caller goes on with the next line. Longer than the
greeting takes on a machine that is busy, and than any wait an agent is allowed."""
GIVES_UP_S = 45.0
"""Silence after the last line, after which the caller hangs up instead of staying on a dead line for ever."""


class Cues:
    """The script, line by line, and the moment for each."""

    def __init__(self, lines: Sequence[Line], patience_s: float) -> None:
        self.hears = Hears(patience_s)
        self._left = deque(enumerate(lines))
        self._silent_for: float | None = None

    def step(self, sounding: bool) -> tuple[int, Line] | None:
        """What is to be said (or done) now, with its index in the script; None: go on listening.

        To be called for each frame in which the caller itself is not speaking.
        """
        self.hears.frame(sounding)
        if not self._left:
            return (-1, HangUp(hang_up=True)) if self.hears.waited_s >= GIVES_UP_S else None
        index, line = self._left[0]
        if isinstance(line, Silence):
            self._keep_silent(line)
            return None
        if not (self._may_interrupt(line) or self._may_speak()):
            return None
        self._left.popleft()
        return index, line

    def spoken(self) -> None:
        """The caller has just finished a line."""
        self.hears.begin_anew()

    def _may_speak(self) -> bool:
        return self.hears.finished or self.hears.waited_s >= UNANSWERED_S

    def _may_interrupt(self, line: Line) -> bool:
        """In mid-sound, so that it is an interruption for certain. Agents that stop sooner are answered."""
        if not isinstance(line, Say | OneOf | Wav) or line.interrupt_after_s is None:
            return False
        return self.hears.sounding and self.hears.speech_s >= line.interrupt_after_s

    def _keep_silent(self, line: Silence) -> None:
        if self._silent_for is None:
            if not self._may_speak():
                return
            self._silent_for = self.hears.quiet_s
        else:
            self._silent_for += FRAME_S
        if self._silent_for >= line.silence_s:
            self._silent_for = None
            self._left.popleft()
            # Whatever the agents said meanwhile is answer enough; silence is what they were given.
            self.hears.answered = True
