"""Where the desks keep their books: where they are told to or, for a test or a demo, in a file that does not stay."""

import gc
import tempfile
from pathlib import Path

import pytest

from agents import team
from segue.call.call import Call
from segue.testing import load_profile
from tools.appointments import Appointments

CLINIC = Path(__file__).parents[3] / "profiles" / "clinic"
MONDAY = {"day": "Monday", "time": "two o'clock"}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go meanwhile."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(folder: Path) -> list[Path]:
    return [*folder.iterdir()]


async def test_books_of_its_own_are_made_when_a_desk_is_asked_and_go_with_the_team(temporary: Path) -> None:
    members = team()
    profile = load_profile(CLINIC, members.known())
    assert not left(temporary)
    desk = members.desks["appointments"](Call(profile, call_id="test", now=lambda: 0.0))
    assert isinstance(desk, Appointments)
    assert await desk.settle(MONDAY) == "Monday at two o'clock, for a caller without a name."
    assert len(left(temporary)) == 1
    del members, desk
    gc.collect()
    assert not left(temporary)


async def test_a_store_that_is_named_is_used_and_stays(temporary: Path) -> None:
    store = temporary / "appointments.sqlite"
    members = team(store)
    desk = members.desks["appointments"](Call(load_profile(CLINIC, members.known()), call_id="test", now=lambda: 0.0))
    await desk.settle(MONDAY)
    del members, desk
    gc.collect()
    assert left(temporary) == [store]
