"""What becomes of a tool that a model has called. `run` says which call of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from segue.call.events.event import Event, Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolStarted(Event):
    """A tool is about to begin its work: this is on record before it changes anything."""

    tool: str
    arguments: Personal[Mapping[str, object]] = field(default_factory=dict)
    """What the model has given it, as JSON has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUnwritten(Event):
    """What was on record by then could not be kept in time: the tool begins its work all the same."""

    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinished(Event):
    """It came to its end, be it with a result or with words for the model on what is lacking."""

    tool: str
    result: Personal[str] = ""
    """What it gave back; empty where that is nothing."""
    lacks: Personal[str] = ""
    """What it told the model is lacking, in the place of a result."""
    stale: bool = False
    """Whether it had been abandoned before: then nobody is told the result, and it changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFailed(Event):
    """It has raised what no tool is to raise; `what` names the exception's class, never its words."""

    tool: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolAbandoned(Event):
    """Nobody waits for it any more: its time is up, the caller has talked past it, or the call is over."""

    tool: str
    why: str
