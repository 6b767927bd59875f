"""The caller's side of a spoken call."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from segue.call.call import Call
from testbed.fakes import Earpiece
from tests.sweeps.silence import heard
from tests.sweeps.silence.turns import AT_MOST_S, NOTICES_S, PATIENCE_S, Turn, made_of
from tests.sweeps.silence.unhurried import UnhurriedCaller

if TYPE_CHECKING:
    from tests.sweeps.silence.calls import Played

LONGEST_LINE: Final = 40
"""Words that are looked at to know what was heard last."""


@dataclass
class SpokenLine:
    """Says, and listens for what makes it the caller's turn."""

    played: "Played"
    call: Call
    caller: UnhurriedCaller
    earpiece: Earpiece
    closed: asyncio.Event
    begins: Callable[[str], None]
    """Told of what is said, before it is."""
    _heard: int = 0

    @property
    def now_s(self) -> float:
        """Seconds of the call."""
        return self.caller.now_s

    async def say(self, text: str) -> None:
        """Say it to its end."""
        self.begins(text)
        await (said := self.caller.say(text))
        self.played.said.append((text, said.start_s, said.end_s))

    async def turn(self) -> Turn:
        """Wait for what makes it the caller's turn."""
        since_s, log = self.now_s, self.earpiece.log
        lines = heard.lines_of(self.call.profile.lines)
        while self.now_s - since_s < PATIENCE_S and self.now_s < AT_MOST_S:
            if self.closed.is_set() or self.caller.hung_up.is_set():
                return Turn.OVER
            if len(log) > self._heard and self.now_s - log[-1].end_s >= NOTICES_S:
                seen, last = len(log), [*heard.stretches(heard.joined(log[-LONGEST_LINE:]), lines)][-1]
                if turn := made_of(last):
                    self._heard = seen
                    return turn
            await asyncio.sleep(NOTICES_S)
        return Turn.NOTHING
