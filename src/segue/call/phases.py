"""The phases of a call, and which event may come in which: the whole course of a call as one table."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

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


class Phase(StrEnum):
    """What a call is about at this moment."""

    CONNECTING = "connecting"
    """Nobody has it yet."""
    GREETING = "greeting"
    """The first agent has it, and its first words are not over."""
    LISTENING = "listening"
    """It is the caller's turn."""
    THINKING = "thinking"
    """The agents owe the caller an answer."""
    SPEAKING = "speaking"
    """The caller hears an agent."""
    INTERRUPTED = "interrupted"
    """The caller is breaking in, or seems to be."""
    HANDING_OFF = "handing_off"
    """From the granted request for a hand-off until the next agent has the call."""
    ENDING = "ending"
    """The last words are being said, or nobody is left to hear them."""
    ENDED = "ended"


CONNECTING, GREETING, LISTENING, THINKING, SPEAKING, INTERRUPTED, HANDING_OFF, ENDING, ENDED = Phase

TAKES_TURNS = (GREETING, LISTENING, THINKING, SPEAKING, INTERRUPTED)
"""The phases in which an agent answers what the caller says."""

_STAYS: tuple[type[Event], ...] = (
    AlmostUp,
    CallerBack,
    CallerEnded,
    Declined,
    Failed,
    Learnt,
    LineHeard,
    Said,
    Settled,
    SettleRequested,
    Switched,
    TakenOver,
    ToolAbandoned,
    ToolFailed,
    ToolFinished,
    ToolStarted,
    ToolUnwritten,
    Used,
)
"""What comes in any phase and leaves it as it is."""


def _row(phase: Phase, more: Mapping[type[Event], tuple[Phase, ...]]) -> Mapping[type[Event], tuple[Phase, ...]]:
    leaves: dict[type[Event], tuple[Phase, ...]] = {
        CallerAway: (ENDING, phase),
        FloorOverdue: (ENDING, phase),
        HungUp: (ENDING,),
        StayedAway: (ENDING,),
        TimeUp: (ENDING, phase),
        Ending: (ENDING,),
        Ended: (ENDED,),
    }
    return MappingProxyType({**dict.fromkeys(_STAYS, (phase,)), **leaves, **more})


_AGENTS: Mapping[type[Event], tuple[Phase, ...]] = {
    Thinking: (THINKING,),
    AgentsBegan: (SPEAKING,),
    AgentsEnded: (LISTENING, ENDING),
    CallerSpoke: (THINKING, ENDING),
    EntryOverdue: (LISTENING, THINKING, SPEAKING, INTERRUPTED, HANDING_OFF, ENDING),
}


def _turns(phase: Phase, more: Mapping[type[Event], tuple[Phase, ...]]) -> Mapping[type[Event], tuple[Phase, ...]]:
    """The row of a phase in which turns are taken."""
    asks: dict[type[Event], tuple[Phase, ...]] = {
        TurnOver: (phase,),
        TypedIn: (phase,),
        Heard: (THINKING, ENDING, phase),
        HandOffRequested: (HANDING_OFF,),
        CallerBegan: (phase,),
        Failed: (HANDING_OFF, ENDING, LISTENING, phase),
        FloorOverdue: (LISTENING, ENDING, phase),
        LineHeard: (LISTENING, ENDING, phase),
    }
    return _row(phase, {**asks, **_AGENTS, **more})


PERMITTED: Mapping[Phase, Mapping[type[Event], tuple[Phase, ...]]] = MappingProxyType(
    {
        CONNECTING: _row(
            CONNECTING,
            {
                Started: (CONNECTING,),
                Failed: (ENDING, CONNECTING),
                Entered: (GREETING,),
                Thinking: (CONNECTING,),
                AgentsEnded: (CONNECTING,),
                CallerBegan: (CONNECTING,),
            },
        ),
        GREETING: _turns(
            GREETING, {Thinking: (GREETING,), AgentsBegan: (GREETING,), CallerBegan: (GREETING, INTERRUPTED)}
        ),
        LISTENING: _turns(LISTENING, dict.fromkeys((AlmostUp, FellSilent, LineHeard, Said, Used), (LISTENING, ENDING))),
        THINKING: _turns(THINKING, {}),
        SPEAKING: _turns(SPEAKING, {CallerBegan: (INTERRUPTED,)}),
        INTERRUPTED: _turns(
            INTERRUPTED,
            {AgentsEnded: (INTERRUPTED, LISTENING, ENDING), FellSilent: (INTERRUPTED, LISTENING, ENDING)},
        ),
        HANDING_OFF: _row(
            HANDING_OFF,
            {
                **dict.fromkeys(
                    (
                        AgentsBegan,
                        AgentsEnded,
                        CallerBegan,
                        CallerSpoke,
                        FarewellOver,
                        HandOffRequested,
                        HandedOn,
                        Heard,
                        Thinking,
                        TurnOver,
                        TypedIn,
                        WaitedEnough,
                        RolledBack,
                    ),
                    (HANDING_OFF,),
                ),
                Entered: (THINKING, ENDING, HANDING_OFF),  # the last, of an agent that is not to have the call any more
                Resumed: (THINKING, ENDING, HANDING_OFF),
                EntryFailed: (HANDING_OFF, ENDING),
                EntryOverdue: (HANDING_OFF, ENDING),
                Failed: (HANDING_OFF, ENDING),
            },
        ),
        ENDING: _row(
            ENDING,
            dict.fromkeys(
                (
                    AgentsBegan,
                    AgentsEnded,
                    CallerBegan,
                    CallerSpoke,
                    FarewellOver,
                    GoodbyeOver,
                    GoodbyeOverdue,
                    HandOffRequested,
                    Heard,
                    RolledBack,
                    Thinking,
                    TurnOver,
                    TypedIn,
                ),
                (ENDING,),
            ),
        ),
        ENDED: MappingProxyType({RolledBack: (ENDED,)}),  # of a hand-off that the end has undone
    }
)
"""For each phase, the events that may come, and in which phases they may leave the call, unless they are refused."""
