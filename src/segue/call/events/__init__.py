"""What can happen in a call, as frozen facts; each carries the moment it happened.

To add a kind of event, add a frozen dataclass in the module of its subject, name it here, say in `segue.call.phases`
when it may come, in `segue.call.rules` what comes of it, and in `segue.records.journal.kinds` what it is called in a
journal. What a caller said, or what is known of them, is `Personal`.
"""

from segue.call.events.coming import CallerAway, CallerBack
from segue.call.events.course import (
    Ended,
    Ending,
    Entered,
    Failed,
    GoodbyeOver,
    HungUp,
    Limit,
    Outcome,
    Started,
    Switched,
    TakenOver,
    Used,
)
from segue.call.events.event import PERSONAL, Event, Personal
from segue.call.events.floor import AgentsBegan, AgentsEnded, CallerBegan, CallerEnded, Thinking
from segue.call.events.knowledge import Declined, Learnt, Settled, SettleRequested
from segue.call.events.spoken import CallerSpoke, Heard, LineHeard, Said, TurnOver, TypedIn
from segue.call.events.steps import EntryFailed, FarewellOver, HandedOn, HandOffRequested, Resumed, RolledBack
from segue.call.events.timers import (
    FIRED,
    AlmostUp,
    EntryOverdue,
    FellSilent,
    FloorOverdue,
    GoodbyeOverdue,
    StayedAway,
    Timer,
    TimerFired,
    TimeUp,
    WaitedEnough,
)
from segue.call.events.tool_events import ToolAbandoned, ToolFailed, ToolFinished, ToolStarted, ToolUnwritten

__all__ = [
    "FIRED",
    "PERSONAL",
    "AgentsBegan",
    "AgentsEnded",
    "AlmostUp",
    "CallerAway",
    "CallerBack",
    "CallerBegan",
    "CallerEnded",
    "CallerSpoke",
    "Declined",
    "Ended",
    "Ending",
    "Entered",
    "EntryFailed",
    "EntryOverdue",
    "Event",
    "Failed",
    "FarewellOver",
    "FellSilent",
    "FloorOverdue",
    "GoodbyeOver",
    "GoodbyeOverdue",
    "HandOffRequested",
    "HandedOn",
    "Heard",
    "HungUp",
    "Learnt",
    "Limit",
    "LineHeard",
    "Outcome",
    "Personal",
    "Resumed",
    "RolledBack",
    "Said",
    "SettleRequested",
    "Settled",
    "Started",
    "StayedAway",
    "Switched",
    "TakenOver",
    "Thinking",
    "TimeUp",
    "Timer",
    "TimerFired",
    "ToolAbandoned",
    "ToolFailed",
    "ToolFinished",
    "ToolStarted",
    "ToolUnwritten",
    "TurnOver",
    "TypedIn",
    "Used",
    "WaitedEnough",
]
