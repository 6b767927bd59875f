"""What other software may have written in a journal's form is understood or named, and raises nothing."""

import json
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.records.journal import Flaw, load, replay
from segue.records.journal.sealed import sealed, unsealed
from tests.unit.records.whole_journals import Whole, flaws, judged


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
