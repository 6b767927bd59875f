"""How long a caller waited for the agents, which is what silence in a call is to them."""

import math
from collections.abc import Sequence
from pathlib import Path

from segue.call.events import Event, Heard, Said
from segue.records.sides import listen
from segue.records.timing import WINDOW_S, Levels, heard, speeches


def longest_wait_s(events: Sequence[Event], recording: Path) -> float:
    """The longest that the caller, having spoken, heard nobody.

    Of a call that was typed there is no recording: in it an answer takes no time, and one that never came is waited
    for for ever.
    """
    if recording.exists():
        sides = listen(recording)
        return waited_s(sides.caller, sides.agents)
    return math.inf if _unanswered(events) else 0.0


def waited_s(caller: Levels, agents: Levels) -> float:
    """The same of the levels of both sides: from the end of what the caller says to whatever is heard next."""
    asks, tells = speeches(heard(caller)), speeches(heard(agents))
    begins = sorted(span.start_s for span in (*asks, *tells))
    length_s = agents.size * WINDOW_S
    waits = [
        next((begin for begin in begins if begin >= ask.end_s), length_s) - ask.end_s
        for ask in asks
        if not any(tell.start_s < ask.end_s < tell.end_s for tell in tells)
    ]
    return max(waits, default=0.0)


def _unanswered(events: Sequence[Event]) -> bool:
    """Whether the caller said something to which no agent said anything."""
    asking = False
    for event in events:
        if isinstance(event, Heard) and asking:
            return True
        if isinstance(event, Heard | Said):
            asking = isinstance(event, Heard)
    return asking
