"""No damage to a journal goes unnoticed: it is named with its line, or what is read is what was written."""

import random
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from segue.records.journal import Flaw, replay
from tests.unit.records.whole_journals import Whole, flaws, judged


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
