"""Who begins to be heard and who ends."""

from dataclasses import dataclass

from segue.call.events.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerBegan(Event):
    """The caller begins to make a sound that may be speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerEnded(Event):
    """The caller has stopped; the words, if there were any, are still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinking(Event):
    """An agent is making an answer, or a tool of its is at work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentsBegan(Event):
    """The caller hears an agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentsEnded(Event):
    """The caller hears no agent any more, and none is about to speak."""
