"""The names that a profile may use for what it doesn't hold itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from segue.profile.model import Profile
from segue.profile.traits import Trait, Traits

Called: TypeAlias = Callable[[Profile, str], Sequence[str]]


def _untold(profile: Profile, stage: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The packages that hold the things themselves tell them; of a tool they tell what it is for, too."""

    agents: frozenset[str]
    tools: Mapping[str, Traits]
    desks: frozenset[str]
    speakers: frozenset[str]
    called: Called = _untold
    """What the tools of a stage are called once they are made, its hand-offs among them; nothing where nobody can tell.
    """

    def are(self, tool: str, *traits: Trait) -> bool:
        """Whether `tool` is for any of `traits`."""
        return not self.tools.get(tool, frozenset()).isdisjoint(traits)

    def tools_for(self, *traits: Trait) -> str:
        """The tools that are for any of `traits`, as a mistake's fix names them."""
        names = [f"`{name}`" for name in self.tools if self.are(name, *traits)]
        return " or ".join(names) or f"one that {' or '.join(traits)}"
