"""The state of a call: one frozen value, which the rules replace event by event."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from segue.call.command import FixedLine
from segue.call.events import Limit, Outcome, Personal, Timer
from segue.call.phases import Phase
from segue.call.plan import Plan


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one of the profile's facts."""

    value: Personal[str | None]
    """As stored; None where the caller would rather not say."""
    heard: Personal[str] = ""
    """As the caller's words were recognised."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a stage's desk has in its books, since the stage last took the call."""

    summary: Personal[str]
    rests_on: Personal[Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """The facts that it was settled with."""


class CallerState(StrEnum):
    """Whether the caller has the floor."""

    QUIET = "quiet"
    SPEAKING = "speaking"
    AWAITED = "awaited"
    """They have stopped, and their words are still to come, if there are any."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A sound that the agents owe the caller."""

    since_s: float
    words: bool
    """Whether what the caller said is still to be recognised."""
    rung: int = 0
    """How much of the ladder is behind: see `segue.call.rules.silence`."""


class Step(StrEnum):
    """How far a hand-off has come."""

    REQUESTED = "requested"
    """Granted; the words beside the request may be playing."""
    WAITING = "waiting"
    """They have been played or cut, and the caller is still speaking, or their words are to come."""
    COMMITTING = "committing"
    """The next agent is being made."""
    COMMITTED = "committed"
    """What crosses is certain, and the next agent is taking the call."""
    ENTERED = "entered"
    """It has the call, and has said nothing yet."""
    ROLLING_BACK = "rolling_back"
    """It has failed, and another one is to have the call."""
    RESUMED = "resumed"
    """That one has the call, and has said nothing yet."""


HAS_THE_CALL = (Step.ENTERED, Step.RESUMED)
"""The steps in which an agent has the call after a hand-off, and has said nothing yet."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a commit changes, as it was."""

    crossings: Mapping[str, int]
    facts: Mapping[str, Fact]
    unconfirmed: frozenset[str]
    settled: Mapping[str, Settlement]
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOff:
    """A hand-off, from the granted request until the next agent has been heard."""

    number: int
    edge: str
    origin: str
    target: str
    step: Step = Step.REQUESTED
    farewell_over_at_s: float = 0.0
    before: Before | None = None
    """Set at the commit."""
    given_back: tuple[str, ...] = ()
    """The stages that were to have the call after it failed, in order."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything the call has come to. The agents, the report and the tests read the same value."""

    plan: Plan = field(default_factory=Plan)
    phase: Phase = Phase.CONNECTING
    stage: str = ""
    path: tuple[str, ...] = ()
    """Stages in the order the caller met them."""
    turn: int = 0
    """How often the caller has spoken; what an earlier turn began is superseded."""
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    unconfirmed: frozenset[str] = frozenset()
    """Facts learnt since the caller last spoke; the caller has had no chance to correct them."""
    settled: Mapping[str, Settlement] = field(default_factory=lambda: MappingProxyType({}))
    tools: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """The tool runs whose results still count, and the tools."""
    tool_calls: int = 0
    """Tool runs so far."""
    tokens: int = 0
    """What the models have read and written so far."""
    warned: Mapping[Limit, int] = field(default_factory=lambda: MappingProxyType({}))
    """The limits that the caller was told of, and in which turn."""
    crossings: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How often each edge was taken."""
    failures: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How often the hand-off along each edge has failed."""
    hand_off: HandOff | None = None
    connected: frozenset[str] = frozenset()
    """Stages whose realtime models are connected to, or are being."""
    requests: int = 0
    """Hand-offs granted so far."""
    entered_at_s: float = 0.0
    met: bool = False
    """Whether the caller has spoken since the agent took the call."""
    caller: CallerState = CallerState.QUIET
    caller_at_s: float = 0.0
    """Since when."""
    away_at_s: float | None = None
    """Since when the caller is away, who may come back; None where they are there."""
    sounding: bool = False
    """Whether the caller hears an agent."""
    unwritten: tuple[float, ...] = ()
    """When the caller has said what a realtime model has heard, and whose words are still to come."""
    silences: int = 0
    """Silences in a row; the caller's next word sets them back."""
    timers: Mapping[Timer, int] = field(default_factory=lambda: MappingProxyType({}))
    """Those that are running, each with its arming."""
    armings: int = 0
    unanswered: bool = False
    """Whether the agents have something to say to the caller, and nothing of it was heard yet."""
    owed: Owed | None = None
    """The sound that the agents owe now; None where they owe none."""
    fillers: int = 0
    """Fillers in this call; the next one is another."""
    saying: FixedLine | None = None
    """The line that an agent is to say, and is not heard with yet."""
    line: FixedLine | None = None
    """The line that is being played without an agent, and"""
    line_at_s: float = 0.0
    """since when."""
    last_line: FixedLine | None = None
    """The line with which the agents take leave, where it is one."""
    taken_over: frozenset[str] = frozenset()
    """Stages whose realtime models have failed, and which pipelines play in their place."""
    failing: str = ""
    """The part of ours that has failed since the caller last spoke; empty where none has."""
    failing_at_s: float = 0.0
    failed_turns: int = 0
    """Turns in a row that have failed; an answer that is heard sets them back."""
    failed_part: str = ""
    """What the last of them has failed by, or what has failed since and was made good."""
    limit: Limit | None = None
    """The limit that is reached, where that ends the call."""
    ending: Outcome | None = None
    outcome: Outcome | None = None
    disregarded: int = 0
    """Events that came when they could not, or of something that is no more."""

    @property
    def bound_for(self) -> str | None:
        """Where a hand-off leads whose next agent has not got the call yet."""
        under_way = self.hand_off is not None and self.hand_off.step not in HAS_THE_CALL
        return self.hand_off.target if self.hand_off and under_way else None

    def handing_off(self, *steps: Step) -> bool:
        """Whether a hand-off is under way, and in one of `steps`."""
        return self.hand_off is not None and self.hand_off.step in steps

    def at(self, step: Step) -> "State":
        """The same with its hand-off at another step."""
        return replace(self, hand_off=self.hand_off and replace(self.hand_off, step=step))

    @property
    def awaits_entry(self) -> bool:
        """Whether an agent has been handed the call, or given it back, and is still to be heard."""
        return self.hand_off is not None and self.hand_off.step in HAS_THE_CALL

    def known(self) -> dict[str, str]:
        """The facts that have a value."""
        return {name: fact.value for name, fact in self.facts.items() if fact.value is not None}

    def declined(self) -> list[str]:
        """The facts the caller would rather not give."""
        return [name for name, fact in self.facts.items() if fact.value is None]

    def missing(self, names: tuple[str, ...]) -> list[str]:
        """Those of `names` that were neither given nor declined, in that order."""
        return [name for name in names if name not in self.facts]
