"""The course of a call: how it begins, who has it, what fails, how it ends."""

from dataclasses import dataclass
from enum import StrEnum

from segue.call.events.event import Event


class Outcome(StrEnum):
    """How a call ended."""

    GOODBYE = "goodbye"
    """The caller was done and heard a whole goodbye."""
    HUNG_UP = "hung_up"
    """The caller left first."""
    SILENCE = "silence"
    """The caller no longer answered; the agent took its leave."""
    TIME_UP = "time_up"
    """The call reached its longest permitted length."""
    LIMIT = "limit"
    """The call had used up what it may, other than its time."""
    FAILED = "failed"
    """The call could not go on."""


class Limit(StrEnum):
    """What a call may use up, as the profile's `limits` call it."""

    TIME = "call_s"
    TURNS = "turns"
    TOOL_CALLS = "tool_calls"
    TOKENS = "tokens"
    HAND_OFFS = "hand_offs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The call began."""

    profile: str
    models: str
    typed: bool = False
    """Whether its words are typed: then its seconds are counted from words, not measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Event):
    """A stage's agent took the call: the first one, or the next one after a hand-off."""

    stage: str
    hand_off: int | None = None
    """The hand-off that led here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Event):
    """The stage's realtime model has failed, and from here a pipeline plays the stage in its place."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Event):
    """Somebody decided that the call ends; the goodbye may still be playing."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodbyeOver(Event):
    """The last words have been played to their end, or can't be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp(Event):
    """The caller is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """A model or a tool failed; `what` names the kind of failure, never the caller's words."""

    where: str
    what: str
    final: bool = False
    """Whether nothing else took its place: what it was asked for will not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched(Event):
    """A part of the models has changed places with its backup, and the call goes on as if nothing had been."""

    part: str
    to: str
    """`backup` or `primary`."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Used(Event):
    """The models have read and written `tokens` in this call so far."""

    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """The call is over. Recorded once."""

    outcome: Outcome
    part: str = ""
    """Where it has failed: the part of ours that did, as far as one can tell."""
    limit: Limit | None = None
    """The limit that it has reached, where that has ended it."""
