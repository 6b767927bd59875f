"""What is known of the caller and their wish, and what stands in the books."""

from dataclasses import dataclass, field

from segue.call.events.event import Event, Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt(Event):
    """A fact about the caller or their wish, as stored and as it was heard."""

    name: str
    value: Personal[str]
    heard: Personal[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Event):
    """The caller would rather not say."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleRequested(Event):
    """A tool would put something into the books of a stage's desk."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Event):
    """A desk, the system of record of a stage, has it in its books."""

    stage: str
    desk: str
    summary: Personal[str]
    rests_on: Personal[dict[str, str]] = field(default_factory=dict)
    """The facts that it was settled with. Should one of them change, it is void."""
