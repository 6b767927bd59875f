"""The timers of a call: the rules arm them, and what each brings when it has run out is an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from segue.call.events.event import Event


class Timer(StrEnum):
    """One of each can be running."""

    CALL = "call"
    WARNING = "warning"
    SILENCE = "silence"
    HAND_OFF = "hand_off"
    ENTRY = "entry"
    GOODBYE = "goodbye"
    RETURN = "return"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    """A timer has run out."""

    timer: ClassVar[Timer]
    of: int = 0
    """Which arming of it; one that was cancelled, or armed anew since, changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeUp(TimerFired):
    """The call has reached its longest permitted length."""

    timer: ClassVar[Timer] = Timer.CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class AlmostUp(TimerFired):
    """The call will soon have reached it, and the caller is to be told."""

    timer: ClassVar[Timer] = Timer.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class FellSilent(TimerFired):
    """The caller has said nothing for the profile's `silence_s`."""

    timer: ClassVar[Timer] = Timer.SILENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitedEnough(TimerFired):
    """A hand-off has waited as long as it may for the caller's words, or for the end of the agent's."""

    timer: ClassVar[Timer] = Timer.HAND_OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOverdue(TimerFired):
    """The next agent has made no sound within the profile's `entry_s`."""

    timer: ClassVar[Timer] = Timer.ENTRY


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodbyeOverdue(TimerFired):
    """The last words have not come to an end in any reasonable time."""

    timer: ClassVar[Timer] = Timer.GOODBYE


@dataclass(frozen=True, slots=True, kw_only=True)
class StayedAway(TimerFired):
    """The caller has not come back in the time they have for it."""

    timer: ClassVar[Timer] = Timer.RETURN


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorOverdue(TimerFired):
    """The agents owe the caller a sound, and it is time for one of ours in its place."""

    timer: ClassVar[Timer] = Timer.FLOOR


FIRED: Mapping[Timer, type[TimerFired]] = {
    kind.timer: kind
    for kind in (TimeUp, AlmostUp, FellSilent, WaitedEnough, EntryOverdue, GoodbyeOverdue, StayedAway, FloorOverdue)
}
"""What each timer brings."""
