"""What an agent is given when it takes a call, and what the house has to give."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from livekit.agents import Agent, llm

from segue.call.call import Call
from segue.call.profile.load import Known
from segue.call.profile.model import Edge, StageSpec
from segue.session.desk import Desk
from segue.session.takeover import Left
from segue.voices.parts import Parts


@dataclass(frozen=True, slots=True)
class Seat:
    """Everything one agent needs for one stage of one call."""

    call: Call
    stage: str
    edge: Edge | None
    """The hand-off that led here; None for the first stage."""
    parts: Parts
    """The models of this stage."""
    desk: Desk | None
    enter: Callable[[Edge], Agent]
    """Builds the agent at the other end of an edge."""
    twin: bool = False
    """Whether a pipeline sits in for a realtime model that has failed."""
    left: Left | None = None
    """What the one before left behind, where the twin takes over in the middle of the stage."""

    @property
    def spec(self) -> StageSpec:
        """The profile's description of this stage."""
        return self.call.profile.stages[self.stage]


Kit = Callable[[Seat], Sequence[llm.Tool]]


class StageClass(Protocol):
    """An agent class of the cast: built from a seat and its tools."""

    def __call__(self, seat: Seat, tools: Sequence[llm.Tool]) -> Agent:
        """The agent, not yet on the call."""
        ...


@dataclass(frozen=True, slots=True)
class Team:
    """The closed tables a profile may choose from."""

    cast: Mapping[str, StageClass]
    kit: Kit
    """Builds a seat's tools by the names in its stage."""
    tools: frozenset[str]
    desks: Mapping[str, Callable[[Call], Desk]]
    speakers: frozenset[str]

    def known(self) -> Known:
        """The names a profile may use."""
        return Known(frozenset(self.cast), self.tools, frozenset(self.desks), self.speakers)
