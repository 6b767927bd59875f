"""No damage to a journal goes unnoticed: it is named with its line, or what is read is what was written."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents import team
from segue.call.call import Call
from segue.call.events import Ended, Entered, HandOffRequested, Heard, Outcome, Started
from segue.call.rules import decide
from segue.call.state import Fact, State
from segue.profile.load import load as load_profile
from segue.records.journal import Flaw, Journal, JournalEntry, Kept, load, replay
from segue.records.journal.sealed import sealed, unsealed
from tests.unit.records import kept_calls


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


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what is damaged is put."""
    return tmp_path_factory.mktemp("damaged") / "damaged.jsonl"


def _whole(path: Path) -> Whole:
    kept = load(path)
    assert not kept.wrong
    return Whole(path.read_bytes(), kept)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A call of one word, in which too much is asked for."""
    path = tmp_path_factory.mktemp("short") / "whole.jsonl"
    profile = load_profile(kept_calls.PROFILES / "clinic", team().known())
    call = Call(profile, call_id="short", now=lambda: 0.0, facts={"name": "Zoë"})
    with Journal(path) as journal:
        journal.keep(call)
        for event in (
            Started(at_s=0, profile="clinic", models="rehearsal"),
            Entered(at_s=0.1, stage="greeting"),
            Heard(at_s=1.25, text="Hi."),
            HandOffRequested(at_s=2, edge="to_appointments"),
            Ended(at_s=3, outcome=Outcome.HUNG_UP),
        ):
            call.ask(event)
    return _whole(path)


@pytest.fixture(scope="module", params=["storyteller", "clinic"])
def long(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A whole call of many turns."""
    folder = tmp_path_factory.mktemp(request.param)
    path = folder / "whole.jsonl"
    path.write_bytes(asyncio.run(kept_calls.journal_of(kept_calls.CALLS[request.param], folder)))
    return _whole(path)


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


def cut(whole: Whole, at: int, place: Path) -> None:
    kept = judged(whole, whole.data[:at], place)
    ends = whole.data[:at].count(b"\n")
    is_whole = at == 0 or whole.data[at - 1 : at] == b"\n"
    lacks_its_end_alone = whole.data[at : at + 1] == b"\n"
    if at >= len(whole.data) - 1:
        assert not kept.wrong
        return
    assert Flaw.NOT_ENDED in [wrong.flaw for wrong in kept.wrong]
    assert ((ends + 1, Flaw.TORN) in flaws(kept)) is not (is_whole or lacks_its_end_alone)
    events = max(0, ends + lacks_its_end_alone - 1)
    assert len(kept.entries) == kept.sound == events


def test_a_short_journal_cut_at_any_byte_is_read_as_far_as_it_goes(short: Whole, place: Path) -> None:
    for at in range(len(short.data) + 1):
        cut(short, at, place)


def test_a_long_one_cut_at_any_line_or_in_it_is_read_as_far_as_it_goes(long: Whole, place: Path) -> None:
    ends = [at for at, byte in enumerate(long.data, start=1) if byte == ord("\n")]
    within = random.Random(11).sample(range(len(long.data)), 60)
    for at in {*ends, *(end - 1 for end in ends[::4]), *within}:
        cut(long, at, place)


def flipped(whole: Whole, at: int, bit: int, place: Path) -> None:
    data = bytearray(whole.data)
    data[at] ^= 1 << bit
    kept = judged(whole, bytes(data), place)
    line = whole.data[:at].count(b"\n") + 1
    if at == len(data) - 1:  # the end of the last line: there is something behind it, that is no line
        assert kept.wrong
    else:
        assert (line, Flaw.ALTERED) in flaws(kept)


