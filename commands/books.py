"""The book that the desks of a call on this machine write into, which is gone after it."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from segue.settings import Misconfigured
from tools.appointments import seed

BOOK_FIX = "make room there, or set TMPDIR to another folder"


@contextlib.contextmanager
def fresh_books() -> Iterator[Path]:
    """A book with appointments in it. Raises `Misconfigured` where there is no room for one."""
    try:
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    except OSError as error:
        raise Misconfigured([f"there is no folder for temporary files ({error.strerror}); {BOOK_FIX}"]) from None
    with folder as books:
        store = Path(books) / "appointments.sqlite"
        try:
            seed(store)
        except sqlite3.Error as error:
            raise Misconfigured([f"{books}: the desks' book can't be kept there ({error}); {BOOK_FIX}"]) from None
        yield store
