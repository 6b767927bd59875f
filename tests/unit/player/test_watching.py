"""Whoever watches a call may fail at any moment: the call goes on, and the log says so once."""

import asyncio

import pytest

from agents import team
from segue.call.events import Event, Outcome
from segue.call.state import State
from segue.models.sets.rehearsed import RehearsalSet
from segue.player.by_text import typed_call
from segue.player.staging import Audience, Staging
from segue.player.watching import Unfailing
from segue.testing import load_profile
from tests.unit.checks.checked import PROFILES


class Fainting:
    """Watches until the method of that name is called."""

    def __init__(self, at: str) -> None:
        self.at = at
        self.told: list[str] = []

    def progress(self, what: str) -> None:
        self._see("progress")

    def show(self, event: Event, state: State) -> None:
        self._see("show")

    def speak(self, stage: str, text: str) -> None:
        self._see("speak")

    def breathe(self) -> None:
        self._see("breathe")

    def _see(self, what: str) -> None:
        self.told.append(what)
        if what == self.at:
            raise LookupError


def tell_all(audience: Audience) -> None:
    audience.progress("ringing")
    audience.speak("intro", "Hello.")
    audience.breathe()


def test_an_audience_that_holds_out_is_told_everything() -> None:
    watching = Fainting("never")
    tell_all(Unfailing(watching))
    assert watching.told == ["progress", "speak", "breathe"]


@pytest.mark.parametrize(("at", "told"), [("progress", 1), ("speak", 2), ("breathe", 3)])
def test_one_that_fails_is_told_no_more_and_is_told_of_once(
    at: str, told: int, caplog: pytest.LogCaptureFixture
) -> None:
    watching = Fainting(at)
    audience = Unfailing(watching)
    tell_all(audience)
    tell_all(audience)
    assert len(watching.told) == told
    assert [(record.message, vars(record)["who"]) for record in caplog.records] == [
        ("who watched the call failed, and is told no more", "Fainting")
    ]


@pytest.mark.parametrize("at", ["show", "speak", "breathe"])
async def test_a_call_that_is_watched_by_one_who_fails_is_played_to_its_end(at: str) -> None:
    members = team()
    profile = load_profile(PROFILES / "storyteller", members.known())
    stage = Staging(profile, members, lambda models, _: RehearsalSet(profile, models))
    call, typing = typed_call(stage, "one", Fainting(at))
    async with asyncio.timeout(30):
        await typing.ring()
        await typing.say("I am Ada from Turin.")
        await typing.say("Goodbye.")
    assert call.state.facts["name"].value == "Ada"
    assert call.state.outcome is Outcome.GOODBYE
