"""Whether the caller is there."""

from dataclasses import dataclass

from segue.call.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerAway(Event):
    """The caller's connection is gone, and they have not said that they leave."""

    resumes: bool
    """Whether they hold what it takes to come back to this very call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerBack(Event):
    """The caller is connected again."""
