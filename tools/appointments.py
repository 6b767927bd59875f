"""The book of appointments: a small SQLite file that several calls may write to at once."""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from segue.session.desk import Refused

SCHEMA = """
CREATE TABLE IF NOT EXISTS bookings (
    day TEXT NOT NULL,
    time TEXT NOT NULL,
    patient TEXT NOT NULL,
    PRIMARY KEY (day, time)
)
"""
SEED = (
    ("Monday", "nine o'clock", "Iris Bell"),
    ("Tuesday", "nine o'clock", "Iris Bell"),
    ("Tuesday", "half past three", "Otto Lind"),
    ("Thursday", "two o'clock", "Otto Lind"),
)
"""What a demo's fresh book holds, so that not every time is free."""

NAMELESS = "a caller without a name"


def seed(path: Path) -> None:
    """Write a fresh book to `path`, with a few times taken."""
    with closing(sqlite3.connect(path)) as book, book:
        book.execute(SCHEMA)
        book.executemany("INSERT INTO bookings VALUES (?, ?, ?)", SEED)


class Appointments:
    """One call's view of the book. The day and the time are the profile's own words."""

    def __init__(self, path: Path, *, times: Sequence[str]) -> None:
        self._path = path
        self._times = times
        self._own: set[tuple[str, str]] = set()
        """What this call has booked: all that a caller without a name can call theirs."""

    async def look_up(self, facts: Mapping[str, str]) -> list[str]:
        """The free times of the day in `facts`; none where no day is known."""
        return await asyncio.to_thread(self._free, facts["day"]) if "day" in facts else []

    async def settle(self, facts: Mapping[str, str]) -> str:
        """Book the day and time for the caller; an errand of "move" gives up the caller's other times."""
        if not {"day", "time"} <= facts.keys():
            raise Refused("an appointment needs a day and a time", await self.look_up(facts))
        return await asyncio.to_thread(self._book, facts)

    def _open(self) -> sqlite3.Connection:
        book = sqlite3.connect(self._path, timeout=5.0)
        book.execute(SCHEMA)
        return book

    def _free(self, day: str) -> list[str]:
        with closing(self._open()) as book:
            taken = {time for (time,) in book.execute("SELECT time FROM bookings WHERE day = ?", (day,))}
        return [time for time in self._times if time not in taken]

    def _book(self, facts: Mapping[str, str]) -> str:
        day, time, patient = facts["day"], facts["time"], facts.get("name", NAMELESS)
        with closing(self._open()) as book, book:
            new = book.execute("INSERT OR IGNORE INTO bookings VALUES (?, ?, ?)", (day, time, patient)).rowcount
            theirs = self._own | {(day, time)} if new else self._own
            if "name" in facts:
                query = "SELECT day, time FROM bookings WHERE patient = ?"
                theirs = {(held_day, held_time) for held_day, held_time in book.execute(query, (patient,))}
            if (day, time) in theirs and facts.get("errand") == "move":
                others = theirs - {(day, time)}
                book.executemany("DELETE FROM bookings WHERE day = ? AND time = ?", others)
                theirs -= others
        if (day, time) not in theirs:
            raise Refused(f"{day} at {time} is taken", self._free(day))
        self._own = theirs
        return f"{day} at {time}, for {patient}."
