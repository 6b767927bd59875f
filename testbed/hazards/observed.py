"""What was observed of one call: who said what when, what each model was asked, and what came of it. All in seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Uttered:
    """What the caller said, or typed in one moment."""

    from_s: float
    until_s: float
    text: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Sounded:
    """One stretch of the agents' speech, as far as it was truly heard."""

    from_s: float
    until_s: float
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer was wanted of an agent's model: what it was told, and what it was to answer."""

    at_s: float
    agent: str
    told: Sequence[tuple[str, str]]
    """Role and words, in order; what a tool answered is there too."""
    answer: str
    """The words of the answer; empty where it is a call alone."""
    calls: Sequence[str] = ()
    """The tools that the answer calls."""

    def words(self, *roles: str) -> str:
        """What the model was told by these roles."""
        return " ".join(text for role, text in self.told if role in roles)


@dataclass(frozen=True, slots=True)
class Entered:
    """An agent's `on_enter` was reached."""

    at_s: float
    agent: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A tool began to run."""

    at_s: float
    tool: str


@dataclass(frozen=True, slots=True)
class Listened:
    """A listener that is paid by the second was given the caller's sound."""

    from_s: float
    until_s: float
    by: str
    """`stt` or `realtime`."""


@dataclass(frozen=True, slots=True)
class Books:
    """What the call's own record holds at its end."""

    handed_on: int = 0
    """Hand-offs it counts as done."""
    facts: Mapping[str, str] = field(default_factory=dict)
    settled: str | None = None
    """What stands in the system of record."""
    heard: Sequence[str] = ()
    """What the caller said, as far as anybody understood it."""
    ended_as: str = ""
    """Why the call was ended, where the agents did: `silence` for the caller's."""


@dataclass(frozen=True, slots=True)
class Observed:
    """A whole call, each kind of thing in the order it happened."""

    uttered: Sequence[Uttered] = ()
    sounded: Sequence[Sounded] = ()
    asked: Sequence[Asked] = ()
    entered: Sequence[Entered] = ()
    ran: Sequence[Ran] = ()
    listened: Sequence[Listened] = ()
    books: Books = field(default_factory=Books)
    refused: str | None = None
    """Why the call was not begun: what would have befallen it was found beforehand."""
    hung_up_s: float | None = None
    """When the caller put the receiver down; None if they did not."""
    over_s: float | None = None
    """When the session was closed; None if it never was."""
    watched_s: float = 60.0
    """Until when it was watched."""

    @property
    def end_s(self) -> float:
        """The last second that counts."""
        return min(second for second in (self.hung_up_s, self.over_s, self.watched_s) if second is not None)

    def ran_s(self, tool: str) -> float | None:
        """When `tool` was first run."""
        return next((run.at_s for run in self.ran if run.tool == tool), None)
