"""What the rules want done, as data. Whoever carries it out decides nothing."""

from dataclasses import dataclass
from enum import StrEnum

from segue.call.events import Personal, Timer


class FixedLine(StrEnum):
    """A line of the profile's `lines`, said word for word."""

    ARE_YOU_THERE = "are_you_there"
    SILENT_GOODBYE = "silent_goodbye"
    TIME_UP = "time_up"
    ALMOST_UP = "almost_up"
    ALMOST_SPENT = "almost_spent"
    SPENT_GOODBYE = "spent_goodbye"
    HANDED_BACK = "handed_back"
    SPENT = "spent"
    APOLOGY = "apology"
    WELCOME_BACK = "welcome_back"
    FILLER = "fillers"
    STILL_HERE = "still_here"
    MISSED_THAT = "missed_that"
    SAY_AGAIN = "say_again"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Command:
    """Something to be done."""


@dataclass(frozen=True, slots=True)
class Arm(Command):
    """Let a timer bring its event in `after_s` seconds, marked with `of`; an earlier arming of it is over."""

    timer: Timer
    of: int
    after_s: float


@dataclass(frozen=True, slots=True)
class Cancel(Command):
    """Let a timer bring nothing."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class GenerateReply(Command):
    """Have the agent that has the call answer `text`, whoever is speaking."""

    text: Personal[str]


@dataclass(frozen=True, slots=True)
class Keep(Command):
    """Put what the caller said on record; the next agent will answer it."""

    text: Personal[str]


@dataclass(frozen=True, slots=True)
class SayLine(Command):
    """Say a line that the caller may break into."""

    line: FixedLine


@dataclass(frozen=True, slots=True)
class PlayLine(Command):
    """Play a line that was rendered beforehand, unless an agent is heard; and tell that it has been heard.

    It needs no agent, no model and no session that works.
    """

    line: FixedLine
    nth: int = 0
    """Which one, where the profile has several."""


@dataclass(frozen=True, slots=True)
class StopLine(Command):
    """Stop the line that is being played: the caller speaks."""


@dataclass(frozen=True, slots=True)
class Leave(Command):
    """Stop whoever speaks, say a last line to its last word, and tell when it is over."""

    line: FixedLine


@dataclass(frozen=True, slots=True)
class Close(Command):
    """Close the session: nothing more is to be heard."""


@dataclass(frozen=True, slots=True)
class Connect(Command):
    """Connect to the realtime model of a stage that is likely to be next."""

    stage: str


@dataclass(frozen=True, slots=True)
class Disconnect(Command):
    """Let go of a connection that nobody has come to use."""

    stage: str


@dataclass(frozen=True, slots=True)
class Prepare(Command):
    """A hand-off was granted: get ready what takes time, such as a summary."""

    hand_off: int


@dataclass(frozen=True, slots=True)
class Commit(Command):
    """Make the next agent and what it is told, record `HandedOn`, and let it take the call."""

    hand_off: int
    cut: bool
    """Whether somebody may still be speaking, and is to be stopped."""


@dataclass(frozen=True, slots=True)
class Withdraw(Command):
    """Record `RolledBack` for a hand-off that nobody takes: another is made in its place, or the call is ending."""

    hand_off: int
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class RollBack(Command):
    """Record `RolledBack`, and let an agent of `to` have the call."""

    hand_off: int
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listen(Command):
    """The next agent has the call: let it hear what the caller says."""


@dataclass(frozen=True, slots=True)
class Hush(Command):
    """Stop whoever speaks, or is about to: nobody is there to hear it."""


@dataclass(frozen=True, slots=True)
class GoOn(Command):
    """The caller is back: say so with a line, and have the agent go on from the last words that they heard.

    Without a line, since the agent has said nothing yet: what it has to say is greeting enough.
    """

    line: FixedLine | None
