"""The desks a profile may name, and where they keep their books."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path

from segue.call.call import Call
from segue.session.desk import Desk
from tools.appointments import Appointments, seed
from tools.wishes import Wishes

DESKS = frozenset({"appointments", "wishes"})


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
    return {
        "appointments": lambda call: Appointments(books.file, times=[*call.profile.facts["time"].choices]),
        "wishes": lambda call: Wishes(),
    }
