"""The caller, whose sound comes in pieces of up to 100 ms: a table has many calls, and each frame takes time."""

import asyncio
from functools import cache
from typing import Final

from livekit import rtc

from testbed.fakes import Caller, Utterance
from testbed.fakes.sound import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, SILENCE, Word, samples

FRAMES: Final = 5
WORD_S: Final = 0.2
"""Everybody speaks a little fast here, which makes calls shorter and no silence longer."""


class UnhurriedCaller(Caller):
    """What they say begins up to 100 ms late; its seconds are still exact."""

    def __init__(self) -> None:
        super().__init__(word_s=WORD_S)
        self._promised = 0

    async def __anext__(self) -> rtc.AudioFrame:
        number = self._alike()
        if number == 1:
            return await super().__anext__()
        value, self._promised = self._line.get(self._next, SILENCE), self._next + number
        if (wait_s := self._began + self._promised * FRAME_S - self._loop.time()) > 0:
            await asyncio.sleep(wait_s)
        if self._over():
            raise StopAsyncIteration
        self._next = self._promised
        return _silent(number) if value == SILENCE else _piece(value, number)

    def _alike(self) -> int:
        """How many of the next frames can come as one; 1 where it is not certain that all of them are heard."""
        if self._over() or any(end > self._next for _, end in self._disabled):
            return 1
        value, number = self._line.get(self._next, SILENCE), 1
        while number < FRAMES and self._line.get(self._next + number, SILENCE) == value:
            number += 1
        return number

    def _put(self, values: list[int], words: tuple[Word, ...], at_s: float | None) -> Utterance:
        self._free = max(self._free, self._promised)
        return super()._put(values, words, at_s)


def _piece(value: int, number: int) -> rtc.AudioFrame:
    length = number * FRAME_SAMPLES
    return rtc.AudioFrame(samples(value, length), SAMPLE_RATE, 1, length)


@cache
def _silent(number: int) -> rtc.AudioFrame:
    return _piece(SILENCE, number)
