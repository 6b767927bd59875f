"""What a call is played with, and who watches it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from segue.call.events import Event
from segue.call.state import State
from segue.models.failover.switch import OnSwitch
from segue.models.local.weights import LocalModels
from segue.models.stage_models import ModelSet
from segue.profile.model import Profile
from segue.profile.playing import TurnModels
from segue.session.stage_context import Team


@dataclass(frozen=True, slots=True)
class Staging:
    """Everything a call needs but a caller."""

    profile: Profile
    team: Team
    model_set_of: Callable[[LocalModels | None, OnSwitch], ModelSet]
    """The call's set of models, given the local models (none for a typed call) and who is told of failures."""
    turns: TurnModels = TurnModels.LOCAL
    facts: Mapping[str, str] = field(default_factory=dict)
    """What is known before the call, as a job's metadata may tell it."""
    preemptive: bool = True
    """Whether a model is asked before it is certain that the caller's turn is over, and then perhaps once more."""


class Audience(Protocol):
    """Who watches a call as it is played."""

    def progress(self, what: str) -> None:
        """Hear what is being waited for."""

    def show(self, event: Event, state: State) -> None:
        """See what happened."""

    def speak(self, stage: str, text: str) -> None:
        """Get a piece of an agent's words, in step with their sound."""

    def breathe(self) -> None:
        """Be told that a stretch of speech is over."""


class Nobody:
    """An audience that looks away."""

    def progress(self, what: str) -> None: ...

    def show(self, event: Event, state: State) -> None: ...

    def speak(self, stage: str, text: str) -> None: ...

    def breathe(self) -> None: ...
