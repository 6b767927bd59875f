"""What becomes of a tool that a model has called. `run` says which call of it."""

from dataclasses import dataclass

from segue.call.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolStarted(Event):
    """A tool has begun its work."""

    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinished(Event):
    """It came to its end, be it with a result or with words for the model on what is lacking."""

    tool: str
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
