"""A streaming STT that understands the words of the frames it is really given, and counts what it would be paid for."""

import asyncio
from dataclasses import dataclass

from livekit import rtc
from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, LanguageCode, NotGivenOr, stt
from livekit.agents.stt import SpeechEvent, SpeechEventType
from livekit.agents.utils import AudioBuffer

from segue import library
from testbed.fakes.listening import Listening
from testbed.fakes.sound import FRAME_S, Word, text_of, values


@dataclass(slots=True)
class PaidStream:
    """What one stream was given and made of it."""

    audio_s: float = 0.0
    open: bool = True


class FakeSTT(stt.STT[str]):
    """After `pause_s` of silence in what it is given, the words before it are final `delay_s` later.

    `interim`: each word is told as it comes. `error` is raised by a stream once it has heard `fails_after_s`.
    """

    def __init__(
        self,
        *,
        pause_s: float = 0.2,
        delay_s: float = 0.05,
        interim: bool = True,
        error: Exception | None = None,
        fails_after_s: float = 0.0,
    ) -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=interim))
        self.pause_s, self.delay_s, self.interim = pause_s, delay_s, interim
        self.error, self.fails_after_s = error, fails_after_s
        self.streams: list[PaidStream] = []
        """One for each that was opened."""
        self.finals: list[str] = []
        """What was understood, by whichever stream."""
        self.closed = False

    @property
    def audio_s(self) -> float:
        """Seconds of sound that it was given, which is what costs."""
        return sum(stream.audio_s for stream in self.streams)

    def stream(
        self, *, language: NotGivenOr[str] = NOT_GIVEN, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> stt.RecognizeStream:
        """Open a stream."""
        self.streams.append(PaidStream())
        return self.opened(self.streams[-1], conn_options)

    def opened(self, paid: PaidStream, conn_options: APIConnectOptions) -> "FakeSTTStream":
        """A stream; what has others overrides this."""
        return FakeSTTStream(self, paid, conn_options)

    async def aclose(self) -> None:
        """Nothing is open; that it was closed is kept."""
        self.closed = True

    async def _recognize_impl(
        self, buffer: AudioBuffer, *, language: NotGivenOr[str] = NOT_GIVEN, conn_options: APIConnectOptions
    ) -> SpeechEvent:
        raise NotImplementedError("it only streams")


class FakeSTTStream(stt.RecognizeStream):
    """One connection."""

    def __init__(self, fake: FakeSTT, paid: PaidStream, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=fake, conn_options=conn_options)
        self._fake, self._paid = fake, paid
        self._listening = Listening()
        self._words: list[Word] = []
        self._silent_s = 0.0

    async def _run(self) -> None:
        try:
            async for item in library.given(self):
                if isinstance(item, rtc.AudioFrame):
                    for value in values(item.data):
                        self._take(value)
                else:
                    self._finish()
            self._finish()
            await asyncio.sleep(self._fake.delay_s)
        finally:
            self._paid.open = False

    def _take(self, value: int) -> None:
        self._paid.audio_s += FRAME_S
        if self._fake.error and self._paid.audio_s > self._fake.fails_after_s:
            raise self._fake.error
        self._silent_s = 0.0 if value else self._silent_s + FRAME_S
        if word := self._listening.take(value):
            if not self._words:
                self._tell(SpeechEvent(SpeechEventType.START_OF_SPEECH))
            self._words.append(word)
            if self._fake.interim:
                self._tell(_event(SpeechEventType.INTERIM_TRANSCRIPT, text_of(self._words)))
        if self._silent_s >= self._fake.pause_s - 1e-6:
            self._finish()

    def _finish(self) -> None:
        if self._words:
            text, self._words = text_of(self._words), []
            asyncio.get_running_loop().call_later(self._fake.delay_s, self._tell_final, text)

    def _tell_final(self, text: str) -> None:
        if not library.output(self).closed:
            self._fake.finals.append(text)
        self._tell(_event(SpeechEventType.FINAL_TRANSCRIPT, text))
        self._tell(SpeechEvent(SpeechEventType.END_OF_SPEECH))

    def _tell(self, event: SpeechEvent) -> None:
        if not library.output(self).closed:
            library.output(self).send_nowait(event)


def _event(kind: SpeechEventType, text: str) -> SpeechEvent:
    return SpeechEvent(kind, alternatives=[stt.SpeechData(LanguageCode("en"), text, confidence=1.0)])
