"""What an agent is given when it takes a call, and the tables a profile may choose from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from livekit.agents import Agent, llm

from segue.call.call import Call
from segue.models.stage_models import StageModels
from segue.profile.load import KnownNames
from segue.profile.model import Edge, Profile, StageSpec
from segue.profile.traits import Traits
from segue.session.desk import Desk, Refused
from segue.session.entry import Entry
from segue.session.handover import Handover
from segue.session.intended import Intended


@dataclass(frozen=True, slots=True)
class StageContext:
    """Everything one agent needs for one stage of one call."""

    call: Call
    stage: str
    models: StageModels
    """The models of this stage."""
    desk: Desk | None
    edge: Edge | None = None
    """The hand-off that led here; None for the first stage, and after a hand-off that was undone."""
    is_fallback: bool = False
    """Whether a pipeline sits in for a realtime model that has failed."""
    handover: Handover | None = None
    """What the one before left behind, where the fallback takes over in the middle of the stage."""
    entry: Entry | None = None
    """What crosses with the hand-off; None for the first agent of a call, and for a fallback in mid-stage."""
    intended: Intended = field(default_factory=Intended)
    """What the agents of this call are about to say."""

    @property
    def spec(self) -> StageSpec:
        """The profile's description of this stage."""
        return self.call.profile.stages[self.stage]


Kit = Callable[[StageContext], Sequence[llm.Tool]]


class StageClass(Protocol):
    """An agent class of the cast: built from the context of its stage and its tools."""

    def __call__(self, context: StageContext, tools: Sequence[llm.Tool]) -> Agent:
        """The agent, not yet on the call."""
        ...


@dataclass(frozen=True, slots=True)
class Team:
    """The closed tables a profile may choose from."""

    cast: Mapping[str, StageClass]
    kit: Kit
    """Builds a stage's tools by the names in the profile."""
    tools: Mapping[str, Traits]
    """What each tool is for."""
    desks: Mapping[str, Callable[[Call], Desk]]
    speakers: frozenset[str]
    within_s: Mapping[str, float] = field(default_factory=dict)
    """How long a tool may take that is given less than the profile's limits give."""

    def known(self) -> KnownNames:
        """The names a profile may use."""
        return KnownNames(frozenset(self.cast), self.tools, frozenset(self.desks), self.speakers, self._called)

    def _called(self, profile: Profile, stage: str) -> list[str]:
        """What the tools of a stage are called, made as for a call; nothing where one can't be made without a call."""
        call, desk = Call(profile, call_id="", now=lambda: 0.0), profile.stages[stage].desk
        try:
            own = _NoDesk() if desk else None  # a desk that is made may open its books
            tools = self.kit(StageContext(call=call, stage=stage, models=StageModels(_Nobody()), desk=own))
            return [name for tool in tools for name in llm.ToolContext([tool]).function_tools]
        except Exception:  # noqa: BLE001  (whatever a tool of somebody's raises: it shows in the call)
            return []


class _Nobody(llm.LLM[Any]):
    """Stands where a model stands in a call, for tools that are only made to be looked at."""

    def chat(self, **asked: Any) -> llm.LLMStream:
        raise NotImplementedError


class _NoDesk:
    """The same of a desk."""

    async def look_up(self, facts: Mapping[str, str]) -> list[str]:
        return []

    async def settle(self, facts: Mapping[str, str]) -> str:
        raise Refused("there is no desk here", [])