def test_any_byte_of_a_short_journal_that_is_flipped_is_named_with_its_line(short: Whole, place: Path) -> None:
    for at in range(len(short.data)):
        for bit in (at % 8, (at + 5) % 8):
            flipped(short, at, bit, place)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_byte_of_a_long_one_that_is_flipped_is_named_with_its_line(long: Whole, place: Path, data: Any) -> None:
    flipped(long, data.draw(st.integers(0, len(long.data) - 1)), data.draw(st.integers(0, 7)), place)


def each_line(whole: Whole) -> Iterator[tuple[int, list[bytes]]]:
    """The numbers of lines from 1, and what they are among; not of every line of a long one."""
    count = len(whole.lines)
    step = max(1, count // 30)
    for number in sorted({1, 2, 3, *range(4, count, step), count - 1, count}):
        yield number, [*whole.lines]


def put(whole: Whole, lines: list[bytes], place: Path) -> list[tuple[int, Flaw]]:
    return flaws(judged(whole, b"".join(lines), place))


def test_a_line_that_is_doubled_is_named(short: Whole, long: Whole, place: Path) -> None:
    for whole in (short, long):
        for number, lines in each_line(whole):
            lines.insert(number, lines[number - 1])
            assert put(whole, lines, place) == [(number + 1, Flaw.DOUBLED)]


def test_a_line_that_comes_again_much_later_is_named(long: Whole, place: Path) -> None:
    for number, lines in each_line(long):
        assert put(long, [*lines, lines[number - 1]], place) == [(len(lines) + 1, Flaw.DOUBLED)]


def test_two_lines_that_have_changed_places_are_named(short: Whole, long: Whole, place: Path) -> None:
    for whole in (short, long):
        for number, lines in [*each_line(whole)][:-1]:
            lines[number - 1 : number + 1] = lines[number - 1 : number + 1][::-1]
            assert put(whole, lines, place) == [(number + 1, Flaw.REORDERED)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_order_but_the_right_one_is_named(short: Whole, place: Path, data: Any) -> None:
    lines = data.draw(st.permutations(short.lines))
    assert bool(put(short, lines, place)) is (lines != short.lines)


def test_a_line_that_is_missing_is_named(short: Whole, long: Whole, place: Path) -> None:
    for whole in (short, long):
        for number, lines in each_line(whole):
            del lines[number - 1]
            found = put(whole, lines, place)
            if number == len(whole.lines):
                assert found == [(number - 1, Flaw.NOT_ENDED)]
            else:
                assert (number, Flaw.MISSING) in found
            assert ((1, Flaw.NO_HEADER) in found) is (number == 1)


def test_a_line_that_is_empty_is_named(short: Whole, long: Whole, place: Path) -> None:
    for whole in (short, long):
        for number, lines in [*each_line(whole), (len(whole.lines) + 1, [*whole.lines])]:
            lines.insert(number - 1, b"\n")
            assert put(whole, lines, place) == [(number, Flaw.ALTERED)]


def test_a_line_of_another_call_is_named_wherever_it_stands(short: Whole, long: Whole, place: Path) -> None:
    others = cycle([short.lines[0], short.lines[2], short.lines[-1]])
    for number, lines in [*each_line(long), (len(long.lines) + 1, [*long.lines])]:
        other = next(others)
        replaced = [*lines[: number - 1], other, *lines[number:]]
        assert (number, Flaw.FOREIGN) in put(long, replaced, place)
        lines.insert(number - 1, other)
        assert put(long, lines, place) == [(number, Flaw.FOREIGN)]


def test_a_start_that_is_altered_leaves_what_was_said_to_be_told(long: Whole, place: Path) -> None:
    changed = long.lines[0].replace(b'"profile"', b'"prafile"')
    kept = judged(long, b"".join([changed, *long.lines[1:]]), place)
    assert flaws(kept) == [(1, Flaw.ALTERED), (1, Flaw.NO_HEADER)]
    assert [entry.event for entry in kept.entries] == [entry.event for entry in long.kept.entries]
    assert replay(kept).events == 0


def resealed(line: bytes, **changed: object) -> bytes:
    """`line` with other values, as other software might have written it."""
    return sealed(unsealed(line.rstrip(b"\n")) | changed)


@pytest.mark.parametrize("schema", [0, 2, "1", None])
def test_another_schema_is_named_and_nothing_of_it_is_guessed(short: Whole, place: Path, schema: object) -> None:
    kept = judged(short, b"".join([resealed(short.lines[0], schema=schema), *short.lines[1:]]), place)
    assert flaws(kept) == [(1, Flaw.OTHER_VERSION)]
    assert (kept.header, len(kept.entries)) == (None, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "unheard_of"},
        {"kind": None},
        {"kind": ["entered"]},
        {"n": "2"},
        {"n": True},
        {"n": 2.0},
        {"at_s": "0.1"},
        {"at_s": None},
        {"run": "1"},
        {"fields": {"stage": 5}},
        {"fields": {"stage": "intro", "more": 1}},
        {"fields": []},
        {"fields": "stage"},
        {"state": []},
        {"state": None},
        {"commands": 5},
        {"commands": {}},
        {"commands": [1]},
        {"permission": "no"},
        {"permission": {"permitted": 0}},
        {"mono_s": None},
        {"wall_s": []},
        {"mono_s": {}},
    ],
    ids=json.dumps,
)
def test_a_line_that_was_sealed_by_others_is_understood_or_named(
    short: Whole, place: Path, changed: dict[str, object]
) -> None:
    place.write_bytes(b"".join([*short.lines[:2], resealed(short.lines[2], **changed), *short.lines[3:]]))
    kept = load(place)
    assert len(kept.happened) <= len(kept.entries)
    difference = replay(kept).difference
    assert 3 in [wrong.line for wrong in kept.wrong] or (difference and difference.entry.line == 3)
    assert replay(kept).events == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"call": None},
        {"call": 5},
        {"began": 5},
        {"began": "once"},
        {"plan": None},
        {"plan": {"opens": 5}},
        {"plan": []},
        {"facts": None},
        {"facts": []},
        {"facts": {"name": 5}},
        {"rules": None},
        {"software": 5},
        {"profile": None},
    ],
    ids=json.dumps,
)
def test_a_start_that_was_sealed_by_others_is_named(short: Whole, place: Path, changed: dict[str, object]) -> None:
    place.write_bytes(b"".join([resealed(short.lines[0], **changed), *short.lines[1:]]))
    kept = load(place)
    assert kept.header is None
    assert {wrong.line for wrong in kept.wrong} <= {1, 2}
    assert len(kept.entries) == len(short.kept.entries)


