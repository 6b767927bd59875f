"""A call's recording: the caller left, the agents right, and a sample's index is the call's time."""

import contextlib
import logging
import wave
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from segue.records.folder import NotKept, private

logger = logging.getLogger("segue.recording")

KEEP_EVERY_S = 1
"""Between writes: a crash loses at most the last second, and the file is a sound WAV up to there."""


class Recording:
    """Written as the call goes. 16-bit, `sample_rate` Hertz, both sides always of one length.

    A disk that takes no more ends it, and not the call: that raises `NotKept` once the call is over, as does at once a
    file that can't even be opened.
    """

    def __init__(self, path: Path, sample_rate: int) -> None:
        self.path = path
        self._lacks: NotKept | None = None
        self.samples = 0
        """Samples taken so far, on either side."""
        self._sample_rate = sample_rate
        try:
            self._file = open(path, "wb", opener=private)  # noqa: SIM115  (open for the length of a call)
        except OSError as error:
            raise NotKept(path, error) from None
        self._wav = wave.open(self._file, "wb")  # noqa: SIM115  (open for the length of a call)
        self._wav.setparams((2, 2, sample_rate, 0, "NONE", "not compressed"))
        self._waiting: list[bytes] = []
        self._kept = 0

    @property
    def duration_s(self) -> float:
        return self.samples / self._sample_rate

    def add(self, caller: bytes, agents: bytes) -> None:
        """Take one stretch of both sides, 16-bit mono. Raises `ValueError` unless they are equally long."""
        left, right = np.frombuffer(caller, np.int16), np.frombuffer(agents, np.int16)
        if left.size != right.size:
            raise ValueError(f"the caller's side has {left.size} samples and the agents' {right.size}")
        self._waiting.append(np.stack((left, right), axis=1).tobytes())
        self.samples += left.size
        if self.samples - self._kept >= KEEP_EVERY_S * self._sample_rate:
            self._keep()

    def close(self) -> None:
        """Write what is left. A second time does nothing."""
        if self._file.closed:
            return
        self._keep()
        for file in (self._wav, self._file):
            with contextlib.suppress(OSError):  # what could not be written then, can't be now
                file.close()

    def _keep(self) -> None:
        if not self._lacks:
            try:
                # `writeframes`, unlike `writeframesraw`, also brings the header up to date.
                self._wav.writeframes(b"".join(self._waiting))
                self._file.flush()
            except OSError as error:
                self._lacks = NotKept(self.path, error)
                logger.error("the recording ends here", extra={"error": type(error).__name__})
        self._waiting.clear()
        self._kept = self.samples

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if self._lacks and error is None:
            raise self._lacks
