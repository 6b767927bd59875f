"""Lines as sound made beforehand, in the voice of the stage that says them; they work with every TTS down."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable, Iterable, Mapping
from typing import Any, Final

import numpy as np
from livekit import rtc
from livekit.agents import APIConnectOptions, tts
from numpy.typing import NDArray

from segue.models.local import weights
from segue.models.local.rendered import RenderedLines, in_frames
from segue.models.local.synthesiser import SAMPLE_RATE, SPEAKERS
from segue.models.local.tts import LocalTTS

logger = logging.getLogger("segue.models.prerendered")

WITHIN_S: Final = 10.0
"""For a TTS to say one line; nobody waits for it."""
_KEPT: Final = 256
"""Lines kept in memory by one process, of all voices: 60 MB if each took 5 s."""

Voice = Hashable
Sound = NDArray[np.int16]
_sounds: OrderedDict[tuple[Voice, str], Sound] = OrderedDict()
"""What the TTSes of this process have said."""


class Prerendered:
    """The lines of one call. `speakers` names each stage's: who speaks where its own TTS has not, or can't.

    A line belongs to no call, so no fact is to be in it.
    """

    def __init__(self, speakers: Mapping[str, str]) -> None:
        self._speakers = speakers
        self._voices: dict[str, Voice] = {}
        self._rendering: dict[str, asyncio.Task[None]] = {}

    def prepare(self, stage: str, own: tts.TTS[Any] | None, texts: Iterable[str]) -> None:
        """Have `texts` said in the background by the stage's own TTS, one after the other, each once a process.

        To be called when nobody waits for that TTS: after the greeting. A call's sessions are not to listen to `own`,
        for what fails here is no failure of the call's. Without it, or for a local one, there is nothing to be asked.
        """
        if own is None or isinstance(own, LocalTTS) or stage in self._rendering:
            return
        self._voices[stage] = voice = voice_of(own, self._speakers[stage])
        wanted = [text for text in dict.fromkeys(texts) if (voice, text) not in _sounds]
        self._rendering[stage] = asyncio.get_running_loop().create_task(_say(own, voice, wanted))

    async def sound_of(self, text: str, stage: str) -> AsyncIterator[rtc.AudioFrame]:
        """The line's sound: 24 kHz mono int16. At once, but for one that neither the TTS nor this machine has said yet.

        That one is spoken by this machine's synthesiser first, on a thread: some 0.2 s, and 1 s where it is to be
        loaded. Raises `ValueError` for a text without a word.
        """
        voice = self._voices.get(stage)
        if voice is not None and (sound := _sounds.get((voice, text))) is not None:
            _sounds.move_to_end((voice, text))
            return in_frames(sound)
        speaker = SPEAKERS[self._speakers[stage]]
        lines = await asyncio.to_thread(lambda: RenderedLines({"": text}, weights.synthesiser(), speaker))
        return lines.frames("")

    async def prepared(self) -> None:
        """Wait until all that was asked for is said, or has failed."""
        await asyncio.gather(*self._rendering.values())

    async def aclose(self) -> None:
        """Ask no TTS any more."""
        for task in self._rendering.values():
            task.cancel()
        await asyncio.gather(*self._rendering.values(), return_exceptions=True)


def voice_of(own: tts.TTS[Any], speaker: str) -> Voice:
    """What tells one voice of a process from another. A TTS that does not say whose it is, is known by itself alone."""
    if own.provider == "unknown":
        return own, speaker
    return own.label, own.provider, own.model, speaker


async def _say(own: tts.TTS[Any], voice: Voice, texts: Iterable[str]) -> None:
    """Have `texts` said. The first that fails is the last that is asked for: the next call asks again."""
    for text in texts:
        try:
            async with asyncio.timeout(WITHIN_S):
                sound = await _said(own, text)
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything, and this machine can speak
            logger.info("lines not rendered", extra={"tts": own.label, "error": type(error).__name__})
            return
        if not sound.size:
            return
        _sounds[voice, text] = sound
        while len(_sounds) > _KEPT:
            _sounds.popitem(last=False)


async def _said(own: tts.TTS[Any], text: str) -> Sound:
    async with own.synthesize(text, conn_options=APIConnectOptions(max_retry=0, timeout=WITHIN_S)) as speech:
        frames = [each.frame async for each in speech]
    if not frames:
        return np.zeros(0, np.int16)
    whole = rtc.combine_audio_frames(frames)
    mono = np.frombuffer(whole.data, np.int16).reshape(-1, whole.num_channels)[:, 0]
    if whole.sample_rate == SAMPLE_RATE:
        return mono.copy()
    resampler = rtc.AudioResampler(whole.sample_rate, SAMPLE_RATE, num_channels=1)
    given = rtc.AudioFrame(mono.tobytes(), whole.sample_rate, 1, mono.size)
    pieces = [*resampler.push(given), *resampler.flush()]
    return np.concatenate([np.frombuffer(piece.data, np.int16) for piece in pieces])
