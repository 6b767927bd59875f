"""The journal keeps everything that the rules were asked, for the call's owner alone, and is read as it was written."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.call import command, rules
from segue.call.call import Call
from segue.call.command import Command
from segue.call.events import (
    Ended,
    Entered,
    Event,
    HandOffRequested,
    Heard,
    Learnt,
    Outcome,
    Said,
    Started,
    ToolStarted,
    TypedIn,
)
from segue.records.journal import Flaw, Journal, Kept, load, read, replay
from segue.records.journal.event_line import event_of
from segue.records.journal.in_json import plain
from segue.records.journal.kinds import COMMANDS, EVENT_NAMES, EVENTS
from tests.unit.call.happenings import ANY, events
from tests.unit.call.test_edges import STORYTELLER

CALL: list[Event] = [
    Started(at_s=0, profile="storyteller", models="rehearsal"),
    Entered(at_s=0.1, stage="intro"),
    Heard(at_s=1.5, text="I'm Zoë – 李", recognition_s=0.3),
    Learnt(at_s=1.6, name="name", value="Zoë", heard="Zoë – 李"),
    Ended(at_s=9.123456789012345, outcome=Outcome.HUNG_UP),
]


def kept(path: Path, happened: list[Event], facts: dict[str, str] | None = None) -> Kept:
    call = Call(STORYTELLER, call_id="one", now=lambda: 0.0, facts=facts)
    with Journal(path) as journal:
        journal.keep(call)
        for event in happened:
            call.ask(event)
    return load(path)


def told(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@given(events)
def test_every_kind_of_event_is_read_as_it_was_written(event: Event) -> None:
    fields = json.loads(json.dumps(plain(event)))
    record = {"kind": EVENT_NAMES[type(event)], "at_s": fields.pop("at_s"), "run": fields.pop("run"), "fields": fields}
    assert event_of(record) == event


def test_every_kind_of_event_and_of_command_has_one_name() -> None:
    assert {*EVENTS.values()} == {*ANY}
    assert len(EVENTS) == len(ANY)
    made = {kind for kind in vars(command).values() if isinstance(kind, type) and issubclass(kind, Command)}
    assert {*COMMANDS.values()} == made - {Command}


def test_a_call_is_read_as_it_was_and_replays(tmp_path: Path) -> None:
    journal = kept(tmp_path / "journal.jsonl", CALL, {"mood": "funny"})
    assert journal.happened == CALL
    assert (journal.wrong, journal.closed) == ([], True)
    replayed = replay(journal)
    assert (replayed.events, replayed.difference) == (len(CALL), None)
    assert replayed.state.known() == {"mood": "funny", "name": "Zoë"}


def test_what_was_refused_and_what_came_too_late_is_in_it_and_is_not_what_happened(tmp_path: Path) -> None:
    asked: list[Event] = [*CALL[:2], HandOffRequested(at_s=2, edge="begin_task"), Entered(at_s=3, stage="story")]
    journal = kept(tmp_path / "journal.jsonl", asked)
    assert [entry.event for entry in journal.entries] == asked
    assert journal.happened == CALL[:2]
    _, _, refused, late = journal.entries
    assert "ask the caller" in refused.permission["told"]
    assert late.permission == {"permitted": False, "told": "", "hand_off": 0}
    assert replay(journal).events == len(asked)


def test_the_start_holds_what_the_rules_know_of_the_profile_and_whose_rules_they_are(tmp_path: Path) -> None:
    header = kept(tmp_path / "journal.jsonl", []).header
    assert header is not None
    assert header.plan == Call(STORYTELLER, call_id="", now=lambda: 0.0).state.plan
    assert (header.profile, header.schema, header.rules) == ("storyteller", 1, rules.VERSION)
    assert "livekit-agents" in header.software


def test_what_is_wanted_and_what_changes_is_in_the_line_of_its_event(tmp_path: Path) -> None:
    kept(tmp_path / "journal.jsonl", [*CALL[:2], TypedIn(at_s=1, text="Hi.")])
    _, started, entered, typed, closed = told(tmp_path / "journal.jsonl")
    assert started["commands"] == [
        {"do": "arm", "timer": "call", "of": 1, "after_s": 600.0},
        {"do": "arm", "timer": "warning", "of": 2, "after_s": 540.0},
        {"do": "arm", "timer": "floor", "of": 3, "after_s": 2.0},
    ]
    assert entered["state"] == {
        "phase": "greeting",
        "stage": "intro",
        "path": ["intro"],
        "entered_at_s": 0.1,
        "unanswered": True,
    }
    assert typed["commands"] == [{"do": "generate_reply", "text": "Hi."}]
    assert "state" not in typed
    assert (closed["kind"], closed["lost"]) == ("closed", 0)


def test_a_moment_is_kept_to_its_last_digit(tmp_path: Path) -> None:
    assert read(tmp_path / "journal.jsonl" if kept(tmp_path / "journal.jsonl", CALL) else tmp_path)[-1] == CALL[-1]


@given(st.text(max_size=20))
def test_whatever_a_caller_says_is_one_line_of_the_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("call") / "journal.jsonl"
    happened: list[Event] = [Said(at_s=0, stage="intro", text=text), CALL[-1]]
    assert kept(path, happened).happened == happened
    assert path.read_bytes().count(b"\n") == 4


def test_half_a_letter_as_models_write_it_at_times_is_kept_as_one_that_can_not_be_shown(tmp_path: Path) -> None:
    journal = kept(tmp_path / "journal.jsonl", [*CALL[:2], TypedIn(at_s=1, text="Hi \ud83d.")])
    assert journal.happened[-1] == TypedIn(at_s=1, text="Hi \ufffd.")
    assert (journal.wrong, replay(journal).difference) == ([], None)


@pytest.mark.parametrize("text", ["a\u2028b", "a\x85b", "a\rb\nc", "😀"])
def test_line_ends_in_a_callers_words_tear_nothing(text: str, tmp_path: Path) -> None:
    happened: list[Event] = [Heard(at_s=0, text=text), CALL[-1]]
    assert [entry.event for entry in kept(tmp_path / "journal.jsonl", happened).entries] == happened


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    kept(tmp_path / "journal.jsonl", CALL)
    assert (tmp_path / "journal.jsonl").stat().st_mode & 0o777 == 0o600


async def test_what_is_kept_is_in_the_file_while_the_call_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    call = Call(STORYTELLER, call_id="one", now=lambda: 0.0)
    with Journal(path) as journal:
        journal.keep(call)
        for number, event in enumerate(CALL, start=1):
            call.record(event)
            assert await call.kept()
            assert read(path) == CALL[:number]
    assert not load(path).wrong


@pytest.mark.damaging
def test_a_number_that_is_none_costs_its_own_line_and_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "journal.jsonl"
    call = Call(STORYTELLER, call_id="one", now=lambda: 0.0)
    journal = Journal(path)
    journal.keep(call)
    for event in (CALL[0], Said(at_s=1, stage="intro", text="Hi.", answer_s=float("nan")), CALL[1]):
        call.ask(event)
    journal.close()
    assert [wrong.flaw for wrong in load(path).wrong] == [Flaw.MISSING]
    assert journal.trouble is not None
    assert [record.getMessage() for record in caplog.records] == ["the journal of a call is not whole"]


@pytest.mark.parametrize(
    ("field", "value"), [("text", 5), ("text", None), ("mood", "good"), ("recognition_s", "0.3"), ("more", 1)]
)
def test_a_field_of_another_type_or_name_is_no_event(field: str, value: object) -> None:
    record = {"kind": "heard", "at_s": 1.0, "fields": {"text": "Hi.", field: value}}
    with pytest.raises(ValueError, match=field):
        event_of(record)


def test_arguments_of_a_tool_are_kept_as_the_model_gave_them(tmp_path: Path) -> None:
    given = {"wish": {"hero": "a snail", "long": True, "pages": 3}, "notes": ["a", None]}
    journal = kept(tmp_path / "journal.jsonl", [*CALL[:2], ToolStarted(at_s=1, run=1, tool="settle", arguments=given)])
    (tool,) = [event for event in journal.happened if isinstance(event, ToolStarted)]
    assert tool.arguments == given
