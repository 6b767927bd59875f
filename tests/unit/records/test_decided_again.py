"""What watches over every test's calls: rules that need more than the state and the event are noticed, and so is more."""

from dataclasses import replace

import pytest

from segue.call.call import Call
from segue.call.decision import Decision
from segue.call.events import Entered, Event, Heard, Started
from segue.call.rules import decide
from segue.call.state import Fact, State
from tests.decided_again import DecidedAgain
from tests.unit.call.test_edges import STORYTELLER

EVENTS = (Started(at_s=0.5, profile="s", models="m"), Entered(at_s=1, stage="intro"), Heard(at_s=2.25, text="Zoë"))


def call_with(again: DecidedAgain, patch: pytest.MonkeyPatch) -> Call:
    patch.setattr("segue.call.call.decide", again)
    return Call(STORYTELLER, call_id="one", now=lambda: 0.0, facts={"mood": "funny"})


def test_a_call_whose_rules_need_nothing_else_is_decided_again_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    again = DecidedAgain()
    call = call_with(again, monkeypatch)
    for event in EVENTS:
        call.record(event)
    assert (again.events, again.differences) == (len(EVENTS), [])


def test_rules_that_remember_something_are_told_of_with_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0

    def forgetful(state: State, event: Event) -> Decision:
        nonlocal count
        count += 1
        decision = decide(state, event)
        return replace(decision, state=replace(decision.state, turn=count)) if count > 2 else decision

    monkeypatch.setattr("tests.decided_again.decide", forgetful)
    again = DecidedAgain()
    call = call_with(again, monkeypatch)
    for event in EVENTS:
        call.record(event)
    assert again.differences[0].event == EVENTS[1]
    assert again.differences[0].expected["state"]["turn"] == 3
    assert again.differences[0].got["state"]["turn"] == 4


def test_what_no_journal_says_of_the_start_is_noticed_once_it_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    def loses_the_facts(state: State, event: Event) -> Decision:
        decision = decide(state, event)
        known = "mood" if type(state.facts.get("mood")) is Fact and len(state.facts) == 1 else ""
        return replace(decision, state=replace(decision.state, stage=str(id(state.facts)) if known else ""))

    monkeypatch.setattr("tests.decided_again.decide", loses_the_facts)
    again = DecidedAgain()
    call = call_with(again, monkeypatch)
    call.record(EVENTS[0])
    assert [differs.event for differs in again.differences] == [EVENTS[0]]
