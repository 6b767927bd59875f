"""Fixed lines as sound made beforehand: they can be said by every kind of agent, and when every voice is down."""

import re
from collections.abc import AsyncIterator, Hashable, Mapping
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from livekit import rtc
from numpy.typing import NDArray

from segue.models.local.synthesiser import SAMPLE_RATE, Speaker

_FRAME: Final = SAMPLE_RATE // 20
"""Samples a frame: 50 ms."""

_KEPT: Final = 256
"""Lines kept in memory by one process: 5 s of speech are 240 kB, so about 60 MB if all were as long."""

_SLOT = re.compile(r"(?P<before>[,\s]*)\{(?P<fact>[^{}]*)\}")


class Renderer(Hashable, Protocol):
    """What speaks a line: the local synthesiser, which needs no server and cannot be down."""

    def speak(self, text: str, speaker: Speaker) -> NDArray[np.int16]:
        """Speech for all of `text`: int16, mono, 24 kHz."""
        ...


class RenderedLines:
    """Lines by name, each with its sound (24 kHz mono int16), for `session.say(text, audio=...)`.

    Building it renders what this process has not rendered yet, some 0.2 s a line: do it where models are loaded, not on
    a call's event loop. Rendering goes by words and speaker, so a call's own lines cost nothing after that.
    """

    def __init__(self, lines: Mapping[str, str], synthesiser: Renderer, speaker: Speaker) -> None:
        self._texts = dict(lines)
        self._sounds = {name: _rendered(synthesiser, text, speaker) for name, text in lines.items()}

    def text(self, name: str) -> str:
        """The words of the line, for the transcript."""
        return self._texts[name]

    def seconds(self, name: str) -> float:
        """How long it takes to say."""
        return self._sounds[name].size / SAMPLE_RATE

    def frames(self, name: str) -> AsyncIterator[rtc.AudioFrame]:
        """The line's sound, anew for each call of this. Raises `KeyError` if there is no such line."""
        return in_frames(self._sounds[name])


async def in_frames(sound: NDArray[np.int16]) -> AsyncIterator[rtc.AudioFrame]:
    """`sound` (24 kHz mono) piece by piece."""
    for start in range(0, sound.size, _FRAME):
        piece = sound[start : start + _FRAME]
        yield rtc.AudioFrame(piece.tobytes(), SAMPLE_RATE, 1, piece.size)


def without_facts(line: str, stand_ins: Mapping[str, str]) -> str:
    """`line` with each `{fact}` replaced by what stands in for it, or left out along with its comma.

    A line made beforehand belongs to no call and so can't name anybody. The alternative, to render it in pieces around
    its slots and have the values spoken when it is said, would need a voice at the moment when there may be none.
    """
    plain = _SLOT.sub(lambda slot: slot["before"] + value if (value := stand_ins.get(slot["fact"])) else "", line)
    plain = plain.strip(" ,")
    return plain[:1].upper() + plain[1:]


@lru_cache(_KEPT)
def _rendered(synthesiser: Renderer, text: str, speaker: Speaker) -> NDArray[np.int16]:
    sound = synthesiser.speak(text, speaker)
    if not sound.size:
        raise ValueError(f"the line {text!r} has no word to speak; write one")
    sound.flags.writeable = False
    return sound
