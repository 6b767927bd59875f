"""A line of a journal as the event it tells of: checked to the type of every field."""

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from segue.call.events import Event
from segue.records.journal.contents import JournalEntry
from segue.records.journal.kinds import EVENTS
from segue.records.journal.sealed import Record

_OBJECT: Final = TypeAdapter(Mapping[str, Any])
_OBJECTS: Final = TypeAdapter(list[Mapping[str, Any]])


def entry_of(record: Record, line: int) -> JournalEntry:
    """The entry of a record. Raises `ValueError`, pydantic's `ValidationError` or `KeyError` saying what is wrong."""
    return JournalEntry(
        line=line,
        number=record["n"],
        mono_s=float(record["mono_s"]),
        wall_s=float(record["wall_s"]),
        event=event_of(record),
        changes=_OBJECT.validate_python(record.get("state", {})),
        commands=tuple(_OBJECTS.validate_python(record.get("commands", []))),
        permission=_OBJECT.validate_python(record.get("permission", {})),
    )


def event_of(record: Record) -> Event:
    """The event of a record; raises as `entry_of` does."""
    kind = EVENTS.get(record["kind"])
    if kind is None:
        raise ValueError(f"there is no event {record['kind']!r} in this version")
    given = {**record.get("fields", {}), "at_s": record["at_s"], "run": record.get("run")}
    if unknown := given.keys() - {field.name for field in fields(kind)}:
        raise ValueError(f"{record['kind']} has no {', '.join(sorted(unknown))} in this version")
    # As JSON, and strictly: then a word is no number, and a number is a moment and not a word.
    return _adapter(record["kind"]).validate_json(json.dumps(given), strict=True)


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(EVENTS[kind])
