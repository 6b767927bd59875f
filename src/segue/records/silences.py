"""Where nobody was heard in a call, as its journal tells it, and whose turn it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from segue.call.events import AgentsBegan, AgentsEnded, CallerBegan, CallerEnded, Ended, Event, Started

WORTH_TELLING_S: Final = 2.0


class Whose(StrEnum):
    """Who was not heard last, and so was waited for."""

    CALLER = "caller"
    AGENTS = "agents"


@dataclass(frozen=True, slots=True)
class Silent:
    """From one sound to the next."""

    at_s: float
    for_s: float
    waited_for: Whose


def silences(events: Sequence[Event]) -> Sequence[Silent]:
    """All of a call that was spoken; none of one that was typed, whose seconds are counted from words."""
    if any(isinstance(event, Started) and event.typed for event in events):
        return []
    found, since_s, waited_for, sounding = list[Silent](), 0.0, Whose.AGENTS, set[Whose]()
    for event in events:
        if isinstance(event, CallerBegan | AgentsBegan | Ended):
            if not sounding and event.at_s > since_s:
                found.append(Silent(since_s, event.at_s - since_s, waited_for))
            sounding |= {Whose.CALLER} if isinstance(event, CallerBegan) else {Whose.AGENTS}
        elif isinstance(event, CallerEnded | AgentsEnded):
            its, other = Whose.CALLER, Whose.AGENTS
            if isinstance(event, AgentsEnded):
                its, other = other, its
            if its in sounding:
                sounding.discard(its)
                since_s, waited_for = event.at_s, other
    return found
