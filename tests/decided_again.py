"""Every event of every call of every test, decided once more from what a journal would hold of it."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from segue.call.decision import Decision
from segue.call.events import Event
from segue.call.rules import decide
from segue.call.state import Fact, State
from segue.records.journal import in_json
from segue.records.journal.event_line import event_of
from segue.records.journal.header import SCHEMA, read_header
from segue.records.journal.kinds import EVENT_NAMES

MOST_CALLS: Final = 1000
"""That may go on at once; of those that are over one state each is held until then."""


@dataclass(frozen=True, slots=True)
class Differs:
    """An event of which something else came the second time."""

    event: Event
    expected: Mapping[str, Any]
    """What came of it the first time, as far as it is not the same."""
    got: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.event}\n  expected: {self.expected}\n  got:      {self.got}"


@dataclass(slots=True)
class DecidedAgain:
    """Stands in for `decide` in a `Call`; each call's second run goes on from its own states."""

    differences: list[Differs] = field(default_factory=list)
    events: int = 0
    _second: OrderedDict[int, tuple[State, State]] = field(default_factory=OrderedDict)
    """By the identity of the first run's newest state: that one, which so stays alive, and the second run's."""

    def __call__(self, before: State, event: Event) -> Decision:
        decision = decide(before, event)
        known = self._second.pop(id(before), None)
        again = self._decided(known[1] if known else _begun(before), before, event, decision)
        self._second[id(decision.state)] = (decision.state, again)
        if len(self._second) > MOST_CALLS:
            self._second.popitem(last=False)
        return decision

    def _decided(self, second: State, before: State, event: Event, first: Decision) -> State:
        try:
            record = _through_json(in_json.plain(event))
        except ValueError:  # a number that is none: its line is lost, and what follows can't be replayed
            return first.state
        kept = {"at_s": record.pop("at_s"), "run": record.pop("run")}
        given = {name: value for name, value in record.items() if value is not None}
        decision = decide(second, event_of({**kept, "kind": EVENT_NAMES[type(event)], "fields": given}))
        expected, got = _through_json(_told(before, first)), _told(second, decision)
        self.events += 1
        if expected != got:
            names = [name for name in got if expected[name] != got[name]]
            self.differences.append(
                Differs(event, {name: expected[name] for name in names}, {name: got[name] for name in names})
            )
            return first.state
        return decision.state


def _begun(state: State) -> State:
    """What a replay begins with, where `state` is that of a call that begins; else a test has made it, as it is."""
    header = {
        "schema": SCHEMA,
        "call": "",
        "began": "2026-01-01T00:00:00+00:00",
        "profile": "",
        "profile_digest": "",
        "plan": _through_json(in_json.plain(state.plan)),
        "facts": _through_json(state.known()),
        "rules": 0,
        "software": {},
    }
    read = read_header(header)
    begun = State(plan=read.plan, facts={name: Fact(value) for name, value in read.facts.items()})
    return begun if begun == state else state


def _told(before: State, decision: Decision) -> dict[str, Any]:
    return {
        "state": in_json.changes(before, decision.state),
        "commands": in_json.commands(decision.commands),
        "permission": in_json.permission(decision.permission),
    }


def _through_json(value: Any) -> Any:
    return json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False))
