"""What is kept of a call that was played here: its folder, made before the call and filled after it."""

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from segue.records import journal, transcript
from segue.records.folder import Folder, make_private, write
from segue.records.sweeping import sweep


class Unkeepable(Exception):
    """Something can't be written where it was asked for; one line says what, why, and what to do."""


def folder_for(calls: Path, keep_days: int | None) -> None:
    """See that calls can be kept in the folder `calls`, which is made if it isn't there. Raises `Unkeepable`.

    Those in it that began more than `keep_days` ago are removed.
    """
    try:
        make_private(calls)
        with tempfile.TemporaryFile(dir=calls):
            pass
    except (OSError, ValueError) as error:
        raise Unkeepable(f"{calls}: no folder for calls ({_why(error)}); name another with --calls DIR") from None
    if keep_days:
        sweep(calls, keep_days, datetime.now(UTC))


def new_folder(calls: Path, call_id: str) -> Folder:
    """The folder of the call `call_id`. Raises `Unkeepable`."""
    try:
        return Folder.create(calls, call_id)
    except (OSError, ValueError) as error:
        raise Unkeepable(f"{calls}: no folder for a call ({_why(error)}); name another with --calls DIR") from None


def fill(folder: Folder, numbers: Mapping[str, Any]) -> None:
    """Write transcript and figures beside a journal that is complete. Raises `Unkeepable`."""
    try:
        write(folder.transcript, transcript.write(journal.read(folder.journal)))
        write(folder.figures, json.dumps(numbers, indent=1) + "\n")
    except OSError as error:
        raise Unkeepable(f"{folder.path}: not all of the call is kept ({_why(error)})") from None


def writable(path: Path, flag: str, *, anew: bool) -> None:
    """See that the file `path`, given by `flag`, can be written; `anew`: that there is none. Raises `Unkeepable`."""
    try:
        trouble = _trouble(path, anew=anew)
    except (OSError, ValueError) as error:
        trouble = _why(error)
    if trouble:
        raise Unkeepable(f"{path}: {trouble}; name another file with {flag}")


def _trouble(path: Path, *, anew: bool) -> str | None:
    if "\0" in str(path):
        return "it is no file's name"
    there = os.path.lexists(path)
    if there and anew:
        return "there is such a file already, and it is not overwritten"
    if there and not path.is_file():
        return "it is no file"
    if not path.parent.is_dir():
        return "there is no such folder"
    if not os.access(path if there else path.parent, os.W_OK):
        return "it may not be written"
    return None


def _why(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
