"""What every event has: when it happened, and what it comes of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened `at_s` seconds after the call began."""

    at_s: float
    run: int | None = None
    """The tool run that it comes of; None where it comes of none. `Call` fills it in."""
