"""The call's part of a profile: what the rules need of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from segue.profile.limits import Limits
from segue.profile.model import Edge, Profile
from segue.profile.playing import Mode


@dataclass(frozen=True, slots=True)
class Plan:
    """Stages, edges and limits. Frozen, as everything in a call's state."""

    opens: str = ""
    safe: str | None = None
    """The stage a call goes on in where a hand-off fails and the one before it can't have the call again."""
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The stages, and the facts that each asks for."""
    asks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The facts, and what a caller is asked for each."""
    edges: tuple[Edge, ...] = ()
    realtime: frozenset[str] = frozenset()
    """The stages that the profile gives to a realtime model."""
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def of(cls, profile: Profile) -> "Plan":
        """The plan of a profile."""
        return cls(
            opens=profile.opens,
            safe=profile.safe,
            needs=MappingProxyType({name: tuple(spec.facts) for name, spec in profile.stages.items()}),
            asks=MappingProxyType({name: spec.ask for name, spec in profile.facts.items()}),
            edges=tuple(profile.edges),
            realtime=frozenset(name for name, spec in profile.stages.items() if spec.mode is not Mode.PIPELINE),
            limits=profile.limits,
        )

    def edge(self, origin: str, name: str) -> Edge | None:
        """The edge of that name from `origin`; None where there is none."""
        return next((edge for edge in self.edges if edge.origin == origin and edge.name == name), None)

    def first(self, edge: Edge, other: str) -> bool:
        """Whether `edge` stands before the one called `other` of the same origin."""
        names = [known.name for known in self.edges if known.origin == edge.origin]
        return names.index(edge.name) < names.index(other)
