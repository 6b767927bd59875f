"""The caller's side of a typed call: words appear, and what was typed is over when its answer is."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segue.call.call import Call
from segue.transports.typed import TypedCall
from testbed.fakes import Sounded
from testbed.fakes.sound import Word
from tests.sweeps.silence import heard
from tests.sweeps.silence.turns import AT_MOST_S, NOTICES_S, PATIENCE_S, Turn, made_of

if TYPE_CHECKING:
    from tests.sweeps.silence.calls import Played


@dataclass
class TypedLine:
    """Seconds are the loop's: those of the call are counted in words."""

    played: "Played"
    call: Call
    typing: TypedCall
    closed: asyncio.Event
    begins: Callable[[str], None]
    """Told of what is typed, before it is."""
    _typing: asyncio.Task[Any] | None = None
    _seen: int = 0
    _open: bool = False
    """Whether the last word may go on."""

    @property
    def now_s(self) -> float:
        """Seconds since the loop began."""
        return asyncio.get_running_loop().time()

    def ring(self) -> None:
        """Begin the call."""
        self._typing = asyncio.ensure_future(self.typing.ring())

    def shown(self, text: str) -> None:
        """A piece of what the agents say."""
        pieces = text.split()
        if self._open and pieces and not text[0].isspace():
            word = self.played.words.pop().text + pieces.pop(0)
            pieces.insert(0, word)
        for word in pieces:
            self.played.words.append(Sounded(Word(word, "shown", 0, 0), self.now_s, self.now_s))
        self._open = bool(pieces) and not text[-1].isspace()

    def ended(self) -> None:
        """A speech is over."""
        self._open = False

    async def say(self, text: str) -> None:
        """Type it."""
        self.begins(text)
        self.played.said.append((text, self.now_s, self.now_s))
        self._typing = asyncio.ensure_future(self.typing.say(text))

    async def turn(self) -> Turn:
        """Wait for what was typed to be over, and tell what came of it."""
        since_s = self.now_s
        while self.now_s - since_s < PATIENCE_S and self.now_s < AT_MOST_S:
            if self.closed.is_set():
                return Turn.OVER
            if self._typing and self._typing.done():
                self._typing.cancelled() or self._typing.exception()
                found = [*heard.stretches(self.played.words, heard.lines_of(self.call.profile.lines))]
                if len(found) > self._seen and (turn := made_of(found[-1])):
                    self._seen = len(found)
                    return turn
            await asyncio.sleep(NOTICES_S)
        return Turn.NOTHING

    async def end(self) -> None:
        """Hang up."""
        if self._typing:
            self._typing.cancel()
            await asyncio.wait([self._typing])
        await self.typing.hang_up()
