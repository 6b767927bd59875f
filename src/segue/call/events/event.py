"""What every event has: when it happened, and what it comes of; and the mark of what is personal in one."""

from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

T = TypeVar("T")

PERSONAL: Final = "personal"
Personal = Annotated[T, PERSONAL]
"""The type of a field that holds what a caller said, or what is known of them: `text: Personal[str]`. Whoever makes a
copy without personal data leaves out what is so marked, here and in states and commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened `at_s` seconds after the call began."""

    at_s: float
    run: int | None = None
    """The tool run that it comes of; None where it comes of none. `Call` fills it in."""
