"""The book of appointments: a time is given away once, and what is given up is the caller's own."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from segue.session.desk import Desk, Refused
from tools.appointments import SEED, Appointments, seed

TIMES = ("nine o'clock", "half past ten", "two o'clock", "half past three")
NINE = {"day": "Wednesday", "time": "nine o'clock"}
TEN = {"day": "Wednesday", "time": "half past ten"}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    seed(tmp_path / "book.sqlite")
    return tmp_path / "book.sqlite"


def desk(store: Path) -> Appointments:
    return Appointments(store, times=TIMES)


def bookings(store: Path) -> set[tuple[str, str, str]]:
    """What stands in the book, beyond what it began with."""
    with closing(sqlite3.connect(store)) as book:
        return {*book.execute("SELECT day, time, patient FROM bookings")} - {*SEED}


async def test_a_free_time_is_booked_and_then_no_longer_free(store: Path) -> None:
    book = desk(store)
    assert isinstance(book, Desk)
    assert await book.look_up({"day": "Wednesday"}) == [*TIMES]
    assert await book.settle({"name": "Ada", **NINE}) == "Wednesday at nine o'clock, for Ada."
    assert await book.look_up({"day": "Wednesday"}) == [*TIMES[1:]]
    assert bookings(store) == {("Wednesday", "nine o'clock", "Ada")}


async def test_without_a_day_nothing_is_on_offer(store: Path) -> None:
    assert await desk(store).look_up({"name": "Ada"}) == []


async def test_a_taken_time_is_refused_with_what_is_free(store: Path) -> None:
    with pytest.raises(Refused, match="Tuesday at nine o'clock is taken") as refused:
        await desk(store).settle({"name": "Ada", "day": "Tuesday", "time": "nine o'clock"})
    assert refused.value.free == ["half past ten", "two o'clock"]
    assert bookings(store) == set()


@pytest.mark.parametrize("facts", [{"day": "Tuesday"}, {"time": "two o'clock"}, {}])
async def test_without_day_and_time_nothing_is_booked(facts: dict[str, str], store: Path) -> None:
    with pytest.raises(Refused, match="needs a day and a time"):
        await desk(store).settle({"name": "Ada", **facts})
    assert bookings(store) == set()


@pytest.mark.parametrize("names", [("Ada", "Berta"), (None, None), ("Ada", None)])
async def test_of_two_calls_that_want_one_time_at_once_one_gets_it(
    names: tuple[str | None, str | None], store: Path
) -> None:
    asked = [{"name": name, **NINE} if name else NINE for name in names]
    answers = await asyncio.gather(*(desk(store).settle(facts) for facts in asked), return_exceptions=True)
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert len(bookings(store)) == 1


@pytest.mark.parametrize("caller", [{"name": "Ada"}, {}], ids=["by name", "without a name"])
async def test_settling_twice_is_settling_once(caller: dict[str, str], store: Path) -> None:
    book = desk(store)
    assert await book.settle({**caller, **NINE}) == await book.settle({**caller, **NINE})
    assert len(bookings(store)) == 1


async def test_who_moves_gives_up_their_own_time_and_nobody_elses(store: Path) -> None:
    await desk(store).settle({"name": "Berta", **TEN})
    await desk(store).settle({"name": "Ada", **NINE})
    await desk(store).settle({"name": "Ada", "errand": "move", "day": "Friday", "time": "two o'clock"})
    assert bookings(store) == {("Wednesday", "half past ten", "Berta"), ("Friday", "two o'clock", "Ada")}


async def test_a_move_to_a_taken_time_gives_up_nothing(store: Path) -> None:
    await desk(store).settle({"name": "Ada", **NINE})
    with pytest.raises(Refused):
        await desk(store).settle({"name": "Ada", "errand": "move", "day": "Tuesday", "time": "nine o'clock"})
    assert bookings(store) == {("Wednesday", "nine o'clock", "Ada")}


async def test_a_caller_without_a_name_moves_only_what_this_call_has_booked(store: Path) -> None:
    book = desk(store)
    await desk(store).settle(NINE)
    await book.settle(TEN)
    await book.settle({"errand": "move", "day": "Friday", "time": "two o'clock"})
    assert {(day, time) for day, time, _ in bookings(store)} == {
        ("Wednesday", "nine o'clock"),
        ("Friday", "two o'clock"),
    }


async def test_who_books_keeps_the_times_they_have(store: Path) -> None:
    await desk(store).settle({"name": "Ada", "errand": "book", **NINE})
    await desk(store).settle({"name": "Ada", "errand": "book", **TEN})
    assert len(bookings(store)) == 2


async def test_nothing_a_caller_says_is_taken_for_sql(store: Path) -> None:
    await desk(store).settle({"name": "'); DROP TABLE bookings; --", **NINE})
    assert len(bookings(store)) == 1
