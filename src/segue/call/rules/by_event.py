"""Which rule each event has, and what holds for every one of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from segue.call.decision import Decision, disregarded
from segue.call.events import (
    AgentsBegan,
    AgentsEnded,
    AlmostUp,
    CallerAway,
    CallerBack,
    CallerBegan,
    CallerEnded,
    CallerSpoke,
    Declined,
    Ended,
    Ending,
    Entered,
    EntryFailed,
    EntryOverdue,
    Event,
    Failed,
    FarewellOver,
    FellSilent,
    FloorOverdue,
    GoodbyeOver,
    GoodbyeOverdue,
    HandedOn,
    HandOffRequested,
    Heard,
    HungUp,
    Learnt,
    LineHeard,
    Resumed,
    RolledBack,
    Said,
    Settled,
    SettleRequested,
    Started,
    StayedAway,
    Switched,
    TakenOver,
    Thinking,
    TimerFired,
    TimeUp,
    ToolAbandoned,
    ToolFailed,
    ToolFinished,
    ToolStarted,
    ToolUnwritten,
    TurnOver,
    TypedIn,
    Used,
    WaitedEnough,
)
from segue.call.mappings import without
from segue.call.phases import PERMITTED
from segue.call.rules import (
    absence,
    entering,
    finishing,
    handing_off,
    knowing,
    limiting,
    rolling_back,
    silence,
    talking,
)
from segue.call.state import State


def _nothing_follows(state: State, event: Event) -> Decision:
    return Decision(state)


RULES: Mapping[type[Event], Callable[[State, Any], Decision]] = {
    Started: finishing.started,
    Entered: entering.entered,
    TakenOver: entering.taken_over,
    Switched: _nothing_follows,
    CallerBegan: talking.caller_began,
    CallerEnded: talking.caller_ended,
    CallerSpoke: talking.caller_spoke,
    TurnOver: talking.turn_over,
    TypedIn: talking.typed_in,
    Heard: talking.heard,
    Thinking: talking.thinking,
    AgentsBegan: talking.agents_began,
    AgentsEnded: talking.agents_ended,
    Said: entering.said,
    LineHeard: silence.line_heard,
    FloorOverdue: silence.overdue,
    FellSilent: silence.fell_silent,
    Learnt: knowing.learnt,
    Declined: knowing.declined,
    SettleRequested: knowing.settle_requested,
    Settled: knowing.settled,
    ToolStarted: knowing.tool_started,
    ToolUnwritten: _nothing_follows,
    ToolFinished: knowing.tool_over,
    ToolFailed: knowing.tool_over,
    ToolAbandoned: knowing.tool_over,
    HandOffRequested: handing_off.requested,
    FarewellOver: handing_off.farewell_over,
    WaitedEnough: handing_off.waited_enough,
    HandedOn: handing_off.handed_on,
    EntryFailed: rolling_back.entry_failed,
    EntryOverdue: rolling_back.entry_overdue,
    RolledBack: rolling_back.rolled_back,
    Resumed: rolling_back.resumed,
    Failed: rolling_back.failed,
    Ending: finishing.ending,
    AlmostUp: _nothing_follows,
    TimeUp: finishing.time_up,
    Used: limiting.used,
    HungUp: finishing.hung_up,
    CallerAway: absence.caller_away,
    CallerBack: absence.caller_back,
    StayedAway: absence.stayed_away,
    GoodbyeOver: finishing.goodbye_over,
    GoodbyeOverdue: finishing.goodbye_over,
    Ended: finishing.ended,
}

OF_A_TOOL = (Declined, Ending, HandOffRequested, Learnt, Settled, SettleRequested)
"""What a tool asks for or brings: it counts as long as the tool's run does."""


def decide(state: State, event: Event) -> Decision:
    """What `event` makes of `state`. Total and pure: one that can't be now changes nothing, and is counted."""
    permitted = PERMITTED[state.phase].get(type(event))
    if permitted is None or _superseded(state, event):
        return disregarded(state)
    if isinstance(event, TimerFired):
        state = replace(state, timers=without(state.timers, event.timer))
    decision = RULES[type(event)](state, event)
    if decision.permission.permitted:
        decision = silence.watched(state, limiting.watched(state, decision, event), event)
    may_lead_to = permitted if decision.permission.permitted else (state.phase,)
    led_to = decision.state.phase
    assert led_to in may_lead_to, f"{type(event).__name__} led from {state.phase} to {led_to}"
    return decision


def _superseded(state: State, event: Event) -> bool:
    """Whether it belongs to an arming of a timer, or to a tool run, that counts no more."""
    if isinstance(event, TimerFired):
        return state.timers.get(event.timer) != event.of
    return isinstance(event, OF_A_TOOL) and event.run is not None and event.run not in state.tools
