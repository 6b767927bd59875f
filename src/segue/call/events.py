"""What can happen in a call, as frozen facts; each carries the moment it happened."""

from dataclasses import dataclass
from enum import StrEnum


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
    FAILED = "failed"
    """The call could not go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened `at_s` seconds after the call began."""

    at_s: float


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Event):
    """The stage's realtime model has failed, and from here a pipeline plays the stage in its place."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerSpoke(Event):
    """The caller has said something to a realtime model, which may act on it before `Heard` brings the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Event):
    """The caller's words, as they were recognised or typed, and where the time went (seconds)."""

    text: str
    recognition_s: float | None = None
    """From the caller's last sound to the words."""
    end_of_turn_s: float | None = None
    """From the caller's last sound to the decision that the turn is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Event):
    """An agent's words as far as the caller heard them, and where the time went (seconds)."""

    stage: str
    text: str
    interrupted: bool = False
    answer_s: float | None = None
    """From the caller's last sound to the agent's first."""
    first_token_s: float | None = None
    first_byte_s: float | None = None
    playout_s: float | None = None
    """How long the words took to play."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt(Event):
    """A fact about the caller or their wish, as stored and as it was heard."""

    name: str
    value: str
    heard: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Event):
    """The caller would rather not say."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten(Event):
    """A fact is to be asked anew, as the wish for a second story is."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Event):
    """A desk, the system of record of a stage, has it in its books."""

    stage: str
    desk: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn(Event):
    """A hand-off was asked for along a declared edge; `Entered` follows when the next agent has the call."""

    edge: str
    origin: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FellSilent(Event):
    """The caller has said nothing for the profile's `silence_s`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Event):
    """Somebody decided that the call ends; the goodbye may still be playing."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """A model or a tool failed; `what` names the kind of failure, never the caller's words."""

    where: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """The call is over. Recorded once."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolStarted(Event):
    """A tool began; `run` is the number by which the call knows it, counted from one."""

    run: int | None = None
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinished(Event):
    """A tool came to its end, be it with a result or with words for the model on what is lacking."""

    run: int | None = None
    tool: str
    stale: bool = False
    """Whether it had been abandoned before: then nobody is told the result, and it changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFailed(Event):
    """A tool raised what it should not; `what` names the exception's class, never its words."""

    run: int | None = None
    tool: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolAbandoned(Event):
    """Nobody waits for a tool any more: it took too long, was cancelled, or the call is over, as `why` says."""

    run: int | None = None
    tool: str
    why: str
