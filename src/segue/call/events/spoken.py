"""What was said, by whom and how far."""

from dataclasses import dataclass

from segue.call.events.event import Event, Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerSpoke(Event):
    """The caller has said something to a realtime model, which may act on it before `Heard` brings the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard(Event):
    """The caller's words, as they were recognised or typed, and where the time went (seconds)."""

    text: Personal[str]
    recognition_s: float | None = None
    """From the caller's last sound to the words."""
    end_of_turn_s: float | None = None
    """From the caller's last sound to the decision that the turn is over."""
    more: bool | None = None
    """Whether the recogniser is at work on words after these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Event):
    """An agent's words as far as the caller heard them, and where the time went (seconds)."""

    stage: str
    text: Personal[str]
    interrupted: bool = False
    unheard: Personal[str] = ""
    """Where they were interrupted: the words that would have come next, as far as those were made by then."""
    answer_s: float | None = None
    """From the caller's last sound to the agent's first."""
    first_token_s: float | None = None
    first_byte_s: float | None = None
    playout_s: float | None = None
    """How long the words took to play."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHeard(Event):
    """A line of the profile's that needs no agent and no model has been played, or could not be."""

    stage: str
    """Whose voice it was."""
    line: str
    text: Personal[str]
    """Empty where it was not heard whole: the caller spoke, or an agent did."""
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOver(Event):
    """The caller is done speaking, and the agent that has the call would answer `text`."""

    text: Personal[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedIn(Event):
    """The caller has typed `text` into a spoken call."""

    text: Personal[str]
