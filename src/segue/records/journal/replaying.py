"""Has the rules decide a call again from its journal: no model, no network, and nothing but what is in the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from segue.call import rules
from segue.call.state import Fact, State
from segue.records.journal import in_json
from segue.records.journal.contents import JournalEntry, Kept


@dataclass(frozen=True, slots=True)
class Difference:
    """The first event of which the rules make something else than the journal says."""

    entry: JournalEntry
    expected: Mapping[str, Any]
    """What the journal says, as far as it is not what came of it."""
    got: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it."""

    events: int
    """How many were decided as the journal says."""
    commands: int
    """That followed from them."""
    state: State
    """What the call has come to with them."""
    difference: Difference | None
    other_rules: bool
    """Whether the journal was decided by another version of the rules than this one."""


def replay(kept: Kept) -> Replayed:
    """Decide again what can be: up to the first gap, or the first difference."""
    if kept.header is None:
        return Replayed(0, 0, State(), None, other_rules=False)
    facts = MappingProxyType({name: Fact(value) for name, value in kept.header.facts.items()})
    state, commands, events = State(plan=kept.header.plan, facts=facts), 0, 0
    difference = None
    for entry in kept.entries[: kept.sound]:
        state, got = _decided(state, entry)
        expected = {"state": entry.changes, "commands": [*entry.commands], "permission": entry.permission}
        if expected != got:
            differing = [name for name in got if expected.get(name) != got[name]]
            told = {name: expected[name] for name in differing if name in expected}
            difference = Difference(entry, told, {name: got[name] for name in differing})
            break
        events += 1
        commands += len(entry.commands)
    return Replayed(events, commands, state, difference, other_rules=kept.header.rules != rules.VERSION)


def _decided(state: State, entry: JournalEntry) -> tuple[State, dict[str, Any]]:
    try:
        decision = rules.decide(state, entry.event)
    except Exception as error:  # noqa: BLE001  (whatever today's rules raise at it, that is the difference)
        return state, {"state": {}, "commands": [], "permission": {}, "raised": f"{type(error).__name__}: {error}"}
    return decision.state, {
        "state": in_json.changes(state, decision.state),
        "commands": in_json.commands(decision.commands),
        "permission": in_json.permission(decision.permission),
    }
