"""Lines rendered beforehand, as sound that carries words: what this machine's synthesiser is in other calls."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from unittest import mock

from livekit import rtc

from testbed.fakes import FakeVAD
from testbed.fakes.sound import FRAME_SAMPLES, SAMPLE_RATE, samples, spoken

SPEAKER: Final = "line"
WORD_S: Final = 0.24
"""As long as a word of everybody else's."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One line."""

    line: str
    word_s: float = WORD_S

    def text(self, _: str) -> str:
        """Its words."""
        return self.line

    async def frames(self, _: str) -> AsyncIterator[rtc.AudioFrame]:
        """Its sound."""
        for each in frames_of(self.line, self.word_s):
            yield each


def frames_of(text: str, word_s: float = WORD_S) -> list[rtc.AudioFrame]:
    """The sound of a text, in frames of 20 ms."""
    return [
        rtc.AudioFrame(samples(word.value, FRAME_SAMPLES), SAMPLE_RATE, 1, FRAME_SAMPLES)
        for word in spoken(text, SPEAKER, word_s)
        for _ in range(word.frames)
    ]


@contextlib.contextmanager
def lines_at_hand(word_s: float = WORD_S) -> Iterator[None]:
    """Have this machine's synthesiser speak so, no TTS asked for lines beforehand, and the fakes' detector tell speech.

    What a TTS makes of lines beforehand would be requests of its own, and might be the one that fails.
    """

    def rendered(lines: Mapping[str, str], _synthesiser: object, _speaker: object) -> Rendered:
        return Rendered(lines[""], word_s)

    with contextlib.ExitStack() as patched:
        for name, instead in {
            "segue.session.fixed_lines.RenderedLines": rendered,
            "segue.models.prerendered.RenderedLines": rendered,
            "segue.models.local.weights.synthesiser": lambda: None,
            "segue.models.prerendered.Prerendered.prepare": lambda *asked: None,
            "segue.models.failover.model_set.livekit_vad": FakeVAD,
        }.items():
            patched.enter_context(mock.patch(name, instead))
        yield
