"""A TTS made of two: the backup speaks where the primary fails, is late, or falls silent in mid-sentence."""

import asyncio
import dataclasses
import time
from collections.abc import Iterator, Sequence
from typing import Any

from livekit import rtc
from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    APIConnectionError,
    APIConnectOptions,
    APITimeoutError,
    tts,
    utils,
)

from segue import library
from segue.models.failover.pace import Pace, Playing, too_short
from segue.models.failover.pair import Pair
from segue.models.failover.patience import AGAIN_AFTER_S, sound_s, worth_another_try
from segue.models.failover.sentences import adapter
from segue.models.failover.switch import Deadlines, Reason, Switch, logger
from segue.models.owned import closed

_WORDLESS_S = 0.02
"""Silence for a text without a word: no sound at all is an error to LiveKit."""


_Outcome = tuple[Reason | None, Exception | None]
"""Why there was no more, if there is a why."""


class FailoverTTS(Pair[tts.TTS[Any]], tts.FallbackAdapter):
    """Speaks with the primary, or else with the backup, at the primary's sample rate.

    Sentence by sentence, each a request of its own: only so does the first byte have a moment from which to be waited
    for (a stream's text is still being written when the stream begins), and only so is it known which words were not
    spoken yet. Of LiveKit's adapter it keeps the names, spans and metrics. That one waits for ever for a first byte and
    lets a sentence drop that broke off.
    """

    def __init__(
        self, primary: tts.TTS[Any], backup: tts.TTS[Any] | None, deadlines: Deadlines, switch: Switch
    ) -> None:
        self.deadlines = deadlines
        self.switch = switch
        self.models = [primary] if backup is None else [primary, backup]
        super().__init__(self.models, sample_rate=primary.sample_rate)
        self._sentences = adapter(self, primary)
        self.playing = Playing()
        self._paces = {voice: Pace() for voice in self.models}

    @property
    def capabilities(self) -> tts.TTSCapabilities:
        """Those of `stream`, whatever the two can do."""
        return tts.TTSCapabilities(streaming=True, aligned_transcript=True)

    def pace_of(self, voice: tts.TTS[Any]) -> Pace:
        """How fast it speaks."""
        return self._paces[voice]

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> library.FallbackChunkedStream:
        """A text as one request. Its stream raises `APIConnectionError`, never to be retried, once nobody is left."""
        return _Sentence(self, text, dataclasses.replace(conn_options, max_retry=0))

    def stream(  # type: ignore[override]  # LiveKit's adapter promises a stream without deadlines
        self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.SynthesizeStream:
        """A text that is still arriving, by sentences."""
        return self._sentences.stream(conn_options=conn_options)

    def given_up(self, voice: tts.TTS[Any]) -> None:
        """Tell that nobody waits for `voice` any more, which is late: its own deadline would have come later still."""
        error = APITimeoutError(f"no sound from {voice.label}")
        self.emit("error", tts.TTSError(timestamp=time.time(), label=self.label, error=error, recoverable=True))

    async def aclose(self) -> None:
        """Close both too."""
        await self._sentences.aclose()
        await super().aclose()
        await closed(*self.models)


class _Sentence(library.FallbackChunkedStream):
    """One sentence, given to one voice after the other, and how much of it is out."""

    def __init__(self, failover: FailoverTTS, text: str, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=failover, input_text=text, conn_options=conn_options)
        self._failover = failover
        self._once = conn_options
        self._spoken_s = 0.0

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        rate, channels = self._failover.sample_rate, self._failover.num_channels
        output_emitter.initialize(
            request_id=utils.shortuuid("said_"), sample_rate=rate, num_channels=channels, mime_type="audio/pcm"
        )
        text = self.input_text
        if not any(sign.isalnum() for sign in text):
            output_emitter.push(self._wordless())
            return
        line = self._failover.switch.line(self._failover.models)
        for voice in line:
            reason, error = await self._say_in_time(text, voice, output_emitter, line)
            if reason is None:
                return
            if reason is Reason.EMPTY and voice is line[-1]:
                output_emitter.push(self._wordless())  # nobody has a sound for it
                return
            self._failover.switch.away_from(voice, self._failover.models, reason)
            if not (text := self._failover.pace_of(voice).unspoken(text, self._spoken_s)):
                return
        asked = " or ".join(voice.label for voice in line)
        raise APIConnectionError(f"no speech from {asked}", retryable=False) from error

    def _wordless(self) -> bytes:
        return bytes(int(_WORDLESS_S * self._failover.sample_rate) * self._failover.num_channels * 2)

    async def _say_in_time(
        self, text: str, voice: tts.TTS[Any], output_emitter: tts.AudioEmitter, line: Sequence[tts.TTS[Any]]
    ) -> _Outcome:
        """Let it say `text`; alone, it is asked once more where it failed before its first sound."""
        deadlines, is_last = self._failover.deadlines, voice is line[-1]
        until_s = _now_s() + sound_s(voice, deadlines.last_s if is_last else deadlines.first_byte_s)
        # Slower than it is spoken, a voice leaves gaps. The last in line may leave more of them: nobody does better.
        gaps_s = sound_s(voice, deadlines.last_s if is_last else deadlines.between_bytes_s)
        reason, error = await self._say(text, voice, output_emitter, until_s, gaps_s)
        if len(line) == 1 and worth_another_try(reason, error):
            await asyncio.sleep(AGAIN_AFTER_S)
            return await self._say(text, voice, output_emitter, until_s, gaps_s)
        return reason, error

    async def _say(
        self, text: str, voice: tts.TTS[Any], output_emitter: tts.AudioEmitter, until_s: float, gaps_s: float
    ) -> _Outcome:
        """Let out what `voice` makes of `text`; then why there was no more, if there is a why."""
        resample, playing = _Resampling(voice.sample_rate, self._failover.sample_rate), self._failover.playing
        patience = asyncio.timeout_at(until_s)
        between_s = sound_s(voice, self._failover.deadlines.between_bytes_s)
        self._spoken_s = 0.0
        playing.next_sentence()
        late_at_s = _now_s() + self._failover.deadlines.first_byte_s
        try:
            async with patience, voice.synthesize(text, conn_options=self._once) as stream:
                async for audio in stream:
                    heard_until_s = playing.pushed(audio.frame.duration, now_s := _now_s())
                    patience.reschedule(min(now_s + between_s, heard_until_s + gaps_s))
                    self._failover.served_by(voice)
                    self._spoken_s += audio.frame.duration
                    for frame in resample.push(audio.frame):
                        output_emitter.push_frame(frame)
        except asyncio.CancelledError:
            if not self._spoken_s and _now_s() > late_at_s:
                self._failover.given_up(voice)
            raise
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the caller is owed the sentence
            logger.warning("no speech", extra={"voice": voice.label, "error": type(error).__name__})
            if patience.expired():
                return (Reason.STALLED if self._spoken_s else Reason.TOO_LATE), error
            return (Reason.BROKE_OFF if self._spoken_s else Reason.FAILED), error
        finally:
            for frame in resample.rest():
                output_emitter.push_frame(frame)
        if not self._spoken_s:
            return Reason.EMPTY, None
        if too_short(text, self._spoken_s):
            return Reason.BROKE_OFF, None
        self._failover.pace_of(voice).finished(text, self._spoken_s)
        return None, None


class _Resampling:
    """Frames at another rate, where it is another."""

    def __init__(self, from_rate: int, to_rate: int) -> None:
        self._resampler = rtc.AudioResampler(from_rate, to_rate) if from_rate != to_rate else None

    def push(self, frame: rtc.AudioFrame) -> Iterator[rtc.AudioFrame]:
        yield from self._resampler.push(frame) if self._resampler else (frame,)

    def rest(self) -> Iterator[rtc.AudioFrame]:
        yield from self._resampler.flush() if self._resampler else ()


def _now_s() -> float:
    return asyncio.get_running_loop().time()
