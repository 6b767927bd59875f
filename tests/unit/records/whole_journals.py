"""A journal as it was written, and what may be read of it once it is damaged: nothing that was not in it."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from segue.call.rules import decide
from segue.call.state import Fact, State
from segue.records.journal import Flaw, JournalEntry, Kept, load, replay


@dataclass(frozen=True)
class Whole:
    """A journal as it was written, and what was read of it."""

    data: bytes
    kept: Kept

    @cached_property
    def lines(self) -> list[bytes]:
        return self.data.splitlines(keepends=True)

    @cached_property
    def states(self) -> list[State]:
        """What the call had come to after so many events."""
        assert self.kept.header is not None
        facts = {name: Fact(value) for name, value in self.kept.header.facts.items()}
        states = [State(plan=self.kept.header.plan, facts=facts)]
        for entry in self.kept.entries:
            states.append(decide(states[-1], entry.event).state)
        return states

    @cached_property
    def by_number(self) -> dict[int, JournalEntry]:
        return {entry.number: replace(entry, line=0) for entry in self.kept.entries}


def whole_of(path: Path) -> Whole:
    """The journal in a file, which nothing has damaged yet."""
    kept = load(path)
    assert not kept.wrong
    return Whole(path.read_bytes(), kept)


def judged(whole: Whole, data: bytes, place: Path) -> Kept:
    """What is read of `data`, which is the whole after some damage: never anything that was not in it."""
    place.write_bytes(data)
    kept = load(place)
    read = [replace(entry, line=0) for entry in kept.entries]
    originals = [*whole.by_number.values()]
    assert all(whole.by_number.get(entry.number) == entry for entry in read)
    assert kept.wrong or read == originals, "silently another one"
    assert not (kept.closed and kept.wrong)
    assert all(1 <= wrong.line <= max(1, data.count(b"\n") + 1) for wrong in kept.wrong)
    assert read[: kept.sound] == originals[: kept.sound]
    assert kept.header in (None, whole.kept.header)
    replayed = replay(kept)
    assert replayed.difference is None
    if kept.header:
        assert replayed.events == kept.sound
        assert replayed.state == whole.states[replayed.events]
    return kept


def flaws(kept: Kept) -> list[tuple[int, Flaw]]:
    return [(wrong.line, wrong.flaw) for wrong in kept.wrong]
