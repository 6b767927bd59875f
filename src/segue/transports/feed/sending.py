"""Sends the feed's lines to one participant, in their order, and keeps nobody waiting."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import Final

from livekit import rtc

logger = logging.getLogger("segue.feed")

TOPIC: Final = "segue.call"


class Sending:
    """Sends what is new of `lines`, and behind it what `passing` gives. What could not be sent goes with the next.

    `to` is the identity of the one who is told. Where it is empty nobody is: a stream that names nobody is for all.
    """

    def __init__(self, room: rtc.Room, to: str, lines: Sequence[str], passing: Callable[[], list[str]]) -> None:
        self._room = room
        self._to = to
        self._lines = lines
        self._passing = passing
        self._sent = 0
        self._again = False
        self._closed = False
        self._failed = False
        self._task: asyncio.Task[None] | None = None

    def go_on(self) -> None:
        """There is more to send."""
        if self._to and not self._closed and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._send())

    def from_the_start(self) -> None:
        """Whoever is told has come anew: tell all of it once more."""
        self._again = True
        self.go_on()

    async def finish(self, within_s: float) -> None:
        """Send what is left, and wait no longer than `within_s`; after that nothing is sent."""
        self.go_on()
        self._closed = True
        if self._task is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    await self._task

    async def _send(self) -> None:
        try:
            while self._room.isconnected() and (batch := [*self._new(), *self._passing()]):
                sent = len(self._lines)
                # Each line as it is: not every client knows what is compressed.
                await self._room.local_participant.send_text(
                    "\n".join(batch) + "\n", topic=TOPIC, destination_identities=[self._to], compress=False
                )
                self._sent = sent
        except Exception as error:  # noqa: BLE001  (whatever becomes of it, the call has no part in it)
            if not self._failed:
                self._failed = True
                logger.error("the caller's screen is not told of the call", extra={"error": type(error).__name__})

    def _new(self) -> Sequence[str]:
        if self._again:
            self._sent, self._again = 0, False
        return self._lines[self._sent :]
