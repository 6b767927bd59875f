"""The names that a profile may use for what it doesn't hold itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from segue.profile.traits import Trait, Traits


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The packages that hold the things themselves tell them; of a tool they tell what it is for, too."""

    agents: frozenset[str]
    tools: Mapping[str, Traits]
    desks: frozenset[str]
    speakers: frozenset[str]

    def are(self, tool: str, *traits: Trait) -> bool:
        """Whether `tool` is for any of `traits`."""
        return not self.tools.get(tool, frozenset()).isdisjoint(traits)

    def tools_for(self, *traits: Trait) -> str:
        """The tools that are for any of `traits`, as a mistake's fix names them."""
        names = [f"`{name}`" for name in self.tools if self.are(name, *traits)]
        return " or ".join(names) or f"one that {' or '.join(traits)}"
