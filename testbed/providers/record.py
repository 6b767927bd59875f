"""What is kept of a request, and the form an answer has."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from testbed.providers.faults import Fault

R = TypeVar("R")


class RequestOutcome(StrEnum):
    """What became of a request."""

    UNDER_WAY = "under way"
    COMPLETE = "complete"
    REFUSED = "refused"
    BROKEN = "broken"
    """Ended by a fault of the test's."""
    CANCELLED = "cancelled"
    """The client closed the connection before the answer was whole. Short answers are whole at once: where a test is
    to see them broken off, the double is given a pace, or a `Stalls`."""


@dataclass(slots=True, eq=False)
class Received(Generic[R]):
    """One request and what became of it. Times are the event loop's, in seconds."""

    number: int
    """From 1, within its endpoint; refused ones count."""
    path: str
    at_s: float
    request: R | None = None
    """None if it was refused before it was understood."""
    error: Mapping[str, object] | None = None
    """What it was refused with."""
    fault: Fault | None = None
    outcome: RequestOutcome = RequestOutcome.UNDER_WAY
    first_piece_s: float | None = None
    ended_s: float | None = None
    pieces_sent: int = 0
    bytes_sent: int = 0
    """Of the body, before HTTP chunks it."""
    sound_sent_s: float = 0.0
    """How much sound was in that."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _progress: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def asked(self) -> R:
        """The request, where it was understood."""
        assert self.request is not None, self.error
        return self.request

    async def sent(self, piece: bytes, body: "Body", now_s: float) -> None:
        """Note that it went out."""
        self.first_piece_s = self.first_piece_s or now_s
        self.pieces_sent += 1
        self.bytes_sent += len(piece)
        self.sound_sent_s = min(self.pieces_sent * body.piece_s, body.sound_s)
        async with self._progress:
            self._progress.notify_all()

    async def reached(self, pieces: int) -> None:
        """Wait until so many pieces have gone out."""
        async with self._progress:
            await self._progress.wait_for(lambda: self.pieces_sent >= pieces)


@dataclass(frozen=True, slots=True)
class Body:
    """An answer, in the pieces it is sent in."""

    content_type: str
    pieces: Sequence[bytes]
    hollow: Sequence[bytes] = ()
    """The pieces of an answer with nothing in it."""
    pace_s: float = 0.0
    """Seconds before each piece but the first."""
    sound_s: float = 0.0
    """How much sound is in all of it, and"""
    piece_s: float = 0.0
    """in each piece."""
