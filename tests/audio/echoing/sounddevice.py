"""Stands in for the package `sounddevice`: a loudspeaker and a microphone in a room that echoes, and a person in it.

The person says the lines of the file that SEGUE_TESTS_PERSON names. The two streams are called as PortAudio calls them,
from a thread of its own, a block of `blocksize` samples every so often.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from segue.caller.calling import Calling
from segue.caller.process import prepared
from segue.caller.script import load
from segue.caller.voice import SPEAKERS

ECHO = 0.4
"""Of the loudspeaker's sound that reaches the microphone: 8 dB below it."""
LATE_BLOCKS = 6
"""By so much later, 120 ms."""


class PortAudioError(Exception):
    """Never raised: here is everything."""


class CallbackTimes:
    """A device that can't tell when it plays and hears."""

    outputBufferDacTime = inputBufferAdcTime = currentTime = 0.0  # noqa: N815  (PortAudio's names)


def query_devices(*, kind: str) -> dict[str, str]:
    return {"name": kind}


class RawOutputStream:
    """The loudspeaker."""

    def __init__(
        self, *, samplerate: int, channels: int, dtype: str, blocksize: int, callback: Callable[..., None], **_: Any
    ) -> None:
        assert (samplerate, channels, dtype) == (24_000, 1, "int16")
        self.active = True
        self.callback = callback
        self.block_bytes = 2 * blocksize

    def __enter__(self) -> Self:
        room.speaker = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.active = False


class RawInputStream(RawOutputStream):
    """The microphone, which comes after the loudspeaker; now both are there."""

    def __enter__(self) -> Self:
        room.begin(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        room.thread.join()


class Room:
    """Where the person sits."""

    speaker: RawOutputStream
    thread: threading.Thread

    def begin(self, microphone: RawInputStream) -> None:
        script = load(Path(os.environ["SEGUE_TESTS_PERSON"]), voices=SPEAKERS)
        person = Calling(script.lines, prepared(script, seed=0).__getitem__, script.patience_s)
        self.thread = threading.Thread(target=self._sound, args=(microphone, person))
        self.thread.start()

    def _sound(self, microphone: RawInputStream, person: Calling) -> None:
        on_its_way = deque([bytes(microphone.block_bytes)] * LATE_BLOCKS)
        due_s = time.monotonic()
        while microphone.active and self.speaker.active:
            out = memoryview(bytearray(self.speaker.block_bytes))
            self.speaker.callback(out, len(out) // 2, CallbackTimes, None)
            on_its_way.append(bytes(out))
            says = person.frame(bytes(out))
            if says is None:
                microphone.active = False
                break
            heard = np.frombuffer(says, np.int16) + ECHO * np.frombuffer(on_its_way.popleft(), np.int16)
            block = np.clip(heard, -32768, 32767).astype(np.int16).tobytes()
            microphone.callback(memoryview(block), len(block) // 2, CallbackTimes, None)
            due_s += len(block) / 48_000
            time.sleep(max(0.0, due_s - time.monotonic()))


room = Room()
