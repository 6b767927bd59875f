"""A journal of each version there ever was is read to this day, and replays by the rules that have decided it."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest

from segue.call import rules
from segue.call.decision import Decision
from segue.call.events import Event, HandedOn, Outcome, Settled
from segue.call.state import State
from segue.records.journal import load, replay
from segue.records.journal.header import SCHEMA, read_header
from segue.records.journal.in_json import plain
from segue.records.journal.kinds import COMMANDS, EVENTS
from tests.left_behind import holds
from tests.unit.records.kept_calls import CALLS, FOLDER

KEPT: Final = sorted(FOLDER.glob("*.jsonl"))
CHANGED: Final = (
    "the rules make something else of this journal's events than they did: raise segue.call.rules.VERSION by one, "
    "and add journals that are decided so: python -m tests.unit.records.kept_calls v{}"
)
AS_WRITTEN: Final = {
    int(path.stem.removeprefix("kinds-v")): json.loads(path.read_text()) for path in FOLDER.glob("kinds-v*.json")
}
"""By schema: the events, commands and state as they are called in a journal, and their fields."""


@pytest.mark.parametrize("path", KEPT, ids=[path.stem for path in KEPT])
def test_a_journal_of_any_version_is_read_and_replays_by_its_own_rules(path: Path) -> None:
    kept = load(path)
    assert not kept.wrong
    assert kept.closed
    assert kept.header is not None
    replayed = replay(kept)
    assert replayed.other_rules is (kept.header.rules != rules.VERSION)
    if not replayed.other_rules:
        assert replayed.difference is None, f"{CHANGED.format(rules.VERSION + 1)}\n{replayed.difference}"
        assert (replayed.events, replayed.state.outcome) == (len(kept.entries), Outcome.GOODBYE)


def test_there_is_one_of_each_call_for_the_schema_and_the_rules_of_today() -> None:
    headers = [header for path in KEPT if (header := load(path).header)]
    today = {header.profile for header in headers if (header.schema, header.rules) == (SCHEMA, rules.VERSION)}
    assert today >= CALLS.keys(), CHANGED.format(rules.VERSION)


def test_they_have_a_correction_a_refusal_hand_offs_and_a_settled_wish() -> None:
    kept = load(FOLDER / f"v{rules.VERSION}-storyteller.jsonl")
    assert [entry.permission["told"][:8] for entry in kept.entries if not entry.happened] == ["Not yet:"]
    assert len([event for event in kept.happened if isinstance(event, HandedOn)]) == 4
    assert len([event for event in kept.happened if isinstance(event, Settled)]) == 2
    assert replay(kept).state.known()["name"] == "Mara"


def test_other_rules_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = load(KEPT[0])
    assert kept.header is not None
    for version in (kept.header.rules, kept.header.rules + 1):
        monkeypatch.setattr(rules, "VERSION", version)
        assert replay(kept).other_rules is (version != kept.header.rules)


def test_a_rule_that_decides_otherwise_is_told_of_with_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = load(FOLDER / f"v{rules.VERSION}-clinic.jsonl")
    decide = rules.decide
    asked: list[State] = []

    def decided_otherwise(state: State, event: Event) -> Decision:
        asked.append(state)
        return decide(state, kept.entries[0].event if len(asked) == 20 else event)

    monkeypatch.setattr(rules, "decide", decided_otherwise)
    replayed = replay(kept)
    assert replayed.difference is not None
    assert replayed.events == 19
    assert replayed.difference.entry == kept.entries[19]
    assert replayed.difference.expected != replayed.difference.got


@pytest.mark.parametrize("path", KEPT, ids=[path.stem for path in KEPT])
def test_one_altered_character_of_it_is_noticed(path: Path, tmp_path: Path) -> None:
    kept = load(path)
    if kept.header and kept.header.rules == rules.VERSION:
        copy = tmp_path / "journal.jsonl"
        copy.write_bytes(path.read_bytes())
        holds(copy)


@pytest.mark.parametrize("schema", AS_WRITTEN)
def test_what_was_ever_written_of_an_event_is_read_by_that_name(schema: int) -> None:
    """A name that was changed is read no more: give it back, or raise the schema and read both."""
    for kinds, now in ((AS_WRITTEN[schema]["events"], EVENTS), (AS_WRITTEN[schema]["commands"], COMMANDS)):
        for name, written in kinds.items():
            known = {field.name for field in fields(now[name])}
            assert {*written} <= known, f"schema {schema}, {name}"


def test_what_is_written_today_is_on_that_list() -> None:
    """Whoever adds an event or a field enters it there; whoever renames one raises the schema."""
    written = {
        "events": {name: sorted(field.name for field in fields(kind)) for name, kind in EVENTS.items()},
        "commands": {name: sorted(field.name for field in fields(kind)) for name, kind in COMMANDS.items()},
        "state": sorted(field.name for field in fields(State)),
    }
    assert AS_WRITTEN[SCHEMA] == written


@pytest.mark.parametrize("path", KEPT, ids=[path.stem for path in KEPT])
def test_the_plan_at_a_journals_start_is_read_as_it_was(path: Path) -> None:
    written = json.loads(path.read_text().partition("\n")[0])
    read, limits = plain(read_header(written).plan), written["plan"].pop("limits")
    assert read.items() >= written["plan"].items()
    assert read["limits"].items() >= limits.items()
