"""The calls that are kept, and which of them somebody means."""

import os
from pathlib import Path

from segue.records.folder import Folder

LAST = "last"


class NoSuchCall(Exception):
    """Nothing is kept under that name; one line says what there is."""


def calls(kept_in: Path) -> list[Folder]:
    """Every call in a folder, the newest first by its journal. Raises `OSError` where it can't be read."""
    found = [Folder(path) for path in kept_in.iterdir() if Folder(path).journal.is_file()]
    return sorted(found, key=lambda folder: folder.journal.stat().st_mtime, reverse=True)


def find(kept_in: Path, meant: str) -> Path:
    """The journal of the call that is meant: by its id, how that begins, its folder, its file, or `last`.

    Raises `NoSuchCall`.
    """
    if os.sep in meant or Path(meant).is_file():
        path = Path(meant)
        journal = Folder(path).journal if path.is_dir() else path
        if not journal.is_file():
            raise NoSuchCall(f"{meant}: there is no journal")
        return journal
    try:
        there = calls(kept_in)
    except OSError as error:
        raise NoSuchCall(f"{kept_in}: no folder of calls ({error.strerror}); name another with --calls DIR") from None
    if not there:
        raise NoSuchCall(f"{kept_in}: no call is kept there; `./segue demo` makes one")
    if meant == LAST:
        return there[0].journal
    exact = [folder for folder in there if folder.path.name == meant]
    like = exact or [folder for folder in there if folder.path.name.startswith(meant)]
    if len(like) != 1:
        names = ", ".join(folder.path.name for folder in (like or there)[:5])
        what = "several calls begin so" if like else "no such call; there are"
        raise NoSuchCall(f"{meant}: {what}: {names}")
    return like[0].journal
