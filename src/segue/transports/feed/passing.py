"""Lines that are soon out of date: the newest goes, and one only so often."""

import asyncio
import math
from collections.abc import Callable
from typing import Final

EVERY_S: Final = 0.2
"""Recognisers tell of words up to twenty times a second; nobody reads as fast."""


class Passing:
    """Holds the newest line until its time has come; then `ready` is called, and whoever sends may take it."""

    def __init__(self, ready: Callable[[], None]) -> None:
        self._ready = ready
        self._newest = ""
        self._timer: asyncio.TimerHandle | None = None
        self._taken_at = -math.inf

    def put(self, line: str) -> None:
        """This is the newest."""
        self._newest = line
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._taken_at + EVERY_S), self._due)

    def take(self) -> list[str]:
        """The newest, once, if its time has come."""
        if not self._newest or self._timer is not None:
            return []
        self._taken_at = asyncio.get_running_loop().time()
        line, self._newest = self._newest, ""
        return [line]

    def forget(self) -> None:
        """What has not gone yet is out of date."""
        self._newest = ""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        self._ready()
