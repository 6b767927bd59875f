"""A call by hand: one event after another, on a clock that stands still between them."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from segue.call.command import Arm, Cancel, Command
from segue.call.decision import Permission
from segue.call.events import (
    FIRED,
    AgentsBegan,
    AgentsEnded,
    Entered,
    Event,
    FarewellOver,
    HandedOn,
    HandOffRequested,
    Heard,
    Said,
    Started,
    Timer,
)
from segue.call.plan import Plan
from segue.call.rules import decide
from segue.call.state import State, Step
from segue.profile.limits import Limits
from segue.profile.model import Edge

C = TypeVar("C", bound=Command)

PLAN = Plan(
    opens="front",
    needs=MappingProxyType({"front": ("name",), "desk": ("day",), "tale": ()}),
    asks=MappingProxyType({"name": "your name", "day": "which day"}),
    edges=(
        Edge(
            name="to_desk", origin="front", target="desk", when="They want a day.", carries="summary", forgets=["day"]
        ),
        Edge(name="to_tale", origin="front", target="tale", when="They want a tale.", budget=2),
        Edge(name="settled", origin="desk", target="tale", when="All is settled.", needs=["day"], settled=True),
        Edge(name="back", origin="tale", target="front", when="They want more.", forgets=["day"], budget=2),
        Edge(name="return", origin="desk", target="front", when="They want another.", budget=2),
    ),
    limits=Limits(call_s=600, silence_s=12, silences=2, entry_s=3, hand_offs=4, dwell_s=2),
)
"""Three stages: `front` opens, `desk` settles, `tale` tells."""
SAFE = replace(PLAN, safe="desk")
"""The same with a stage to fall back on."""


class Played:
    """Keeps the state and all that was wanted, and brings what the timers bring when their time passes."""

    def __init__(self, plan: Plan = PLAN) -> None:
        self.state = State(plan=plan)
        self.at_s = 0.0
        self.wanted: list[Command] = []
        """All commands so far, but for timers."""
        self.permission = Permission()
        """To the last event."""
        self._due: dict[Timer, tuple[float, int]] = {}

    def has(self, kind: Callable[..., Event], **fields: object) -> "Played":
        """The call has an event, now."""
        return self.takes(kind(at_s=self.at_s, **fields))

    def takes(self, event: Event) -> "Played":
        """The same with an event that is made."""
        decision = decide(self.state, event)
        self.state, self.permission = decision.state, decision.permission
        for command in decision.commands:
            if isinstance(command, Arm):
                self._due[command.timer] = (self.at_s + command.after_s, command.of)
            elif isinstance(command, Cancel):
                del self._due[command.timer]
            else:
                self.wanted.append(command)
        assert {timer: of for timer, (_, of) in self._due.items()} == dict(self.state.timers)
        return self

    def passes(self, seconds: float) -> "Played":
        """Time passes, and the timers that run out within it bring their events."""
        until_s = self.at_s + seconds
        while due := sorted((due_s, timer) for timer, (due_s, _) in self._due.items() if due_s <= until_s):
            self.at_s, timer = due[0]
            self.fires(timer)
        self.at_s = until_s
        return self

    def fires(self, timer: Timer) -> "Played":
        """A timer that is running runs out now."""
        _, of = self._due.pop(timer)
        return self.takes(FIRED[timer](at_s=self.at_s, of=of))

    def left_s(self, timer: Timer) -> float | None:
        """How long until `timer` runs out; None where it isn't running."""
        return round(self._due[timer][0] - self.at_s, 6) if timer in self._due else None

    @property
    def step(self) -> Step | None:
        """How far the hand-off that is under way has come."""
        return self.state.hand_off.step if self.state.hand_off else None

    def every(self, kind: type[C]) -> list[C]:
        """The commands of this kind so far."""
        return [command for command in self.wanted if isinstance(command, kind)]

    def last(self, kind: type[C]) -> C:
        """The last of them."""
        return self.every(kind)[-1]


def opened(plan: Plan = PLAN) -> Played:
    """A call that its first agent has greeted: it is the caller's turn."""
    call = Played(plan).has(Started, profile="small", models="none").has(Entered, stage=plan.opens)
    call.has(AgentsBegan).passes(2).has(Said, stage=plan.opens, text="Hello.").has(AgentsEnded)
    return call.passes(1)


def answering(plan: Plan = PLAN) -> Played:
    """One whose caller has said something, and waits for the answer."""
    return opened(plan).has(Heard, text="A day, please.").passes(0.5)


def asked(plan: Plan = PLAN, edge: str = "to_desk") -> Played:
    """One whose agent has been granted a hand-off."""
    return answering(plan).has(HandOffRequested, edge=edge)


def committing(plan: Plan = PLAN, edge: str = "to_desk") -> Played:
    """One whose next agent is to be made."""
    return asked(plan, edge).has(FarewellOver, hand_off=1)


def committed(plan: Plan = PLAN, edge: str = "to_desk") -> Played:
    """One whose next agent is taking the call."""
    call = committing(plan, edge)
    way = call.state.hand_off
    assert way is not None
    return call.has(HandedOn, edge=edge, origin=way.origin, target=way.target, hand_off=way.number)


def handed_on(plan: Plan = PLAN, edge: str = "to_desk") -> Played:
    """One whose next agent has the call, and has said nothing yet."""
    call = committed(plan, edge)
    return call.has(Entered, stage=call.state.bound_for, hand_off=1)
