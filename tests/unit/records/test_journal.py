"""The journal keeps every event of a call, through a crash, for its owner alone."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.call.events import Ended, Event, Heard, Learnt, Outcome, Said, Started
from segue.call.state import State
from segue.records.journal import KINDS, Journal, UnreadableJournal, decode, encode, read
from tests.unit.call.happenings import ANY, events

CALL: list[Event] = [
    Started(at_s=0, profile="storyteller", models="rehearsal"),
    Heard(at_s=1.5, text="I'm Zoë – 李", recognition_s=0.3),
    Learnt(at_s=1.6, name="name", value="Zoë", heard="Zoë – 李"),
    Ended(at_s=9, outcome=Outcome.HUNG_UP),
]


def kept(path: Path, happened: list[Event]) -> Path:
    with Journal(path) as journal:
        for event in happened:
            journal(event, State())
    return path


@given(events)
def test_every_kind_of_event_is_read_as_it_was_written(event: Event) -> None:
    line = encode(event)
    assert "\n" not in line
    again = decode(line)
    assert type(again) is type(event)
    assert again.at_s == pytest.approx(event.at_s, abs=0.001)
    assert encode(again) == line


def test_no_kind_of_event_is_left_out() -> None:
    assert KINDS.keys() == {kind.__name__.lower() for kind in ANY}


@given(st.text(st.characters(categories=None), max_size=20))
def test_whatever_a_caller_says_is_one_line_of_the_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    happened: list[Event] = [Said(at_s=0, stage="intro", text=text), CALL[-1]]
    journal = kept(tmp_path_factory.mktemp("call") / "journal.jsonl", happened)
    assert journal.read_bytes().count(b"\n") == 2
    assert list(read(journal)) == happened


@pytest.mark.parametrize("text", ["a\u2028b", "a\x85b", "a\rb\nc", "\ud83d", "😀"])
def test_line_ends_and_torn_letters_in_a_callers_words_tear_nothing(text: str, tmp_path: Path) -> None:
    happened: list[Event] = [Heard(at_s=0, text=text), CALL[-1]]
    assert list(read(kept(tmp_path / "journal.jsonl", happened))) == happened


def test_a_crash_at_any_byte_of_a_line_loses_that_line_alone(tmp_path: Path) -> None:
    whole = kept(tmp_path / "whole.jsonl", CALL[:3]).read_bytes()
    last = whole[:-1].rfind(b"\n") + 1
    torn = tmp_path / "torn.jsonl"
    for length in range(last, len(whole) - 1):
        torn.write_bytes(whole[:length])
        assert list(read(torn)) == CALL[:2]
    torn.write_bytes(whole[:-1])
    assert list(read(torn)) == CALL[:3]


def test_each_event_is_in_the_file_before_the_next_one_happens(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        for number, event in enumerate(CALL, start=1):
            journal(event, State())
            assert list(read(path)) == CALL[:number]


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    assert kept(tmp_path / "journal.jsonl", CALL).stat().st_mode & 0o777 == 0o600


def test_what_is_there_already_is_added_to(tmp_path: Path) -> None:
    kept(tmp_path / "journal.jsonl", CALL[:2])
    assert list(read(kept(tmp_path / "journal.jsonl", CALL[2:]))) == CALL


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('{"event": "vanished", "at_s": 1}', "no such event"),
        ('{"at_s": 1}', "no such event"),
        ('{"event": ["heard"], "at_s": 1}', "no such event"),
        ('{"event": "heard", "at_s": 1, "text": "Hi", "mood": "good"}', "no such field: mood"),
        ('{"event": "heard", "at_s": 1}', "a field is missing"),
        ('{"event": "ended", "at_s": 1, "outcome": "bored"}', "'bored' is not a valid Outcome"),
        ("[1]", "not an object"),
        ("", "Expecting value"),
        ('{"event": "he', "Unterminated string"),
    ],
)
def test_a_line_that_is_no_event_is_named_by_file_and_line(line: str, wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_text(f"{encode(CALL[0])}\n{line}\n{encode(CALL[-1])}\n")
    with pytest.raises(UnreadableJournal) as unreadable:
        list(read(path))
    assert str(unreadable.value).startswith(f"{path}:2: ")
    assert wrong in str(unreadable.value)


def test_what_is_not_known_is_left_out_of_the_line() -> None:
    assert json.loads(encode(Heard(at_s=1.23456, text="Hi"))) == {"event": "heard", "at_s": 1.235, "text": "Hi"}


def test_an_empty_journal_is_a_call_in_which_nothing_happened(tmp_path: Path) -> None:
    assert list(read(kept(tmp_path / "journal.jsonl", []))) == []
