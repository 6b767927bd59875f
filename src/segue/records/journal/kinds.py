"""What events and commands are called in a journal: names of their own, so that a class may be renamed."""

from collections.abc import Mapping
from typing import Final

from segue.call import command, events
from segue.call.command import Command
from segue.call.events import Event

EVENTS: Final[Mapping[str, type[Event]]] = {
    "started": events.Started,
    "entered": events.Entered,
    "taken_over": events.TakenOver,
    "switched": events.Switched,
    "failed": events.Failed,
    "ending": events.Ending,
    "goodbye_over": events.GoodbyeOver,
    "hung_up": events.HungUp,
    "ended": events.Ended,
    "caller_away": events.CallerAway,
    "caller_back": events.CallerBack,
    "caller_began": events.CallerBegan,
    "caller_ended": events.CallerEnded,
    "caller_spoke": events.CallerSpoke,
    "turn_over": events.TurnOver,
    "typed_in": events.TypedIn,
    "heard": events.Heard,
    "thinking": events.Thinking,
    "agents_began": events.AgentsBegan,
    "agents_ended": events.AgentsEnded,
    "said": events.Said,
    "line_heard": events.LineHeard,
    "learnt": events.Learnt,
    "declined": events.Declined,
    "settle_requested": events.SettleRequested,
    "settled": events.Settled,
    "tool_started": events.ToolStarted,
    "tool_unwritten": events.ToolUnwritten,
    "tool_finished": events.ToolFinished,
    "tool_failed": events.ToolFailed,
    "tool_abandoned": events.ToolAbandoned,
    "hand_off_requested": events.HandOffRequested,
    "farewell_over": events.FarewellOver,
    "handed_on": events.HandedOn,
    "entry_failed": events.EntryFailed,
    "rolled_back": events.RolledBack,
    "resumed": events.Resumed,
    "time_up": events.TimeUp,
    "fell_silent": events.FellSilent,
    "waited_enough": events.WaitedEnough,
    "entry_overdue": events.EntryOverdue,
    "goodbye_overdue": events.GoodbyeOverdue,
    "stayed_away": events.StayedAway,
    "floor_overdue": events.FloorOverdue,
    "almost_up": events.AlmostUp,
    "used": events.Used,
}
COMMANDS: Final[Mapping[str, type[Command]]] = {
    "arm": command.Arm,
    "cancel": command.Cancel,
    "generate_reply": command.GenerateReply,
    "keep": command.Keep,
    "say_line": command.SayLine,
    "leave": command.Leave,
    "close": command.Close,
    "connect": command.Connect,
    "disconnect": command.Disconnect,
    "prepare": command.Prepare,
    "commit": command.Commit,
    "withdraw": command.Withdraw,
    "roll_back": command.RollBack,
    "listen": command.Listen,
    "hush": command.Hush,
    "go_on": command.GoOn,
    "play_line": command.PlayLine,
    "stop_line": command.StopLine,
}
EVENT_NAMES: Final = {kind: name for name, kind in EVENTS.items()}
COMMAND_NAMES: Final = {kind: name for name, kind in COMMANDS.items()}
