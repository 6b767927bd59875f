"""What watches over every test's calls: rules that need more than the state and the event are noticed."""

from dataclasses import replace

import pytest

from segue.call.call import Call
from segue.call.decision import Decision
from segue.call.events import Entered, Event, Heard, Started
from segue.call.rules import decide
from segue.call.state import State
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
