"""The state of a call: one frozen value, and how each event replaces it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from segue.call.events import (
    CallerSpoke,
    Declined,
    Ended,
    Ending,
    Entered,
    Event,
    FellSilent,
    Forgotten,
    HandedOn,
    Heard,
    Learnt,
    Outcome,
    Settled,
    TakenOver,
)

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one of the profile's facts."""

    value: str | None
    """As stored; None where the caller would rather not say."""
    heard: str = ""
    """As the caller's words were recognised."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything the call has come to. The agents, the report and the tests read the same value."""

    stage: str = ""
    path: tuple[str, ...] = ()
    """Stages in the order the caller met them."""
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    unconfirmed: frozenset[str] = frozenset()
    """Facts learnt since the caller last spoke; the caller has had no chance to correct them."""
    crossings: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How often each edge was taken."""
    settled: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What a stage's desk has in its books, since the stage last took the call."""
    bound_for: str | None = None
    """Where a hand-off leads, until the next agent has the call or the caller speaks again."""
    unwritten: bool = False
    """Whether the caller has said something whose words are still to come."""
    silences: int = 0
    """Silences in a row; the caller's next word sets them back."""
    ending: Outcome | None = None
    outcome: Outcome | None = None

    def known(self) -> dict[str, str]:
        """The facts that have a value."""
        return {name: fact.value for name, fact in self.facts.items() if fact.value is not None}

    def declined(self) -> list[str]:
        """The facts the caller would rather not give."""
        return [name for name, fact in self.facts.items() if fact.value is None]

    def missing(self, names: tuple[str, ...]) -> list[str]:
        """Those of `names` that were neither given nor declined, in that order."""
        return [name for name in names if name not in self.facts]


def reduce(state: State, event: Event) -> State:
    """The state after `event`. Total and pure: an event with nothing to add gives the same state back."""
    match event:
        case Entered(stage=stage):
            settled = _without(state.settled, stage)
            return replace(
                state, stage=stage, path=(*state.path, stage), settled=settled, bound_for=None, unwritten=False
            )
        case TakenOver():
            return replace(state, bound_for=None)
        case CallerSpoke():
            return replace(_spoken(state), unwritten=True)
        case Heard() if state.unwritten:
            return replace(state, unwritten=False)  # what has happened since came of these very words
        case Heard():
            return _spoken(state)
        case Learnt(name=name, value=value, heard=heard):
            # Noted once more as it stands, it needs no second reading back.
            new = {name} if state.known().get(name) != value else set[str]()
            facts = _with(state.facts, name, Fact(value, heard))
            return replace(state, facts=facts, unconfirmed=state.unconfirmed | new)
        case Declined(name=name):
            facts = _with(state.facts, name, Fact(None))
            return replace(state, facts=facts, unconfirmed=state.unconfirmed - {name})
        case Forgotten(name=name):
            return replace(state, facts=_without(state.facts, name), unconfirmed=state.unconfirmed - {name})
        case Settled(stage=stage, summary=summary):
            return replace(state, settled=_with(state.settled, stage, summary))
        case HandedOn(edge=edge, target=target):
            crossings = _with(state.crossings, edge, state.crossings.get(edge, 0) + 1)
            return replace(state, crossings=crossings, bound_for=target)
        case FellSilent():
            return replace(state, silences=state.silences + 1)
        case Ending(outcome=outcome) if state.ending is None:
            return replace(state, ending=outcome)
        case Ended(outcome=outcome) if state.outcome is None:
            return replace(state, outcome=outcome)
    return state


def _spoken(state: State) -> State:
    return replace(state, silences=0, unconfirmed=frozenset(), bound_for=None)


def _with(mapping: Mapping[str, V], key: str, value: V) -> Mapping[str, V]:
    return MappingProxyType({**mapping, key: value})


def _without(mapping: Mapping[str, V], key: str) -> Mapping[str, V]:
    return MappingProxyType({name: value for name, value in mapping.items() if name != key})
