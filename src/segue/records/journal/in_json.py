"""The values of a call as JSON has them, and what of a state has changed."""

import math
from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from pydantic import BaseModel

from segue.call.command import Command
from segue.call.decision import Permission
from segue.call.state import State
from segue.records.journal.kinds import COMMAND_NAMES

CHANGES: Final = tuple(field.name for field in fields(State) if field.name != "plan")
"""The plan stands in the header: it is the same for the whole call."""
PLAIN: Final = Permission()
"""What most events are given, and no line says."""


def plain(value: object) -> Any:
    """`value` in JSON's own types. Raises `ValueError` for a number that is none, `TypeError` for what has no form."""
    match value:
        case Enum():
            return plain(value.value)
        case None | bool() | int():
            return value
        case str():
            return _whole(value)
        case float():
            if not math.isfinite(value):
                raise ValueError(f"{value} is no number")
            return value
        case datetime():
            return value.isoformat()
        case BaseModel():
            return value.model_dump(mode="json")
        case Mapping():
            return {str(plain(key)): plain(each) for key, each in value.items()}
        case Set():
            return sorted(plain(each) for each in value)
        case list() | tuple():
            return [plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def changes(before: State, after: State) -> dict[str, Any]:
    """The fields of a state that are not as they were, as they are now."""
    if before is after:
        return {}
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in CHANGES)
    return {name: plain(now) for name, was, now in pairs if was is not now and was != now}


def commands(wanted: tuple[Command, ...]) -> list[dict[str, Any]]:
    """Commands by their names."""
    return [{"do": COMMAND_NAMES[type(each)], **plain(each)} for each in wanted]


def permission(given: Permission) -> dict[str, Any]:
    """A permission; nothing of one that permits and says no more."""
    return {} if given == PLAIN else dict(plain(given))


def _whole(text: str) -> str:
    """`text` with a mark for each half of a surrogate pair, as models write one at times: no file can hold it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
