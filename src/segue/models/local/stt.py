"""LiveKit's speech-to-text interface over the local recogniser."""

import asyncio
from dataclasses import dataclass
from typing import Any

import numpy as np
from livekit import rtc
from livekit.agents import LanguageCode, stt, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions, NotGivenOr
from numpy.typing import NDArray

from segue import library
from segue.models.local.recogniser import SAMPLE_RATE
from segue.models.local.samples import Samples, clip
from segue.models.local.utterance import Patience, SpeechChange, Utterance
from segue.models.local.weights import LocalModels, threads

_Kind = stt.SpeechEventType
_ENGLISH = LanguageCode("en")


class LocalSTT(stt.STT[None]):
    """Hears English with no server and no key. One instance serves any number of calls of one event loop."""

    def __init__(self, models: LocalModels, patience: Patience | None = None) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(
                streaming=True, interim_results=True, aligned_transcript="chunk", offline_recognize=True
            )
        )
        self._models = models
        self._patience = patience or Patience()

    @property
    def no_transcript_s(self) -> float:
        """A busy machine takes its time, and asked once more it would have twice as much to do."""
        return 5.0

    @property
    def model(self) -> str:
        return "whisper-tiny.en"

    @property
    def provider(self) -> str:
        return "local"

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> "LocalStream":
        """A stream of one caller's speech; `language` changes nothing, the model knows English only."""
        return LocalStream(self, self._models, self._patience, conn_options)

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        heard_clip = clip(rtc.combine_audio_frames(buffer))
        words = await _recognised(self._models, heard_clip)
        heard = stt.SpeechData(_ENGLISH, words, end_time=heard_clip.size / SAMPLE_RATE, confidence=1.0)
        return stt.SpeechEvent(_Kind.FINAL_TRANSCRIPT, utils.shortuuid("heard_"), [heard])


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A recognition under way; thrown away if the caller goes on."""

    words: asyncio.Future[str]
    seconds: float
    start_s: float
    end_s: float

    def heard(self) -> stt.SpeechData:
        return stt.SpeechData(_ENGLISH, self.words.result(), self.start_s, self.end_s, confidence=1.0)


class LocalStream(stt.RecognizeStream):
    """Recognises at a caller's first short silence, offers the words, and makes them final at the end.

    The offer (a preflight transcript) lets LiveKit begin the answer early and costs nothing if it was wrong:
    the words that count are those of the final transcript.
    """

    def __init__(
        self, stt_: LocalSTT, models: LocalModels, patience: Patience, conn_options: APIConnectOptions
    ) -> None:
        self._models = models
        self._utterance = Utterance(library.VAD().predict, patience)
        self._attempt: _Attempt | None = None
        self._request_id = ""
        self._samples = Samples()
        super().__init__(stt=stt_, conn_options=conn_options)

    async def _run(self) -> None:
        try:
            async for given in library.given(self):
                if not isinstance(given, rtc.AudioFrame):
                    await self._finish()
                    continue
                for turn in self._utterance.hear(self._samples.of(given)):
                    await self._follow(turn)
            await self._finish()
        finally:
            self._give_up()

    async def _follow(self, turn: SpeechChange) -> None:
        match turn:
            case SpeechChange.STARTED:
                self._request_id = utils.shortuuid("heard_")
                self._tell(_Kind.START_OF_SPEECH)
            case SpeechChange.PAUSED:
                self._attempt = self._recognise(self._utterance.clip)
                self._attempt.words.add_done_callback(self._offer)
            case SpeechChange.RESUMED:
                self._give_up()
            case SpeechChange.TOO_LONG:
                start_s = self._utterance.start_s
                self._attempt = self._recognise(self._utterance.cut(), start_s, self._utterance.start_s)
                await self._conclude()
            case SpeechChange.ENDED:
                await self._finish()

    async def _finish(self) -> None:
        """Make final what was said, if anything was."""
        if not self._utterance.going_on:
            return
        if self._attempt is None:
            self._attempt = self._recognise(self._utterance.clip)
        await self._conclude()
        self._tell(_Kind.END_OF_SPEECH)
        self._utterance.end()

    async def _conclude(self) -> None:
        if (attempt := self._attempt) is None:
            return
        if await attempt.words:
            self._tell(_Kind.FINAL_TRANSCRIPT, attempt.heard())
        self._attempt = None
        self._tell(_Kind.RECOGNITION_USAGE, recognition_usage=stt.RecognitionUsage(audio_duration=attempt.seconds))

    def _recognise(
        self, clip: NDArray[np.float32], start_s: float | None = None, end_s: float | None = None
    ) -> _Attempt:
        return _Attempt(
            _recognised(self._models, clip),
            clip.size / SAMPLE_RATE,
            self.start_time_offset + (self._utterance.start_s if start_s is None else start_s),
            self.start_time_offset + (self._utterance.end_s if end_s is None else end_s),
        )

    def _offer(self, words: asyncio.Future[str]) -> None:
        attempt = self._attempt
        if attempt is None or attempt.words is not words or words.cancelled() or words.exception():
            return
        if words.result() and not library.output(self).closed:
            self._tell(_Kind.PREFLIGHT_TRANSCRIPT, attempt.heard())

    def _give_up(self) -> None:
        """Forget the recognition under way; one that no thread has begun yet is never begun."""
        if self._attempt is not None:
            self._attempt.words.cancel()
            self._attempt = None

    def _tell(self, kind: stt.SpeechEventType, *heard: stt.SpeechData, **more: Any) -> None:
        library.output(self).send_nowait(stt.SpeechEvent(kind, self._request_id, list(heard), **more))


def _recognised(models: LocalModels, clip: NDArray[np.float32]) -> asyncio.Future[str]:
    return asyncio.wrap_future(threads().submit(models.recogniser.transcribe, clip))
