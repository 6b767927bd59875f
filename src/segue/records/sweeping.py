"""Removes the records of calls that are older than they are to be kept, and nothing else."""

import contextlib
import logging
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from segue.records.folder import Folder
from segue.records.journal.sealed import Record, unsealed

logger = logging.getLogger("segue.sweeping")

JOURNAL: Final = Folder(Path()).journal.name
NAMES: Final = frozenset(path.name for path in Folder(Path()).files)
QUIET: Final = timedelta(days=1)
"""A call that has not been written to for so long is over, though its journal does not say so."""
LONGEST_LINE: Final = 1 << 20
"""In bytes. The first line of a journal has the call's plan in it, which is the longest there is."""


def sweep(calls: Path, keep_days: int, now: datetime) -> int:
    """Remove from the folder `calls` each record of a call that began more than `keep_days` ago; how many there were.

    `now` has its zone. A record is a folder with a journal in it, and nothing but files that are written of calls.
    Whatever else there is stays, links and what they lead to included, and so does a call that is under way. Raises
    nothing: what can't be removed is logged, once.
    """
    removed, stuck = 0, list[Exception]()
    try:
        names = os.listdir(calls)
    except FileNotFoundError:
        return 0
    except OSError as error:
        names, stuck = [], [error]
    for name in names:
        try:
            removed += _swept(calls / name, now - timedelta(days=keep_days), now)
        except FileNotFoundError:
            continue  # somebody else sweeps here, too
        except (OSError, ValueError, OverflowError) as error:  # the latter two of a date that is none
            stuck.append(error)
    if stuck:
        told = {"folder": str(calls), "failures": len(stuck), "first": str(stuck[0])}
        logger.error("calls older than SEGUE_KEEP_DAYS could not be removed", extra=told)
    return removed


def _swept(path: Path, before: datetime, now: datetime) -> bool:
    """Whether the folder `path` was a call's record, began before that, and is gone. Raises OSError."""
    with _opened(path) as folder:
        if folder is None or (names := _record(folder)) is None:
            return False
        began, over = _life(folder, now)
        if began >= before or not over:
            return False
        # The journal last: without it nobody would know what the rest is, were this broken off.
        for name in sorted(names, key=lambda name: name == JOURNAL):
            os.unlink(name, dir_fd=folder)
    path.rmdir()
    return True


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int | None]:
    """A folder, held fast, so that nothing can be put in its place meanwhile; None for what is no folder."""
    if not stat.S_ISDIR(path.lstat().st_mode):
        yield None
        return
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield folder
    finally:
        os.close(folder)


def _record(folder: int) -> list[str] | None:
    """What is in a call's record; None where it is none, or where something else is in it, too."""
    names = os.listdir(folder)
    if JOURNAL not in names or not NAMES.issuperset(names):
        return None
    kinds = (os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode for name in names)
    return names if all(map(stat.S_ISREG, kinds)) else None


def _life(folder: int, now: datetime) -> tuple[datetime, bool]:
    """When a call began, and whether it is over, by its journal, and by that file's age where it does not say."""
    with open(os.open(JOURNAL, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder), "rb") as journal:
        there = os.fstat(journal.fileno())
        written = datetime.fromtimestamp(there.st_mtime, UTC)
        first = journal.readline(LONGEST_LINE)
        journal.seek(max(0, there.st_size - LONGEST_LINE))
        last = journal.read(LONGEST_LINE).rpartition(b"\n")[0].rpartition(b"\n")[2]
    return _began(first) or written, _kind(last) == "closed" or now - written > QUIET


def _began(first: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(str(_read(first).get("began"))).astimezone(UTC)
    except ValueError:
        return None


def _kind(line: bytes) -> str:
    return str(_read(line).get("kind"))


def _read(line: bytes) -> Record:
    try:
        return unsealed(line.rstrip(b"\n"))
    except ValueError:  # not as it was written: a date in it may be another one
        return {}
