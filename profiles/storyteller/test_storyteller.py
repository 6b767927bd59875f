"""The calls the storyteller is for."""

from pathlib import Path

from agents import team
from segue.testing import rehearse

PROFILE = Path(__file__).parent


async def test_the_caller_gets_the_story_they_asked_for() -> None:
    call = await rehearse(PROFILE, team())
    call.as_expected()


async def test_a_name_is_read_back_and_may_be_corrected() -> None:
    call = await rehearse(PROFILE, team(), "I'm Sara, from Turin.", "No, it's Mara. M, A, R, A.", "Yes.")
    call.expect(facts={"name": "Mara", "place": "Turin"}, path=["intro", "task"], said=["Mara, from Turin"])
    assert "Mara" in call.said("task")[0]


async def test_who_wants_another_story_is_asked_for_a_new_wish() -> None:
    call = await rehearse(
        PROFILE,
        team(),
        *("I'm Ada, from Turin.", "Yes.", "A funny story about a fox.", "Yes.", "A key.", "To the river."),
        *("Another one, please.", "A spooky one about a whale.", "Yes."),
    )
    call.expect(
        path=["intro", "task", "story", "task", "story"],
        facts={"name": "Ada", "hero": "a whale", "mood": "spooky"},
        tools=["settle", "begin_story", "another_story", "settle", "begin_story"],
    )
