"""The caller: says words at their seconds, into a session's audio input."""

import asyncio
import math
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from livekit import rtc
from livekit.agents.voice import io

from testbed.fakes.sound import FRAME_S, NOISE, SILENCE, Word, frame, spoken, text_of
from testbed.fakes.sounded import understood

SPEAKER = "caller"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the caller says in one breath; to be awaited until it is said."""

    words: tuple[Word, ...]
    start_s: float
    end_s: float
    ends_at: float
    """The same as `end_s`, by the loop's clock."""

    def __await__(self) -> Generator[Any, None, None]:
        loop = asyncio.get_running_loop()
        return asyncio.sleep(max(0.0, self.ends_at - loop.time())).__await__()


class Caller(io.AudioInput):
    """Frames of 20 ms, paced by the loop's clock from the moment it is made. Seconds are the call's, from there.

    While nobody pulls they pile up, as a room's do; while the session has its input disabled they are dropped, as a
    room's are.
    """

    def __init__(self, *, word_s: float = 0.24) -> None:
        super().__init__(label="Caller")
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._word_s = word_s
        self._line: dict[int, int] = {}
        self._free = 0
        self._next = 0
        self._last: int | None = None
        self._disabled: list[tuple[int, float]] = []
        self.said: list[Utterance] = []
        self.hung_up = asyncio.Event()

    @property
    def now_s(self) -> float:
        """Seconds of the call."""
        return self._loop.time() - self._began

    @property
    def behind_s(self) -> float:
        """How much sound waits to be pulled."""
        return self.now_s - self._next * FRAME_S

    def say(self, text: str, *, at_s: float | None = None) -> Utterance:
        """Say `text` now, or at a second to come, and after whatever is still being said."""
        words = spoken(text, SPEAKER, self._word_s)
        return self._put([word.value for word in words for _ in range(word.frames)], tuple(words), at_s)

    def cough(self, *, for_s: float = 0.4, at_s: float | None = None) -> Utterance:
        """Make a noise in which there is no word."""
        return self._put([NOISE] * round(for_s / FRAME_S), (), at_s)

    def hang_up(self, *, at_s: float | None = None) -> None:
        """End the call: no frame comes from then on, and `hung_up` is set. What was to be said later is not."""
        self._last = self._frame_at(at_s)
        self._loop.call_at(self._began + self._last * FRAME_S, self.hung_up.set)

    def text(self) -> str:
        """All that was said until now, whoever heard it; of a word that is being said, or was cut, most."""
        until = self._frame_at(None)
        until = until if self._last is None else min(until, self._last)
        return text_of(understood(Counter(value for at, value in self._line.items() if at < until)))

    async def __anext__(self) -> rtc.AudioFrame:
        while True:
            wait_s = self._began + (self._next + 1) * FRAME_S - self._loop.time()
            if wait_s > 0 and not self._over():
                await asyncio.sleep(wait_s)
            if self._over():
                raise StopAsyncIteration
            self._next += 1
            if not any(start <= self._next - 1 < end for start, end in self._disabled):
                return frame(self._line.get(self._next - 1, SILENCE))

    def on_detached(self) -> None:
        self._disabled.append((self._frame_at(None), math.inf))

    def on_attached(self) -> None:
        if self._disabled:
            self._disabled[-1] = (self._disabled[-1][0], min(self._disabled[-1][1], self._frame_at(None)))

    def _over(self) -> bool:
        return self._last is not None and self._next >= self._last

    def _frame_at(self, at_s: float | None) -> int:
        """The frame that begins at a second, or next."""
        now = self.now_s
        if at_s is not None and at_s < now - FRAME_S:
            raise ValueError(f"{at_s:.2f} s is over; it is {now:.2f} s")
        return int((now if at_s is None else at_s) / FRAME_S + 1 - 1e-6)

    def _put(self, values: list[int], words: tuple[Word, ...], at_s: float | None) -> Utterance:
        start = max(self._frame_at(at_s), self._free)
        self._line.update(enumerate(values, start))
        self._free = start + len(values)
        end_s = self._free * FRAME_S
        self.said.append(Utterance(words, start * FRAME_S, end_s, self._began + end_s))
        return self.said[-1]
