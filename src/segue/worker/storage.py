"""Whether a worker may write where its settings have it write: found out before a call, not by one.

Without a store no desk can work, and so the worker refuses to start. A call that is not kept is still a call: that is
warned of.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from segue.records.folder import make_private
from segue.settings import Settings

SQLITE: Final = b"SQLite format 3\0"
MB: Final = 1_000_000
ONE_CALL_MB: Final = 50
"""What an hour's call takes: 43 MB of Opus at the most, at the 96 kbit/s of the library's recorder, and its journal."""


def unwritable(settings: Settings, *, desks: bool) -> Iterator[str]:
    """A line for each thing in the way; `desks`: whether any profile has one, whose book is in the store."""
    if desks and (why := _no_store(settings.store)):
        yield f"SEGUE_STORE is '{settings.store}': {why}; set it to an SQLite file that may be written, or be made"
    try:
        tempfile.gettempdir()
    except OSError:
        yield "TMPDIR: no folder for temporary files may be written; set it to one"


def unkept(settings: Settings) -> Iterator[str]:
    """A line for each reason why calls will not be kept, or not to their end; none where they are not to be."""
    if not settings.record:
        return
    calls = f"SEGUE_CALLS_DIR is '{settings.calls_dir}'"
    if why := _no_folder(settings.calls_dir):
        yield f"{calls}: {why}; set it to a folder that may be written"
    elif why := _no_room(settings.calls_dir):
        yield f"{calls}: {why}; make room there"
    elif _on_another_disk(there := Path(tempfile.gettempdir()), settings.calls_dir) and (why := _no_room(there)):
        yield f"TMPDIR is '{there}', where a call's sound is until it is over: {why}; make room there"


def _no_store(store: Path) -> str:
    try:
        if not stat.S_ISREG(store.stat().st_mode):
            return "it is no file"
        with store.open("rb") as file:
            if file.read(len(SQLITE)) not in (SQLITE, b""):
                return "it is no SQLite file"
    except FileNotFoundError:
        return _no_file_beside(store)
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    # SQLite keeps a journal beside it.
    return _no_file_beside(store) if os.access(store, os.W_OK) else "it may not be written"


def _no_file_beside(store: Path) -> str:
    """Why no file can be made in the store's folder, as far as that is known without making one."""
    folder = store.absolute().parent
    if not folder.is_dir():
        return f"there is no folder {folder}"
    return "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} may not be written"


def _no_folder(folder: Path) -> str:
    """Why nothing can be kept in `folder`, which is made; empty where it can."""
    try:
        make_private(folder)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"{folder}: {(error.strerror or type(error).__name__).lower()}"


def _on_another_disk(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_dev != other.stat().st_dev
    except OSError:
        return False


def _no_room(folder: Path) -> str:
    """Why a call may not be kept to its end there; empty where it can, or where nobody knows."""
    try:
        free_mb = shutil.disk_usage(folder).free // MB
    except OSError:
        return ""
    return "" if free_mb >= ONE_CALL_MB else f"{free_mb} MB are free, and an hour of one call takes {ONE_CALL_MB} MB"
