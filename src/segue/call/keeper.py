"""Who keeps a call's record: it is told of everything that the rules were asked."""

from typing import Protocol

from segue.call.decision import Decision
from segue.call.events import Event
from segue.call.state import State


class Keeper(Protocol):
    """Keeps events and decisions as they come."""

    def __call__(self, event: Event, before: State, decision: Decision) -> None:
        """Put on record what was asked, of which state, and what was decided. It neither waits nor raises."""
        ...

    async def kept(self) -> bool:
        """Whether all that is on record by now would outlive this process; it waits no longer than a tool may."""
        ...
