"""How often something may be asked for: so many at once, and so many a second after that."""

import math
import time
from collections.abc import Callable


class Allowance:
    """A bucket of permissions that refills; it counts all askers as one, since on loopback they look the same."""

    def __init__(self, at_once: int, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self._most, self._per_s, self._clock = at_once, per_s, clock
        self._left, self._at = float(at_once), clock()

    def wait_s(self) -> int:
        """Take one: 0 where there was one, else in how many seconds, rounded up, there will be."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return math.ceil((1 - self._left) / self._per_s)
        self._left -= 1
        return 0
