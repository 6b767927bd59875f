"""One caller's sound on its way to whichever STT understands it."""

import asyncio
import contextlib
import dataclasses
from typing import Any, Final

from livekit import rtc
from livekit.agents import APIConnectionError, APIConnectOptions, NotGivenOr, stt, utils
from livekit.agents.vad import VADEventType, VADStream

from segue import library
from segue.models.failover.patience import no_transcript_s
from segue.models.failover.recognizers import Recognizers, opened
from segue.models.failover.switch import Reason, logger
from segue.models.failover.unheard import Unheard

_Kind = stt.SpeechEventType
_INTERIM = (_Kind.INTERIM_TRANSCRIPT, _Kind.PREFLIGHT_TRANSCRIPT)
_TRANSCRIPTS = (*_INTERIM, _Kind.FINAL_TRANSCRIPT)
_SPEECH = (_Kind.START_OF_SPEECH, _Kind.END_OF_SPEECH)

_TRIES: Final = 2
"""How many STTs are asked for the same words. Where there is only one, it is connected anew."""

_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 2.0
"""Between tries where everybody has failed; it doubles from one to the next."""

_STEADY_S: Final = 10.0
"""What has served so long and then breaks has not failed with those before it."""

_SHORT_S: Final = 1.0
"""Speech of which nothing was heard is let go if it was shorter: a cough, or a word that is said again."""


