"""Sound between two clocks, which never agree: the line's and a sound device's, each with its own quartz."""

import threading

from segue.transports.frames import SAMPLE_RATE

BYTES_PER_S = 2 * SAMPLE_RATE


class Elastic:
    """Put in at the one clock's pace, taken at the other's, from two threads.

    Where it runs dry there is silence until `lead_s` have gathered again; where it runs over, only those are kept.
    """

    def __init__(self, lead_s: float = 0.06, most_s: float = 0.2) -> None:
        self._lead, self._most = (2 * round(SAMPLE_RATE * seconds) for seconds in (lead_s, most_s))
        self._held = bytearray()
        self._flowing = False
        self._lock = threading.Lock()

    @property
    def held_s(self) -> float:
        """How much is in it."""
        return len(self._held) / BYTES_PER_S

    def put(self, pcm: bytes) -> None:
        """Add to it."""
        with self._lock:
            self._held += pcm
            if len(self._held) > self._most:
                del self._held[: -self._lead]

    def take(self, size: int) -> bytes:
        """The next `size` bytes, or as much silence."""
        with self._lock:
            self._flowing = len(self._held) >= (size if self._flowing else max(size, self._lead))
            if not self._flowing:
                return bytes(size)
            pcm = bytes(self._held[:size])
            del self._held[:size]
            return pcm
