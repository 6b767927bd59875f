"""What wakes the rules up when a timer of theirs has run out: by the loop's clock, or by one that words turn."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from segue.call.command import Arm, Cancel
from segue.call.events import FIRED, Timer, TimerFired

Fire = Callable[[TimerFired], object]


class Alarms(Protocol):
    """Keeps at most one alarm a timer."""

    def arm(self, command: Arm) -> None:
        """Bring the timer's event when its time has passed, in the place of an earlier arming."""
        ...

    def cancel(self, command: Cancel) -> None:
        """Bring nothing."""
        ...

    def clear(self) -> None:
        """Bring nothing any more."""
        ...


class LoopAlarms:
    """Alarms of a call that is spoken, by the loop's clock."""

    def __init__(self, now: Callable[[], float], fire: Fire) -> None:
        self._now = now
        self._fire = fire
        self._handles: dict[Timer, asyncio.TimerHandle] = {}

    def arm(self, command: Arm) -> None:
        """See `Alarms`."""
        self.cancel(Cancel(command.timer))
        loop = asyncio.get_running_loop()
        self._handles[command.timer] = loop.call_later(command.after_s, self._ring, command)

    def cancel(self, command: Cancel) -> None:
        """See `Alarms`."""
        if handle := self._handles.pop(command.timer, None):
            handle.cancel()

    def clear(self) -> None:
        """See `Alarms`."""
        for timer in [*self._handles]:
            self.cancel(Cancel(timer))

    def _ring(self, command: Arm) -> None:
        self._handles.pop(command.timer, None)
        self._fire(FIRED[command.timer](at_s=self._now(), of=command.of))


class CountedAlarms:
    """Alarms of a call whose seconds are counted: whoever lets them pass asks for what is due."""

    def __init__(self, now: Callable[[], float], fire: Fire) -> None:
        self._now = now
        self._fire = fire
        self._due: dict[Timer, tuple[float, int]] = {}

    @property
    def next_s(self) -> float | None:
        """The second of the call at which the next one is due; None where none is set."""
        return min((due_s for due_s, _ in self._due.values()), default=None)

    def arm(self, command: Arm) -> None:
        """See `Alarms`."""
        # To the millisecond, as such a clock is read: a sum of two could lie a hair behind it, and would never be due.
        self._due[command.timer] = (round(self._now() + command.after_s, 3), command.of)

    def cancel(self, command: Cancel) -> None:
        """See `Alarms`."""
        self._due.pop(command.timer, None)

    def clear(self) -> None:
        """See `Alarms`."""
        self._due.clear()

    def ring(self) -> bool:
        """Bring what is due by now, the earliest first; False where nothing is."""
        due = sorted((due_s, timer, of) for timer, (due_s, of) in self._due.items() if due_s <= self._now())
        for _, timer, of in due:
            if self._due.get(timer, (0.0, -1))[1] == of:
                del self._due[timer]
                self._fire(FIRED[timer](at_s=self._now(), of=of))
        return bool(due)
