"""A kind of tool: how it is made for a stage, and what it is for."""

from collections.abc import Callable
from dataclasses import dataclass

from livekit.agents import llm

from segue.profile.traits import Trait, Traits
from segue.session.stage_context import StageContext

Build = Callable[[StageContext], llm.Tool]


@dataclass(frozen=True, slots=True)
class ToolKind:
    """What a module of `tools/` has in the table of tools."""

    build: Build
    """Makes the tool of one stage."""
    traits: Traits
    within_s: float | None = None
    """How long it may take, where that is less than the profile's `limits.tool_s`."""


def tool_kind(*traits: Trait, within_s: float | None = None) -> Callable[[Build], ToolKind]:
    """Declare what the tools are for that the decorated function makes; nothing, where only a model needs to know.

    `within_s` gives them less time than the profile's limits do.
    """

    def declared(build: Build) -> ToolKind:
        return ToolKind(build, frozenset(traits), within_s)

    return declared
