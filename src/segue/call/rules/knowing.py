"""What is known and what is settled, what each rests on, and which tools may still change it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from segue.call.decision import Decision, refused
from segue.call.events import (
    Declined,
    Event,
    Learnt,
    Settled,
    SettleRequested,
    ToolStarted,
)
from segue.call.mappings import but, without
from segue.call.rules.connecting_early import connections
from segue.call.state import Fact, Settlement, State


def learnt(state: State, event: Learnt) -> Decision:
    """A fact is given or corrected. Noted once more as it stands, it needs no second reading back."""
    new = {event.name} if state.known().get(event.name) != event.value else set[str]()
    facts = but(state.facts, event.name, Fact(event.value, event.heard))
    state = _standing(replace(state, facts=facts, unconfirmed=state.unconfirmed | new))
    return connections(state, event.at_s)


def declined(state: State, event: Declined) -> Decision:
    """The caller would rather not say."""
    facts = but(state.facts, event.name, Fact(None))
    state = _standing(replace(state, facts=facts, unconfirmed=state.unconfirmed - {event.name}))
    return connections(state, event.at_s)


def settle_requested(state: State, event: SettleRequested) -> Decision:
    """Nothing goes into the books before its facts are known, and the caller could correct them."""
    needs = state.plan.needs.get(event.stage, ())
    if missing := state.missing(needs):
        return refused(state, f"Not yet: {' and '.join(missing)} is missing; ask the caller.")
    if unconfirmed := state.unconfirmed & set(needs):
        return refused(state, f"Not yet: read back the {' and '.join(sorted(unconfirmed))} and wait for the answer.")
    return Decision(state)


def settled(state: State, event: Settled) -> Decision:
    """It stands in the books; of no use where the facts have changed while it was written."""
    if changed := _changed(state, event.rests_on):
        what = " and ".join(changed)
        return refused(state, f"Void: the {what} has changed meanwhile. Read it back, and settle again.")
    entry = Settlement(event.summary, MappingProxyType(dict(event.rests_on)))
    return Decision(replace(state, settled=but(state.settled, event.stage, entry)))


def tool_started(state: State, event: ToolStarted) -> Decision:
    """From here what comes of this run counts."""
    state = replace(state, tool_calls=state.tool_calls + 1)
    return Decision(state if event.run is None else replace(state, tools=but(state.tools, event.run, event.tool)))


def tool_over(state: State, event: Event) -> Decision:
    """From here it does not."""
    return Decision(state if event.run is None else replace(state, tools=without(state.tools, event.run)))


def forgotten(state: State, names: list[str]) -> State:
    """`names` are to be asked anew."""
    return _standing(
        replace(state, facts=without(state.facts, *names), unconfirmed=state.unconfirmed.difference(names))
    )


def recalled(
    state: State, facts: Mapping[str, Fact], unconfirmed: frozenset[str], settled: Mapping[str, Settlement]
) -> State:
    """What was known and settled before is so again, but for what is known or settled better by now."""
    known = replace(
        state,
        facts=MappingProxyType({**facts, **state.facts}),
        unconfirmed=state.unconfirmed | unconfirmed,
        settled=MappingProxyType({**settled, **state.settled}),
    )
    return _standing(known)


def _standing(state: State) -> State:
    """Without the settlements whose facts are no longer what they rest on."""
    void = [stage for stage, entry in state.settled.items() if _changed(state, entry.rests_on)]
    return replace(state, settled=without(state.settled, *void)) if void else state


def _changed(state: State, rests_on: Mapping[str, str]) -> list[str]:
    known = state.known()
    return [name for name, value in rests_on.items() if known.get(name) != value]
