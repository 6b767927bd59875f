"""What the realtime double hears: the caller's sound, and the turns in it when the server is to find them."""

from collections.abc import Iterator, Mapping
from typing import Any

from testbed.providers.energy import Energy

SAMPLE_RATE = 24_000
BYTES_PER_MS = SAMPLE_RATE // 1000 * 2
LEAST_COMMIT_MS = 100
"""The provider refuses to commit less."""
PREFIX_MS, SILENCE_MS = 300, 500
"""The provider's defaults for server_vad. semantic_vad is taken for the same: the double knows no meanings."""


class InputBuffer:
    """The input audio buffer of one connection, 24 kHz mono 16-bit."""

    def __init__(self) -> None:
        self.received_ms = 0.0
        """Of all sound since the connection began, whatever became of it."""
        self.speaking = False
        self._pcm = bytearray()
        self._energy = Energy(SAMPLE_RATE)

    @property
    def held_ms(self) -> float:
        """How much would be committed now."""
        return len(self._pcm) / BYTES_PER_MS

    def append(self, pcm: bytes, vad: Mapping[str, Any] | None) -> Iterator[tuple[str, int]]:
        """Take in sound; with `vad`, tell ("started" or "stopped", ms since the connection began) as they happen.

        The sound of a turn is to be taken while "stopped" is being handled.
        """
        if vad is None:
            self.received_ms += len(pcm) / BYTES_PER_MS
            self._pcm += pcm
            return
        silence_s = (vad.get("silence_duration_ms") or SILENCE_MS) / 1000
        for step in self._energy.steps(pcm):
            self.received_ms += len(step) / BYTES_PER_MS
            self._pcm += step
            if not self.speaking:
                if self._energy.speaks:
                    self.speaking = True
                    yield "started", max(0, round(self.received_ms - self.held_ms))
                else:
                    del self._pcm[: -(vad.get("prefix_padding_ms") or PREFIX_MS) * BYTES_PER_MS]
            elif self._energy.silent_s >= silence_s:
                self.speaking = False
                yield "stopped", round(self.received_ms)

    def take(self) -> bytes:
        """Everything held, which is then gone."""
        pcm = bytes(self._pcm)
        self.clear()
        return pcm

    def clear(self) -> None:
        """Forget what was not committed, and the turn it began."""
        self._pcm.clear()
        self.speaking = False
        self._energy.reset()
