"""Lines that are rendered beforehand, as sound that carries words: what this machine's synthesiser is in other calls."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Final
from unittest import mock

from livekit import rtc

from testbed.fakes import FakeVAD
from testbed.fakes.sound import FRAME_SAMPLES, SAMPLE_RATE, samples, spoken

SPEAKER: Final = "line"
WORD_S: Final = 0.24


@dataclass(frozen=True, slots=True)
class Rendered:
    """One line."""

    line: str

    def text(self, _: str) -> str:
        """Its words."""
        return self.line

    async def frames(self, _: str) -> AsyncIterator[rtc.AudioFrame]:
        """Its sound."""
        for each in frames_of(self.line):
            yield each


def frames_of(text: str) -> list[rtc.AudioFrame]:
    """The sound of a text, in frames of 20 ms."""
    return [
        rtc.AudioFrame(samples(word.value, FRAME_SAMPLES), SAMPLE_RATE, 1, FRAME_SAMPLES)
        for word in spoken(text, SPEAKER, WORD_S)
        for _ in range(word.frames)
    ]


@contextlib.contextmanager
def lines_at_hand() -> Iterator[None]:
    """Have lines rendered so, and voice activity told by the fakes' detector."""

    def rendered(line: str, call: Any) -> Rendered:
        return Rendered(line)

    with (
        mock.patch("segue.session.fixed_lines._rendered", rendered),
        mock.patch("segue.models.failover.model_set.livekit_vad", FakeVAD),
    ):
        yield
