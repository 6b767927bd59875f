"""The calls this profile is for, and what has to come of them."""

from pathlib import Path

from agents import team
from segue.testing import rehearse

PROFILE = Path(__file__).parent


async def test_the_caller_gets_what_they_called_for() -> None:
    call = await rehearse(PROFILE, team())
    call.as_expected()


async def test_a_name_is_read_back_and_kept() -> None:
    call = await rehearse(PROFILE, team(), "I'm Ada.", "Yes, that's right.")
    call.expect(facts={"name": "Ada"}, path=["hello", "news"])
    assert "Ada" in call.said("hello")[1]


async def test_a_name_that_was_misheard_is_put_right() -> None:
    call = await rehearse(PROFILE, team(), "I'm Ada.", "No, it's Anna.", "Yes.")
    call.expect(facts={"name": "Anna"}, path=["hello", "news"])
