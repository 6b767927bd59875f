"""A copy of a journal without what is personal; it still replays, since the same words have the same placeholder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from segue.call.events import PERSONAL
from segue.call.state import State
from segue.records.folder import write
from segue.records.journal.contents import Kept
from segue.records.journal.kinds import COMMANDS, EVENTS
from segue.records.journal.sealed import Altered, Record, sealed, unsealed


def redact(kept: Kept, to: Path) -> None:
    """Write the copy anew, for its owner's eyes alone. Raises `OSError` where that can't be.

    What can't be read is not in it: nobody knows what it says.
    """
    placeholders = Placeholders()
    write(to, "".join(sealed(_without(record, placeholders)).decode() for record in _records(kept)))


@dataclass(slots=True)
class Placeholders:
    """What stands for what was there."""

    known: dict[str, str] = field(default_factory=dict)

    def instead_of(self, value: Any) -> Any:
        """`value` with a placeholder for each word and number in it; of what is empty, nothing is to be hidden."""
        match value:
            case None | bool() | "":
                return value
            case Mapping():
                return {key: self.instead_of(each) for key, each in value.items()}
            case list():
                return [self.instead_of(each) for each in value]
        return self.known.setdefault(f"{type(value).__name__} {value}", f"[personal {len(self.known) + 1}]")

    def marked_in(self, value: Any, hint: Any) -> Any:
        """`value`, the JSON of something that has the type `hint`, without what that says is personal."""
        origin, inside = get_origin(hint), get_args(hint)
        if value is None:
            return None
        if origin is Annotated:
            return self.instead_of(value) if PERSONAL in hint.__metadata__ else self.marked_in(value, inside[0])
        if origin in (Union, UnionType):  # what may be missing
            return self.marked_in(value, next(each for each in inside if each is not type(None)))
        if is_dataclass(hint):
            hints = get_type_hints(hint, include_extras=True)
            return {name: self.marked_in(each, hints.get(name)) for name, each in value.items()}
        if isinstance(value, Mapping) and inside:
            return {key: self.marked_in(each, inside[1]) for key, each in value.items()}
        if isinstance(value, list) and inside:
            return [self.marked_in(each, inside[0]) for each in value]
        return value


def _records(kept: Kept) -> Iterator[Record]:
    events = {entry.line for entry in kept.entries}
    for at, line in enumerate(kept.path.read_bytes().split(b"\n"), start=1):
        try:
            record = unsealed(line)
        except Altered:
            continue
        if at in events or record.get("kind") in ("journal", "closed"):
            yield record


def _without(record: Record, placeholders: Placeholders) -> Record:
    if record["kind"] == "journal":
        return {**record, "facts": placeholders.instead_of(record["facts"]), "redacted": True}
    if record["kind"] not in EVENTS:
        return record
    told = dict(record)
    if "fields" in told:
        told["fields"] = placeholders.marked_in(told["fields"], EVENTS[record["kind"]])
    if "state" in told:
        told["state"] = placeholders.marked_in(told["state"], State)
    if "commands" in told:
        told["commands"] = [placeholders.marked_in(each, COMMANDS[each["do"]]) for each in told["commands"]]
    return told
