"""The desks a profile may name, and where they keep their books.

To add one, write a class with the two methods of `Desk` in a module of its own, and enter in `DESKS` what makes one: it
is given the SQLite file of what outlives a call, and the call.
"""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path

from segue.call.call import Call
from segue.session.desk import Desk
from tools.appointments import Appointments, seed
from tools.wishes import Wishes

DESKS: Mapping[str, Callable[[Path, Call], Desk]] = {
    "appointments": lambda store, call: Appointments(store, times=_choices(call, "time")),
    "wishes": lambda store, call: Wishes(),
}


def _choices(call: Call, fact: str) -> list[str]:
    """What the profile offers; nothing where it has no such fact, and the desk then says what it lacks."""
    return [*call.profile.facts[fact].choices] if fact in call.profile.facts else []


class Books:
    """Where the desks keep what outlives a call: in `store`, an SQLite file, or in one that goes when this does."""

    def __init__(self, store: Path | None) -> None:
        self._store = store

    @cached_property
    def file(self) -> Path:
        """The file; one of its own is made when it is first asked for, with a few times taken."""
        if self._store is not None:
            return self._store
        folder = Path(tempfile.mkdtemp(prefix="segue-books-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        seed(folder / "appointments.sqlite")
        return folder / "appointments.sqlite"


def desks(store: Path | None) -> Mapping[str, Callable[[Call], Desk]]:
    """Every desk by name; without a `store` they have books of their own, for as long as anybody holds them."""
    books = Books(store)
    return {name: partial(_made, make, books) for name, make in DESKS.items()}


def _made(make: Callable[[Path, Call], Desk], books: Books, call: Call) -> Desk:
    return make(books.file, call)
