"""The caller's earpiece: a session's audio output that plays in the loop's time and knows each word that sounded."""

import asyncio
import itertools
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from livekit import rtc
from livekit.agents.voice import io

from testbed.fakes.sound import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, SILENCE, Word, text_of, value_of, word_of
from testbed.fakes.sounded import Sounded, silences, understood, words

FRAME_BYTES = 2 * FRAME_SAMPLES


@dataclass(slots=True)
class _Segment:
    waiting: bytearray = field(default_factory=bytearray)
    played_samples: int = 0
    whole: bool = False
    values: Counter[int] = field(default_factory=Counter)

    def words(self) -> list[Word]:
        """Those that were understood of it."""
        return understood(self.values)


class Earpiece(io.AudioOutput):
    """Takes frames as fast as they come and lets 20 ms of them sound each 20 ms.

    Of a speech that is cut it reports the words that sounded, so the session commits those and no others. Seconds are
    the call's: the loop's since it was made.
    """

    def __init__(self) -> None:
        super().__init__(label="Earpiece", capabilities=io.AudioOutputCapabilities(pause=True), sample_rate=SAMPLE_RATE)
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._segments: deque[_Segment] = deque()
        self._open: _Segment | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._paused = False
        self._news = asyncio.Event()
        self.log: list[Sounded] = []
        """All that sounded, in order."""

    @property
    def now_s(self) -> float:
        """Seconds of the call."""
        return self._loop.time() - self._began

    @property
    def playing(self) -> bool:
        """Whether something sounds, or is about to."""
        return bool(self._segments)

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        before = self.captured_playout_segments
        await super().capture_frame(frame)
        if self.captured_playout_segments > before:
            self._open = _Segment()
            self._segments.append(self._open)
        if self._open is not None:  # else it is the rest of what was cleared while it was being made
            self._open.waiting += frame.data.cast("b")
            self._go_on()

    def flush(self) -> None:
        super().flush()
        if self._open is not None:
            self._open.whole, self._open = True, None
            self._go_on()

    def clear_buffer(self) -> None:
        self._open = None
        self._stop()
        if self.log and self.log[-1].end_s > self.now_s:
            self.log[-1].end_s = self.now_s
        while self._segments:
            self._finish(interrupted=True)

    def pause(self) -> None:
        super().pause()
        self._paused = True
        self._stop()

    def resume(self) -> None:
        super().resume()
        self._paused = False
        self._go_on()

    def text(self, *, since_s: float = 0.0, speaker: str | None = None) -> str:
        """The words that were heard, each of which sounded for the most part."""
        return text_of(word for word in words(self.log, since_s) if speaker is None or word.speaker == speaker)

    def turns(self, *, since_s: float = 0.0) -> list[tuple[str, str]]:
        """Who spoke and what was heard of it, in order; one speaker's words are together until another's come."""
        by_speaker = itertools.groupby(words(self.log, since_s), key=lambda word: word.speaker)
        return [(speaker, text_of(said)) for speaker, said in by_speaker]

    def silences(self, *, since_s: float = 0.0, longer_than_s: float = 0.0) -> list[tuple[float, float]]:
        """From when until when nothing sounded, up to now."""
        return silences(self.log, since_s, self.now_s, longer_than_s)

    async def until(self, text: str, *, within_s: float = 60.0) -> None:
        """Wait until `text` has been heard to its end, and a frame longer, in which a session notes it.

        Raises TimeoutError.
        """
        async with asyncio.timeout(within_s):
            while text not in text_of(words(self.log[:-1] if self.playing else self.log)):
                self._news.clear()
                await self._news.wait()
        await asyncio.sleep(FRAME_S)

    async def until_quiet(self, *, for_s: float = 1.0, within_s: float = 60.0) -> None:
        """Wait until nothing has sounded for so long. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            start_s = self.now_s
            while (quiet_s := self.now_s - max(start_s, self.log[-1].end_s if self.log else 0.0)) < for_s - 1e-6:  # noqa: ASYNC110  # silence is no event
                await asyncio.sleep(max(for_s - quiet_s, FRAME_S / 2))

    def _go_on(self) -> None:
        if self._timer is None and self._segments and not self._paused:
            self._timer = self._loop.call_at(self._loop.time(), self._tick)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        """Let the next 20 ms sound; what was last is over now."""
        due = self._timer.when() if self._timer else self._loop.time()
        self._timer = None
        while self._segments and self._segments[0].whole and not self._segments[0].waiting:
            self._finish(interrupted=False)
        if not self._segments or (len(self._segments[0].waiting) < FRAME_BYTES and not self._segments[0].whole):
            return
        segment = self._segments[0]
        pcm = bytes(segment.waiting[:FRAME_BYTES])
        del segment.waiting[:FRAME_BYTES]
        value = value_of(pcm)
        if not segment.played_samples:
            self.on_playback_started(created_at=time.time())
        segment.played_samples += len(pcm) // 2
        segment.values[value] += 1
        if value != SILENCE:
            self._sound(word_of(value), round(due - self._began, 6))
        self._timer = self._loop.call_at(round(due + FRAME_S, 6), self._tick)

    def _sound(self, word: Word | None, at_s: float) -> None:
        last = self.log[-1] if self.log else None
        if last is None or last.word is not word or abs(last.end_s - at_s) > FRAME_S / 2:
            self.log.append(last := Sounded(word, at_s, at_s))
            self._news.set()
        last.end_s = at_s + FRAME_S

    def _finish(self, *, interrupted: bool) -> None:
        segment = self._segments.popleft()
        self._news.set()
        self.on_playback_finished(
            playback_position=segment.played_samples / SAMPLE_RATE,
            interrupted=interrupted,
            synchronized_transcript=text_of(segment.words()) if interrupted else None,
        )
