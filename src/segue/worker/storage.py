"""Whether a worker may write where its settings have it write: found out before a call, not by one."""

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from segue.settings import Settings

SQLITE: Final = b"SQLite format 3\0"


def unwritable(settings: Settings, *, desks: bool) -> Iterator[str]:
    """A line for each thing in the way; `desks`: whether any profile has one, whose book is in the store."""
    if desks and (why := _no_store(settings.store)):
        yield f"SEGUE_STORE is '{settings.store}': {why}; set it to an SQLite file that may be written, or be made"
    if settings.record and (why := _no_folder(settings.calls_dir)):
        yield f"SEGUE_CALLS_DIR is '{settings.calls_dir}': {why}; set it to a folder that may be written"
    try:
        tempfile.gettempdir()
    except OSError:
        yield "TMPDIR: no folder for temporary files may be written; set it to one"


def _no_store(store: Path) -> str:
    try:
        if not stat.S_ISREG(store.stat().st_mode):
            return "it is no file"
        with store.open("rb") as file:
            if file.read(len(SQLITE)) not in (SQLITE, b""):
                return "it is no SQLite file"
    except FileNotFoundError:
        return _no_folder(store.absolute().parent, there=True)
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    # SQLite keeps a journal beside it.
    return "it may not be written" if not os.access(store, os.W_OK) else _no_folder(store.absolute().parent, there=True)


def _no_folder(folder: Path, *, there: bool = False) -> str:
    """Why nothing can be written in `folder`, which is made where it is not `there`; empty where it can."""
    try:
        if not there:
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"{folder}: {(error.strerror or type(error).__name__).lower()}"
