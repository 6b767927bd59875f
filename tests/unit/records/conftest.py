"""Journals of whole calls, to be damaged."""

import asyncio
from pathlib import Path

import pytest

from agents import team
from segue.call.call import Call
from segue.call.events import Ended, Entered, HandOffRequested, Heard, Outcome, Started
from segue.profile.load import load as load_profile
from segue.records.journal import Journal
from tests.unit.records import kept_calls
from tests.unit.records.whole_journals import Whole, whole_of


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what is damaged is put."""
    return tmp_path_factory.mktemp("damaged") / "damaged.jsonl"


@pytest.fixture(scope="session")
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
    return whole_of(path)


@pytest.fixture(scope="session", params=["storyteller", "clinic"])
def long(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A whole call of many turns."""
    folder = tmp_path_factory.mktemp(request.param)
    path = folder / "whole.jsonl"
    path.write_bytes(asyncio.run(kept_calls.journal_of(kept_calls.CALLS[request.param], folder)))
    return whole_of(path)
