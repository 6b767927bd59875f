"""A streaming TTS whose sound carries the words it was given, in the voice of a named speaker."""

import asyncio
from dataclasses import dataclass

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectionError, APIConnectOptions, tts

from segue import library
from testbed.fakes.sound import SAMPLE_RATE, spoken


@dataclass(frozen=True, slots=True)
class Stalls:
    """After so many words nothing comes for `for_s` seconds, or ever."""

    after_words: int = 0
    for_s: float | None = None


@dataclass(frozen=True, slots=True)
class Raises:
    """After so many words it fails; `after_s` later, in which nothing comes."""

    after_words: int = 0
    after_s: float = 0.0
    error: Exception | None = None
    """An error that may be tried again, where none is given."""


@dataclass(frozen=True, slots=True)
class Drags:
    """Each word takes so long to be made."""

    word_takes_s: float


class FakeTTS(tts.TTS[str]):
    """The first word of a speech comes `ttfb_s` after it is there, the others as fast as they are given.

    `gap_s` passes between them. `fault` may be changed at any time, and holds for each speech until then.
    """

    def __init__(
        self,
        speaker: str,
        *,
        ttfb_s: float = 0.1,
        word_s: float = 0.24,
        gap_s: float = 0.0,
        fault: Stalls | Raises | Drags | None = None,
    ) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=True), sample_rate=SAMPLE_RATE, num_channels=1)
        self.speaker, self.ttfb_s, self.word_s, self.gap_s = speaker, ttfb_s, word_s, gap_s
        self.fault = fault
        self.given: list[str] = []
        """Each word it was given to say, heard or not."""
        self.closed = False

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> tts.SynthesizeStream:
        """Begin a speech."""
        return _Stream(self, conn_options)

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        """Say `text`, in one piece."""
        return self._synthesize_with_stream(text, conn_options=conn_options)

    async def aclose(self) -> None:
        """Nothing is open; that it was closed is kept."""
        self.closed = True


class _Stream(tts.SynthesizeStream):
    def __init__(self, fake: FakeTTS, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=fake, conn_options=conn_options)
        self._fake = fake

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=f"fake_{id(self)}", sample_rate=SAMPLE_RATE, num_channels=1, mime_type="audio/pcm", stream=True
        )
        text, number = "", 0
        async for piece in library.given(self):
            if not number and not text:
                output_emitter.start_segment(segment_id="")
            text += piece if isinstance(piece, str) else " "
            *whole, text = text.split(" ")
            for word in filter(None, whole):
                await self._say(word, number, output_emitter)
                number += 1
        output_emitter.end_segment()

    async def _say(self, word: str, number: int, output_emitter: tts.AudioEmitter) -> None:
        if not number:
            library.mark_started(self)
            await asyncio.sleep(self._fake.ttfb_s)
        elif self._fake.gap_s:
            await asyncio.sleep(self._fake.gap_s)
        match self._fake.fault:
            case Stalls(after_words, for_s) if after_words == number:
                await (asyncio.Event().wait() if for_s is None else asyncio.sleep(for_s))
            case Raises(after_words, after_s, error) if after_words == number:
                output_emitter.flush()  # what was made before is heard
                await asyncio.sleep(after_s)
                raise error or APIConnectionError("the TTS fails, as it was told to")
            case Drags(word_takes_s):
                await asyncio.sleep(word_takes_s)
        self._fake.given.append(word)
        for each in spoken(word, self._fake.speaker, self._fake.word_s):
            output_emitter.push(each.pcm)