class Recognition(library.FallbackRecognizeStream):
    """What was said is kept until a final transcript covers it, or until nobody could make words of it.

    One STT is open at a time, and closed before the next one is: what it might still have said is never heard.
    """

    def __init__(
        self,
        failover: stt.FallbackAdapter,
        recognizers: Recognizers,
        language: NotGivenOr[str],
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(stt=failover, language=language, conn_options=conn_options)
        self._recognizers = recognizers
        self._asked_for = language, conn_options
        self._unheard = Unheard()
        self._interim: stt.SpeechEvent | None = None
        self._missed = self._failed = 0
        """STTs in a row that made nothing of what is owed; that failed without a word."""
        self._alive = False
        """Whether the one that is open has noticed the caller at all."""
        self._stream: stt.RecognizeStream | None = None
        self._patience = asyncio.timeout(None)
        self._listens = recognizers.line[0]
        self._began_s = 0.0

    async def _run(self) -> None:
        if not self._unheard.now_s:  # a retry adds its time to the offset, and the sound of it is counted already
            self._began_s = self.start_time_offset
        vad = self._recognizers.vad.stream()
        tasks = [asyncio.create_task(self._feed(vad)), asyncio.create_task(self._watch(vad))]
        try:
            await self._listen(tasks[0])
        finally:
            await utils.aio.cancel_and_wait(*tasks)
            await vad.aclose()

    async def _listen(self, feeding: asyncio.Task[None]) -> None:
        """Until all has been said: a call whose caller nobody hears can't be mended by hearing no more of them."""
        switch, line = self._recognizers.switch, self._recognizers.line
        self._failed = 0
        while (reason := await self._attend(recognizer := switch.line(line)[0])) is not None:
            if reason is Reason.COOLED_DOWN:
                continue
            self._missed += reason is Reason.TOO_LATE
            self._failed += reason is not Reason.TOO_LATE
            if self._missed >= _TRIES and self._hopeless:
                self._give_up()
                reason = Reason.NOTHING_HEARD
            switch.away_from(recognizer, line, reason)
            if self._unheard.over and not self._unheard.owed:
                return
            nobody = APIConnectionError(f"no STT: {' and '.join(recognizer.label for recognizer in line)} failed")
            if self._unheard.over and self._failed >= _TRIES:
                raise nobody
            if self._failed >= len(line) or self._missed >= _TRIES:
                self._recognizers.deaf(nobody)
            if self._failed >= len(line):
                pause_s = min(_FIRST_PAUSE_S * 2.0 ** min(self._failed - len(line), 10), _LONGEST_PAUSE_S)
                await asyncio.wait({feeding}, timeout=pause_s)  # after the last sound there is no time to lose

    async def _attend(self, recognizer: stt.STT[Any]) -> Reason | None:
        """Listen with it for as long as it serves; then why no longer. None: all has been said and understood."""
        self._patience = asyncio.timeout(None)
        self._listens, self._alive = recognizer, False
        began_s = asyncio.get_running_loop().time()
        try:
            stream = opened(recognizer, *self._asked_for, self._unheard, self._began_s)
            async with self._patience, stream as self._stream:
                self._wait_if_owed()
                async for event in self._stream:
                    self._recognizers.served_by(recognizer)
                    self._take(event)
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises, the caller goes on speaking
            if not self._patience.expired():
                logger.warning("stt lost", extra={"model": recognizer.label, "error": type(error).__name__})
                return Reason.FAILED
        finally:
            self._stream = None
            if asyncio.get_running_loop().time() - began_s > _STEADY_S:
                self._failed = 0
        if self._unheard.owed and (self._unheard.over or self._patience.expired()):
            return Reason.TOO_LATE
        if self._unheard.over:
            return None
        return Reason.COOLED_DOWN if self._patience.expired() else Reason.BROKE_OFF

    def _take(self, event: stt.SpeechEvent) -> None:
        heard = event.alternatives[0] if event.alternatives else None
        # What takes whole clips is told by our own detector when they begin and end.
        if event.type in _TRANSCRIPTS or (event.type in _SPEECH and not isinstance(self._listens, stt.StreamAdapter)):
            self._alive = True
        if event.type is _Kind.FINAL_TRANSCRIPT:
            self._interim, self._missed, self._failed = None, 0, 0
            self._unheard.covered(heard.end_time - self._began_s if heard and heard.end_time else None)
        elif event.type in _INTERIM and heard and heard.text:
            self._interim = event
        if event.type is _Kind.FINAL_TRANSCRIPT or event is self._interim:
            self._wait_if_owed()
        library.output(self).send_nowait(event)

    @property
    def _hopeless(self) -> bool:
        """Whether another STT would make no more of what is owed, or there is no more time for one."""
        told = self._alive or self._interim is not None
        return told or self._unheard.over or self._unheard.owed_s < _SHORT_S or self._unheard.lost

    def _give_up(self) -> None:
        """Nobody understood it in time: an unfinished understanding is better than none; a cough is let go."""
        if self._interim is not None:
            library.output(self).send_nowait(dataclasses.replace(self._interim, type=_Kind.FINAL_TRANSCRIPT))
        self._interim, self._missed = None, 0
        self._unheard.forget()

    async def _feed(self, vad: VADStream) -> None:
        async for given in library.given(self):
            if isinstance(given, rtc.AudioFrame):
                self._unheard.push(given)
                with contextlib.suppress(RuntimeError):
                    vad.push_frame(given)
            # An STT that has just failed refuses what it is given. The frame is kept, and played to the next.
            with contextlib.suppress(RuntimeError):
                if self._stream and isinstance(given, rtc.AudioFrame):
                    self._stream.push_frame(given)
                elif self._stream:
                    self._stream.flush()
            if self._unheard.quiet and self._recognizers.switch.cooled_down:
                self._until(0.0)
        self._unheard.end()
        for stream in (vad, self._stream):
            with contextlib.suppress(RuntimeError):
                if stream:
                    stream.end_input()
        self._wait_if_owed()

    async def _watch(self, vad: VADStream) -> None:
        async for event in vad:
            if event.type is VADEventType.START_OF_SPEECH:
                self._unheard.started()
            elif event.type is VADEventType.END_OF_SPEECH:
                self._unheard.ended(event.speech_duration, event.silence_duration)
                if self._patience.when() is None:  # who speaks again does not make us wait anew
                    self._wait_if_owed()

    def _wait_if_owed(self) -> None:
        deadlines, again = self._recognizers.deadlines, bool(self._missed)
        wait_s = no_transcript_s(self._listens, deadlines, once_more=again)
        self._until(wait_s if self._unheard.owed or self._unheard.over else None)

    def _until(self, wait_s: float | None) -> None:
        """Lose patience after `wait_s`, or never. Between two of them there is nobody to lose it with."""
        if self._stream is not None and not self._patience.expired():
            self._patience.reschedule(None if wait_s is None else asyncio.get_running_loop().time() + wait_s)
