"""Reads a journal, of any version there ever was, and names what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from segue.call.events import Event
from segue.records.journal.contents import Flaw, Header, JournalEntry, Kept, Wrong
from segue.records.journal.event_line import entry_of
from segue.records.journal.header import SCHEMA, read_header
from segue.records.journal.sealed import Altered, Record, unsealed

CUT_OFF: Final = "the process was killed, the disk took no more, or the call is still going on"


def read(path: Path) -> list[Event]:
    """What happened in a call, as far as its journal can be read. Raises `OSError` where there is none."""
    return load(path).happened


def load(path: Path) -> Kept:
    """All that is in a journal, and all that is wrong with it. Raises `OSError` where there is none."""
    return _Reading(path).kept()


@dataclass(slots=True)
class _Reading:
    path: Path
    header: Header | None = None
    call_id: str = ""
    closed_at: int | None = None
    entries: dict[int, JournalEntry] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    """Numbers of lines that are whole, and where they stand in the file."""
    bad: list[int] = field(default_factory=list)
    """Where lines stand that are not."""
    wrong: list[Wrong] = field(default_factory=list)
    highest: int = -1

    def kept(self) -> Kept:
        *lines, rest = self.path.read_bytes().split(b"\n")
        records = [_record(line) for line in [*lines, rest]]
        calls = Counter(str(record.get("call")) for record in records if record)
        self.call_id = calls.most_common(1)[0][0] if calls else ""  # a line of another call may stand first
        for at, line in enumerate([*lines, rest] if rest else lines, start=1):
            if self.header is None and at > 1 and self._of_another_version():
                break
            self._take(at, line, records[at - 1], whole=at <= len(lines))
        self._look_for_gaps()
        self._look_at_the_end(len(lines) + bool(rest))
        entries = [self.entries[number] for number in sorted(self.entries)]
        return Kept(
            self.path,
            self.header,
            entries,
            sum(1 for _ in _unbroken(self.seen, self.entries)),
            sorted(self.wrong, key=lambda wrong: wrong.line),
            self.closed_at is not None and not self.wrong,
        )

    def _take(self, at: int, line: bytes, record: Record | None, *, whole: bool) -> None:
        if record is None:
            self.bad.append(at)
            if not whole:
                self._is_wrong(at, Flaw.TORN, "only a part of it was written")
            elif line.startswith(b'{"event"') and at == 1:
                self._is_wrong(at, Flaw.NO_HEADER, "it was written before journals had a version")
            else:
                self._is_wrong(at, Flaw.ALTERED, "it is not as it was written")
            return
        number = record.get("n")
        if not isinstance(number, int) or record.get("call") != self.call_id:
            self.bad.append(at)
            self._is_wrong(at, Flaw.FOREIGN, f"it is of the call {record.get('call')}")
        elif number in self.seen:
            self._is_wrong(at, Flaw.DOUBLED, f"it stands in line {self.seen[number]} already")
        else:
            self.seen[number] = at
            if number < self.highest:
                self._is_wrong(at, Flaw.REORDERED, f"its number is {number}, and {self.highest} stands before it")
            self.highest = max(self.highest, number)
            self._understand(at, number, record)

    def _understand(self, at: int, number: int, record: Record) -> None:
        try:
            match record["kind"]:
                case "journal" if record["schema"] != SCHEMA:
                    its = record["schema"]
                    self._is_wrong(at, Flaw.OTHER_VERSION, f"its schema is {its}; this Segue reads up to {SCHEMA}")
                case "journal":
                    self.header = read_header(record)
                case "closed":
                    self.closed_at = number
                case _:
                    self.entries[number] = entry_of(record, at)
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            del self.seen[number]
            self.bad.append(at)
            self._is_wrong(at, Flaw.NOT_UNDERSTOOD, _why(error))

    def _of_another_version(self) -> bool:
        return any(wrong.flaw is Flaw.OTHER_VERSION for wrong in self.wrong)

    def _look_for_gaps(self) -> None:
        """Name the lines that are nowhere, but for those whose place another one takes that can't be read."""
        numbers = sorted(self.seen)
        for before, after in zip([-1, *numbers], numbers, strict=False):
            stands = self.seen[after]
            instead = [at for at in self.bad if (self.seen[before] if before >= 0 else 0) < at < stands]
            if (lack := after - before - 1 - len(instead)) > 0:
                what = "a line is" if lack == 1 else f"{lack} lines are"
                self._is_wrong(stands, Flaw.MISSING, f"{what} missing before it")

    def _look_at_the_end(self, length: int) -> None:
        if self._of_another_version():
            return
        if self.header is None and not any(wrong.flaw is Flaw.NO_HEADER for wrong in self.wrong):
            self._is_wrong(1, Flaw.NO_HEADER, "what the call began with can't be read")
        if self.closed_at is None:
            self._is_wrong(max(length, 1), Flaw.NOT_ENDED, CUT_OFF)
        elif self.closed_at != self.highest:
            self._is_wrong(self.seen[self.closed_at], Flaw.REORDERED, "lines come behind the last one")

    def _is_wrong(self, line: int, flaw: Flaw, why: str) -> None:
        self.wrong.append(Wrong(line, flaw, why))


def _record(line: bytes) -> Record | None:
    """What a line holds; None where it is not as it was written."""
    try:
        return unsealed(line)
    except Altered:
        return None


def _unbroken(seen: Iterable[int], entries: dict[int, JournalEntry]) -> Iterator[JournalEntry]:
    """The entries from the first on, up to where a number is missing."""
    there, number = set(seen), 1
    while number in there and number in entries:
        yield entries[number]
        number += 1


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['msg']}"
    return f"it has no {error.args[0]!r}" if isinstance(error, KeyError) else str(error)
