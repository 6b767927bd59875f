"""What a team tells of the tools that it makes, before any call."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from livekit.agents import function_tool, llm

from agents import team
from segue.profile.load import load
from segue.profile.yaml.source import Unreadable
from segue.session.stage_context import StageContext
from segue.testing import load_profile

PROFILES = Path(__file__).parents[3] / "profiles"


def beside(tool: Callable[[StageContext], llm.Tool]) -> Callable[[StageContext], Sequence[llm.Tool]]:
    """The kit with one more tool for every stage."""
    own = team().kit
    return lambda context: [*own(context), tool(context)]


@pytest.mark.parametrize("name", ["storyteller", "clinic"])
def test_a_team_can_tell_what_the_tools_of_every_stage_are_called(name: str) -> None:
    known = team().known()
    profile = load_profile(PROFILES / name, known)
    for stage, spec in profile.stages.items():
        assert known.called(profile, stage) == [*spec.tools, *(edge.name for edge in profile.edges_from(stage))]


def test_a_tool_whose_function_is_called_like_a_hand_off_is_told_before_the_call() -> None:
    @function_tool
    async def begin_story() -> None:
        """Begin."""

    known = replace(team(), kit=beside(lambda context: begin_story)).known()
    with pytest.raises(Unreadable) as caught:
        load(PROFILES / "storyteller", known)
    assert "a tool of `task` is called `begin_story`, too; give the edge another name" in str(caught.value)


def test_a_tool_that_can_not_be_made_without_a_call_keeps_no_profile_from_being_read() -> None:
    def needs_a_room(context: StageContext) -> llm.Tool:
        raise RuntimeError("no job context")

    known = replace(team(), kit=beside(needs_a_room)).known()
    assert known.called(load(PROFILES / "storyteller", known), "task") == []
