"""What is in a journal once it is read, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from segue.call.events import Ended, Event
from segue.call.plan import Plan


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: what the call began with."""

    schema: int
    call_id: str
    began: datetime
    """With its zone."""
    profile: str
    profile_digest: str
    """Of the whole profile, prompts and rehearsal included."""
    plan: Plan
    facts: Mapping[str, str]
    """What was known before the call."""
    rules: int
    """The version of the rules that have decided."""
    software: Mapping[str, str]
    """What played it: packages and their versions."""
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One event, and what the rules have made of it; the latter as JSON has it."""

    line: int
    number: int
    mono_s: float
    """Since the journal was begun, by a clock that nobody sets."""
    wall_s: float
    """Seconds since 1970."""
    event: Event
    changes: Mapping[str, Any]
    """The fields of the state that have changed."""
    commands: Sequence[Mapping[str, Any]]
    permission: Mapping[str, Any]
    """Empty where it was permitted and nothing was told."""

    @property
    def happened(self) -> bool:
        """Whether the event was permitted: else it has changed nothing, and no listener was told of it."""
        return bool(self.permission.get("permitted", True))


class Flaw(StrEnum):
    """What can be wrong with a journal."""

    NO_HEADER = "no header"
    OTHER_VERSION = "another version"
    TORN = "torn"
    ALTERED = "altered"
    MISSING = "missing"
    DOUBLED = "doubled"
    REORDERED = "out of order"
    FOREIGN = "of another call"
    NOT_UNDERSTOOD = "not understood"
    NOT_ENDED = "not ended"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong."""

    line: int
    """From 1."""
    flaw: Flaw
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.flaw}: {self.why}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A journal as far as it can be read."""

    path: Path
    header: Header | None
    """None where that can't be read; then nothing can be replayed, but what was said can still be told."""
    entries: Sequence[JournalEntry]
    """Whatever can be read, in the order in which it was written."""
    sound: int
    """How many of them, from the first, nothing is missing between."""
    wrong: Sequence[Wrong]
    closed: bool
    """Whether it was written to its end."""

    @property
    def happened(self) -> list[Event]:
        """The events of the call, without those that were not permitted."""
        return [entry.event for entry in self.entries if entry.happened]

    @property
    def over(self) -> bool:
        """Whether the call has ended, as far as is known."""
        return any(isinstance(event, Ended) for event in self.happened)
