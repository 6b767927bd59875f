"""The calls the clinic is for."""

from pathlib import Path

from agents import team
from segue.testing import Calls, Says, ScriptedLLM, Silence, rehearse

PROFILE = Path(__file__).parent


async def test_the_caller_gets_their_appointment() -> None:
    call = await rehearse(PROFILE, team())
    call.as_expected()


async def test_a_time_that_is_taken_is_not_booked_and_the_free_ones_are_offered() -> None:
    booking = ScriptedLLM(Says("On Tuesday, at nine?"), Calls("settle"), Says("That is taken. At half past ten?"))
    asked = {"name": "Ada", "errand": "book", "day": "Tuesday", "time": "nine o'clock"}
    call = await rehearse(PROFILE, team(), "Yes, that's me.", "Yes, please.", facts=asked, llm={"booking": booking})
    call.expect(path=["greeting", "booking"], said=["half past ten"])
    assert "Tuesday at nine o'clock is taken" in call.tools[-1].result


async def test_who_falls_silent_is_asked_and_then_let_go() -> None:
    call = await rehearse(PROFILE, team(), Silence(silence_s=60))
    call.expect(outcome="silence", path=["greeting"], said=["Hello, are you still there?"])
