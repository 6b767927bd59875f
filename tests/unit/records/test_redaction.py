"""A redacted journal says nothing of the caller, and replays as the whole one does."""

from pathlib import Path

import pytest

from segue.call.events import Entered, Event, Heard, Learnt, Said, Settled, Started, ToolStarted, TypedIn
from segue.records.journal import load, replay
from segue.records.journal.redaction import Placeholders, redact
from tests.unit.records.test_journal import kept

SECRETS = ("Zoë", "Vaduz", "snail", "4711", "Quince")
CALL: list[Event] = [
    Started(at_s=0, profile="storyteller", models="rehearsal"),
    Entered(at_s=0.1, stage="intro"),
    TypedIn(at_s=0.5, text="I am Zoë Quince."),
    Heard(at_s=1.5, text="I am Zoë Quince, 4711."),
    ToolStarted(at_s=1.6, run=1, tool="remember", arguments={"facts": [{"name": "Zoë", "age": 4711}]}),
    Learnt(at_s=1.6, run=1, name="name", value="Zoë", heard="Zoë"),
    Learnt(at_s=1.6, run=1, name="hero", value="a snail", heard="snail"),
    Said(at_s=3, stage="intro", text="Zoë, is that right?"),
    Heard(at_s=4, text="I am Zoë Quince."),
    Settled(at_s=5, stage="intro", desk="wishes", summary="A snail for Zoë.", rests_on={"hero": "a snail"}),
    Learnt(at_s=6, name="hero", value="a crab", heard="a crab"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    whole = kept(tmp_path / "journal.jsonl", CALL, {"place": "Vaduz"})
    redact(whole, tmp_path / "copy.jsonl")
    return tmp_path / "copy.jsonl"


def test_nothing_of_the_caller_is_left(copy: Path) -> None:
    whole, text = (copy.parent / "journal.jsonl").read_text(), copy.read_text()
    assert [secret for secret in SECRETS if secret not in whole] == []
    assert [secret for secret in SECRETS if secret in text] == []
    assert copy.stat().st_mode & 0o777 == 0o600


def test_it_replays_to_the_same_decisions(copy: Path) -> None:
    whole, redacted = load(copy.parent / "journal.jsonl"), load(copy)
    assert (redacted.wrong, redacted.closed) == ([], True)
    assert redacted.header is not None
    assert redacted.header.redacted
    assert replay(redacted).difference is None
    assert replay(redacted).events == len(CALL)
    assert [entry.changes.keys() for entry in redacted.entries] == [entry.changes.keys() for entry in whole.entries]


def test_the_same_words_have_the_same_placeholder_and_others_another(copy: Path) -> None:
    typed, first, second = (event.text for event in load(copy).happened if isinstance(event, Heard | TypedIn))
    assert typed == second != first
    assert typed.startswith("[personal ")


def test_a_file_that_was_damaged_is_copied_without_what_can_not_be_read(copy: Path, tmp_path: Path) -> None:
    whole = (tmp_path / "journal.jsonl").read_bytes()
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_bytes(whole.replace(b"I am Zo", b"I am No", 1))
    redact(load(damaged), copy)
    assert [wrong.flaw for wrong in load(copy).wrong] == ["missing"]


def test_what_is_empty_stays_so() -> None:
    hidden = Placeholders().instead_of({"a": "", "b": None, "c": True, "d": ["x", 1, "1", "x"]})
    assert hidden["d"] == ["[personal 1]", "[personal 2]", "[personal 3]", "[personal 1]"]
    assert {**hidden, "d": []} == {"a": "", "b": None, "c": True, "d": []}
