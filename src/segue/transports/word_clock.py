"""The clock of a typed call: its seconds are counted in words, and in those of this world where no word comes."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

WORDS_A_SECOND = 2.6
"""An unhurried speaking pace; a typed call's seconds are counted in words, so the same call has the same times."""

WAITS_S: Final = 2.0
"""For the next word, at no cost to the call: two equal calls have equal times. Who waits longer, waits."""


def spoken_s(text: str) -> float:
    """How long it would take to say `text`, in seconds."""
    return len(text.split()) / WORDS_A_SECOND


class WordClock:
    """Seconds since the call began, as they would have passed had the words been spoken."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._seen_s = 0.0
        """The second of the loop's clock up to which all is counted."""
        self._in_time = True
        """Whether nobody has been waited for since the last word."""

    def __call__(self) -> float:
        return round(self._now_s, 3)

    def pass_s(self, seconds: float) -> None:
        """Let so much time pass, by words."""
        self._pass_s(seconds, in_time=True)

    async def wait(self, awaited: set[asyncio.Future[Any]], due_s: Callable[[], float | None]) -> None:
        """Wait for one of `awaited`, or until `due_s`: where no word comes, the seconds of this world pass here too."""
        self._seen_s = _loop_s()
        while (at_s := due_s()) is None or self() < at_s:
            step_s = WAITS_S if self._in_time or at_s is None else at_s - self()
            left_s = self._seen_s + step_s - _loop_s()
            if left_s <= 0:
                self._pass_s(step_s, in_time=False)
            elif (await asyncio.wait(awaited, timeout=left_s, return_when=asyncio.FIRST_COMPLETED))[0]:
                return

    def _pass_s(self, seconds: float, *, in_time: bool) -> None:
        self._now_s += seconds
        self._seen_s, self._in_time = _loop_s(), in_time


def _loop_s() -> float:
    return asyncio.get_running_loop().time()
