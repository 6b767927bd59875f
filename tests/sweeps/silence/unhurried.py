"""The fakes' caller, whose silence comes in pieces of 100 ms: most of a call is silence, and a table has many calls."""

import asyncio
from typing import Final

from livekit import rtc

from testbed.fakes import Caller, Utterance
from testbed.fakes.sound import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, SILENCE, Word, samples

FRAMES: Final = 5
_SILENT: Final = rtc.AudioFrame(samples(SILENCE, FRAMES * FRAME_SAMPLES), SAMPLE_RATE, 1, FRAMES * FRAME_SAMPLES)


class UnhurriedCaller(Caller):
    """What they say begins up to 100 ms late; its seconds are still exact."""

    def __init__(self) -> None:
        super().__init__()
        self._promised = 0

    async def __anext__(self) -> rtc.AudioFrame:
        coming = range(self._next, self._next + FRAMES)
        unheard = any(end > coming.start for _, end in self._disabled)
        if unheard or self._over() or any(at in self._line for at in coming):
            return await super().__anext__()
        self._promised = coming.stop
        if (wait_s := self._began + coming.stop * FRAME_S - self._loop.time()) > 0:
            await asyncio.sleep(wait_s)
        if self._over():
            raise StopAsyncIteration
        self._next = coming.stop
        return _SILENT

    def _put(self, values: list[int], words: tuple[Word, ...], at_s: float | None) -> Utterance:
        self._free = max(self._free, self._promised)
        return super()._put(values, words, at_s)
