"""The journal: every event of a call, one JSON line each, appended as it happens."""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path
from types import TracebackType
from typing import Any

from segue.call import events
from segue.call.events import Event, Outcome, TimerFired
from segue.call.state import State
from segue.records.folder import NotKept

KINDS: dict[str, type[Event]] = {
    kind.__name__.lower(): kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind not in (Event, TimerFired)
}


class UnreadableJournal(Exception):
    """A line of a journal that is not an event; names file, line and what is wrong."""


class Journal:
    """Appends events to a file that only its owner may read. Subscribe it to a call.

    Whatever can't be written raises `NotKept`: the file that can't be opened, the event, and in the end, where that has
    ended nothing else, the journal that lacks some.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lacks: NotKept | None = None
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise NotKept(path, error) from None
        # Half a surrogate pair, as models write it at times, is no UTF-8; so written it is what JSON escapes it to.
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace")

    def __call__(self, event: Event, state: State) -> None:
        """Append `event`; it is with the operating system when this returns."""
        try:
            self._file.write(encode(event) + "\n")
            self._file.flush()
        except OSError as error:
            self._lacks = NotKept(self._path, error)
            raise self._lacks from None

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # what could not be written then, can't be now
            self._file.close()
        if self._lacks and error is None:
            raise self._lacks


def encode(event: Event) -> str:
    """One event as one line of JSON; what is not known is left out."""
    known = {name: value for name, value in asdict(event).items() if value is not None}
    known["at_s"] = round(event.at_s, 3)
    return json.dumps({"event": type(event).__name__.lower(), **known}, ensure_ascii=False)


def decode(line: str) -> Event:
    """The event of one line. Raises ValueError saying what is wrong with it."""
    record: Any = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("not an object")
    kind = KINDS.get(str(record.pop("event", "")))
    if kind is None:
        raise ValueError("no such event")
    if unknown := record.keys() - {field.name for field in fields(kind)}:
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
    if "outcome" in record:
        record["outcome"] = Outcome(record["outcome"])
    try:
        return kind(**record)
    except TypeError:
        raise ValueError("a field is missing") from None


def read(path: Path) -> Iterator[Event]:
    """The events of a journal, in order; a torn last line, as a crash leaves it, is passed over."""
    # Bytes, and no line ends but our own: a crash may tear a letter, and a caller's words may hold other line ends.
    *lines, rest = path.read_bytes().split(b"\n")
    for number, line in enumerate([*lines, rest] if rest else lines, start=1):
        try:
            yield decode(line.decode("utf-8"))
        except ValueError as wrong:
            if number > len(lines):
                return
            raise UnreadableJournal(f"{path}:{number}: {wrong}; the line is not an event of this version") from None
