"""The steps of a hand-off. `Entered`, which every stage has, is the last of one that succeeds."""

from dataclasses import dataclass

from segue.call.events.event import Event, Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOffRequested(Event):
    """A tool would hand the caller on along a declared edge of the stage that has the call."""

    edge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FarewellOver(Event):
    """What the agent said beside its request has been played, or was cut."""

    hand_off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn(Event):
    """A hand-off is committed, and what crosses with it is certain; `Entered` or `RolledBack` follows."""

    edge: str
    origin: str
    target: str
    hand_off: int = 0
    crossed: tuple[int, ...] = ()
    """What was said that the next agent is told word for word, each by its place among all that was said: what the
    first `Said` or `Heard` of the call brought is 1."""
    withheld: tuple[int, ...] = ()
    """What was said that it is not."""
    digest: Personal[str] = ""
    """What it is told of the others' doings in their place."""
    summary: Personal[str] = ""
    """What it is told instead of what was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFailed(Event):
    """The next agent could not be made or started; `what` names the kind of failure."""

    hand_off: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledBack(Event):
    """A hand-off is undone whole."""

    hand_off: int
    to: str
    """The stage that has the call again, or the profile's safe one."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """After a hand-off that was undone, the agent of `stage` has the call."""

    hand_off: int
    stage: str
