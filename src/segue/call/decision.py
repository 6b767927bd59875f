"""What the rules make of an event: the next state, what is to be done, and what whoever asked is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from segue.call.command import Arm, Cancel, Command
from segue.call.events import Timer
from segue.call.mappings import but, without
from segue.call.state import State


@dataclass(frozen=True, slots=True)
class Permission:
    """What a tool or a transport that asked for something is told."""

    permitted: bool = True
    told: str = ""
    """Why not, written to the model; empty where it is permitted."""
    hand_off: int = 0
    """The number of the hand-off that was granted."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The state after an event, and what follows from it."""

    state: State
    commands: tuple[Command, ...] = ()
    permission: Permission = Permission()

    def then(self, later: "Decision") -> "Decision":
        """Both: `later` was made of this one's state."""
        return Decision(later.state, (*self.commands, *later.commands), self.permission)

    def then_by(self, rule: Callable[[State, float], "Decision"], at_s: float) -> "Decision":
        """The same, with what `rule` makes of its state at this second."""
        return self.then(rule(self.state, at_s))

    def permitting(self, permission: Permission) -> "Decision":
        """The same, with another permission."""
        return replace(self, permission=permission)


def refused(state: State, why: str) -> Decision:
    """Nothing changes, and whoever asked is told why."""
    return Decision(state, (), Permission(permitted=False, told=why))


def disregarded(state: State) -> Decision:
    """Nothing changes but the count of events that came when they could not, or of what is no more."""
    return Decision(replace(state, disregarded=state.disregarded + 1), (), Permission(permitted=False))


def armed(state: State, timer: Timer, after_s: float) -> Decision:
    """`timer` is running from now on."""
    of = state.armings + 1
    return Decision(
        replace(state, armings=of, timers=but(state.timers, timer, of)), (Arm(timer, of, max(0.0, after_s)),)
    )


def cancelled(state: State, timer: Timer) -> Decision:
    """`timer` is running no more."""
    if timer not in state.timers:
        return Decision(state)
    return Decision(replace(state, timers=without(state.timers, timer)), (Cancel(timer),))