@pytest.mark.parametrize(
    "text", ["", "\n", "{}\n", "[]", "null\n", '{"event":"started"}\n', "\x00" * 50, "}" * 40 + "\n"]
)
def test_a_file_that_is_no_journal_is_named(place: Path, text: str) -> None:
    place.write_text(text)
    kept = load(place)
    assert Flaw.NO_HEADER in [wrong.flaw for wrong in kept.wrong]
    assert (kept.entries, replay(kept).events) == ([], 0)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_is_in_a_file_it_is_read_or_named(place: Path, data: bytes) -> None:
    place.write_bytes(data)
    assert load(place).wrong


@pytest.mark.parametrize("body", [b"[1", b"x", b'"a"', b'{"n":1,', b'{"n":NaN', b"\xff", b'{"n":1' + b"0" * 5000])
def test_a_checksum_makes_no_record_of_what_is_none(short: Whole, place: Path, body: bytes) -> None:
    summed = _summed(body)
    kept = judged(short, b"".join([*short.lines[:2], summed, *short.lines[3:]]), place)
    assert [wrong.line for wrong in kept.wrong] == [3]


def _summed(body: bytes) -> bytes:
    return body + b',"sum":"' + blake2b(body, digest_size=8).hexdigest().encode() + b'"}\n'
