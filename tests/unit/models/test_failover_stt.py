"""An STT with a backup: whichever way the primary fails, each word is heard, once."""

import asyncio
from collections.abc import Sequence
from typing import Final

import pytest
from livekit import rtc
from livekit.agents import APIConnectionError, LanguageCode, NotGivenOr, stt, utils
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, APIConnectOptions
from livekit.agents.vad import VAD, VADCapabilities, VADEvent, VADEventType, VADStream

from segue import library
from segue.models.failover.stt import FailoverSTT
from segue.models.failover.switch import Deadlines, Reason, Switch
from tests.unit.models.jumping_clock import jumping

FRAME_S: Final = 0.05
WORD_FRAMES: Final = 6
"""A word lasts 0.3 s: this many frames whose every sample is the word's place in `WORDS`."""
WORDS: Final = ("", "one", "two", "three", "four", "five", "(cough)")
PAUSE_S: Final = 0.3
"""Silence that ends an utterance, for the VAD and for an STT alike."""

HEARS, DEAF, REFUSES, ONLY_GUESSES = "hears", "deaf", "refuses", "only guesses"
NO_RETRY = APIConnectOptions(max_retry=0)


def sound(text: str) -> list[rtc.AudioFrame]:
    """Frames of the words of `text`; a dash is a second of silence."""
    levels: list[int] = []
    for word in text.split():
        levels += [0] * round(1 / FRAME_S) if word == "-" else [WORDS.index(word)] * WORD_FRAMES
    samples = int(16_000 * FRAME_S)
    return [rtc.AudioFrame(level.to_bytes(2, "little") * samples, 16_000, 1, samples) for level in levels]


class Scripted(stt.STT[str]):
    """Opens a stream for each manner: `HEARS`, `DEAF`, `REFUSES`, `ONLY_GUESSES`, seconds to be late by, or a word at
    which it breaks."""

    def __init__(self, *manners: str | float, name: str = "") -> None:
        super().__init__(capabilities=stt.STTCapabilities(streaming=True, interim_results=True))
        self._manners = list(manners)
        self._name = name
        self.opened = 0

    @property
    def model(self) -> str:
        return self._name

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        assert conn_options.max_retry == 0
        self.opened += 1
        return _Stream(self, self._manners.pop(0) if len(self._manners) > 1 else self._manners[0], conn_options)

    async def _recognize_impl(
        self, buffer: utils.AudioBuffer, *, language: NotGivenOr[str] = NOT_GIVEN, conn_options: APIConnectOptions
    ) -> stt.SpeechEvent:
        raise NotImplementedError


class _Stream(stt.RecognizeStream):
    def __init__(self, scripted: Scripted, manner: str | float, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=scripted, conn_options=conn_options)
        self._manner = manner
        self._words: list[str] = []
        self._now_s = self._word_s = self._silence_s = 0.0

    async def _run(self) -> None:
        if self._manner == REFUSES:
            raise APIConnectionError("refused")
        async for frame in self._input_ch:
            if isinstance(frame, rtc.AudioFrame):
                await self._hear(WORDS[frame.data[0]], frame.duration)
        if self._manner == DEAF:
            await asyncio.Event().wait()
        await self._conclude()

    async def _hear(self, word: str, seconds: float) -> None:
        self._now_s += seconds
        self._silence_s = 0.0 if word else self._silence_s + seconds
        if word == self._manner:
            raise APIConnectionError("reset")
        if word and word not in self._words and word != "(cough)":
            self._words.append(word)
            self._word_s = self._now_s
            if self._manner == ONLY_GUESSES:
                self._tell(stt.SpeechEventType.INTERIM_TRANSCRIPT)
        if self._silence_s >= PAUSE_S - 0.01:
            await self._conclude()

    async def _conclude(self) -> None:
        if self._manner in (DEAF, ONLY_GUESSES) or not self._words:
            return
        if isinstance(self._manner, float):
            await asyncio.sleep(self._manner)
        self._tell(stt.SpeechEventType.FINAL_TRANSCRIPT)
        self._words = []

    def _tell(self, kind: stt.SpeechEventType) -> None:
        end_s = self.start_time_offset + self._now_s - self._silence_s
        heard = stt.SpeechData(LanguageCode("en"), " ".join(self._words), end_time=end_s)
        self._event_ch.send_nowait(stt.SpeechEvent(kind, alternatives=[heard]))


class Clips(Scripted):
    """Takes whole clips, as most servers do, and notes that it was closed."""

    closed = False

    @property
    def capabilities(self) -> stt.STTCapabilities:
        return stt.STTCapabilities(streaming=False, interim_results=False)

    async def aclose(self) -> None:
        self.closed = True


class Loudness(VAD):
    """Speech is what is not silence."""

    def __init__(self) -> None:
        super().__init__(capabilities=VADCapabilities(update_interval=FRAME_S))

    def stream(self) -> VADStream:
        return _LoudnessStream(self)


class _LoudnessStream(VADStream):
    async def _main_task(self) -> None:
        speech_s = silence_s = 0.0
        async for frame in self._input_ch:
            if not isinstance(frame, rtc.AudioFrame):
                continue
            if frame.data[0]:
                if not speech_s:
                    self._tell(VADEventType.START_OF_SPEECH, 0, 0)
                speech_s, silence_s = speech_s + frame.duration, 0.0
            elif speech_s:
                silence_s += frame.duration
                if silence_s >= PAUSE_S - 0.01:
                    self._tell(VADEventType.END_OF_SPEECH, speech_s, silence_s)
                    speech_s = 0.0

    def _tell(self, kind: VADEventType, speech_s: float, silence_s: float) -> None:
        self._event_ch.send_nowait(VADEvent(kind, 0, 0.0, speech_s, silence_s))


class Line:
    """A caller on the line to a primary and a backup, and what came of what they said."""

    def __init__(self, primary: Scripted, backup: Scripted | None) -> None:
        self.told: list[Reason] = []
        self.finals: list[str] = []
        self.final_at_s: list[float] = []
        self.ended_at_s: list[float] = []
        """Where in the call each final says that its words ended."""
        self._loop = asyncio.get_running_loop()
        switch = Switch("stt", lambda part, to, reason: self.told.append(reason), clock=self._loop.time)
        self._failover = FailoverSTT(primary, backup, Deadlines(), switch, Loudness())
        self.errors: list[stt.STTError] = []
        self._failover.on("error", self.errors.append)

    async def hears(self, text: str, options: APIConnectOptions = NO_RETRY, wait_s: float = 0.0) -> list[str]:
        """What the session is told of a caller who says `text` in real time, and hangs up `wait_s` after it."""
        async with self._failover.stream(conn_options=options) as stream:
            calling = asyncio.create_task(self._say(stream, text, wait_s))
            async for event in stream:
                if event.type is stt.SpeechEventType.FINAL_TRANSCRIPT:
                    self.finals.append(event.alternatives[0].text)
                    self.final_at_s.append(self._loop.time())
                    self.ended_at_s.append(event.alternatives[0].end_time)
            await calling
        return self.finals

    def figures(self) -> library.MetricsMetadata:
        """Who is named in the turn's metrics."""
        return self._failover.metrics_metadata

    async def _say(self, stream: stt.RecognizeStream, text: str, wait_s: float) -> None:
        for frame in sound(text + " -" * round(wait_s)):
            await asyncio.sleep(frame.duration)  # the loop's clock jumps
            stream.push_frame(frame)
        stream.end_input()


@jumping
async def test_a_primary_that_hears_is_all_there_is() -> None:
    backup = Scripted(HEARS)
    line = Line(Scripted(HEARS), backup)
    assert await line.hears("- one two - three - -", wait_s=20) == ["one two", "three"]
    assert (line.told, backup.opened) == ([], 0)


@jumping
async def test_what_a_half_open_primary_swallowed_is_played_to_the_backup() -> None:
    line = Line(Scripted(DEAF), Scripted(HEARS))
    assert await line.hears("- - one two three", wait_s=10) == ["one two three"]
    assert line.told == [Reason.TOO_LATE]
    spoken_s = 2.9
    assert line.final_at_s == pytest.approx([spoken_s + PAUSE_S + 2.5], abs=0.1)
    assert line.ended_at_s == pytest.approx([spoken_s], abs=0.1), "by the call's clock, not the backup's"


@jumping
async def test_a_primary_that_refuses_costs_no_word_and_no_time() -> None:
    line = Line(Scripted(REFUSES), Scripted(HEARS))
    assert await line.hears("one two", wait_s=5) == ["one two"]
    assert line.told == [Reason.FAILED]
    assert line.final_at_s == pytest.approx([0.6 + PAUSE_S], abs=0.1)


@jumping
async def test_an_utterance_in_which_the_primary_breaks_is_heard_from_its_beginning() -> None:
    line = Line(Scripted("three"), Scripted(HEARS))
    assert await line.hears("- one two three four", wait_s=5) == ["one two three four"]
    assert line.told == [Reason.FAILED]


@jumping
async def test_what_was_understood_before_a_break_is_not_heard_again() -> None:
    line = Line(Scripted("four"), Scripted(HEARS))
    assert await line.hears("- one two - three four five", wait_s=5) == ["one two", "three four five"]


@jumping
async def test_a_transcript_that_comes_too_late_does_not_make_a_second_turn() -> None:
    line = Line(Scripted(4.0), Scripted(HEARS))
    assert await line.hears("one two", wait_s=20) == ["one two"]
    assert line.told == [Reason.TOO_LATE]


@jumping
async def test_a_transcript_that_is_slow_but_in_time_is_the_primarys() -> None:
    line = Line(Scripted(2.0), Scripted(DEAF))
    assert await line.hears("one two", wait_s=20) == ["one two"]
    assert line.told == []


@jumping
async def test_where_nobody_concludes_the_last_guess_counts() -> None:
    line = Line(Scripted(ONLY_GUESSES), Scripted(DEAF))
    assert await line.hears("one two", wait_s=20) == ["one two"]
    assert line.told == [Reason.TOO_LATE, Reason.NOTHING_HEARD]


@jumping
async def test_a_cough_is_no_word_no_error_and_no_reason_to_stay_with_the_backup() -> None:
    primary, backup = Scripted(HEARS), Scripted(HEARS)
    line = Line(primary, backup)
    assert await line.hears("(cough) - - - - - - - - - - - - - one", wait_s=5) == ["one"]
    assert line.told == [Reason.TOO_LATE, Reason.NOTHING_HEARD]
    assert (primary.opened, backup.opened) == (2, 1)


@jumping
async def test_who_speaks_again_while_nobody_answers_is_heard_with_both() -> None:
    line = Line(Scripted(DEAF), Scripted(HEARS))
    assert await line.hears("one - two - three", wait_s=10) == ["one", "two", "three"]
    assert line.told == [Reason.TOO_LATE]


@jumping
async def test_the_backup_keeps_listening_until_the_primary_has_rested() -> None:
    primary, backup = Scripted(DEAF, HEARS), Scripted(HEARS)
    line = Line(primary, backup)
    heard = await line.hears("one - - - - two" + " -" * 62 + " three", wait_s=5)
    assert heard == ["one", "two", "three"]
    assert line.told == [Reason.TOO_LATE, Reason.COOLED_DOWN]
    assert line.final_at_s[1] == pytest.approx(4.6 + PAUSE_S, abs=0.1), "at once"
    assert (primary.opened, backup.opened) == (2, 1)


@jumping
async def test_the_last_words_before_a_hang_up_are_heard() -> None:
    assert await Line(Scripted(DEAF), Scripted(HEARS)).hears("- one two") == ["one two"]


@jumping
async def test_a_primary_alone_is_connected_anew_and_played_what_it_swallowed() -> None:
    primary = Scripted(DEAF, HEARS)
    line = Line(primary, None)
    assert await line.hears("one two", wait_s=10) == ["one two"]
    assert (line.told, primary.opened) == ([], 2)


@jumping
async def test_while_one_alone_refuses_it_is_asked_again_and_what_was_said_meanwhile_is_heard() -> None:
    primary = Scripted(*[REFUSES] * 20, HEARS)
    line = Line(primary, None)
    assert await line.hears("one - two" + " -" * 35 + " three", wait_s=10) == ["one", "two", "three"]
    assert [error.recoverable for error in line.errors] == [True] * 20, "one for each try"
    assert line.final_at_s[0] == pytest.approx(3.1 + 15 * 2.0, abs=1.0), "at most 2 s between two tries"


@jumping
async def test_while_both_refuse_what_was_said_is_heard_after_all() -> None:
    line = Line(Scripted(*[REFUSES] * 5, HEARS), Scripted(REFUSES))
    assert await line.hears("one two" + " -" * 30 + " three", wait_s=10) == ["one two", "three"]
    assert line.errors
    assert all(error.recoverable for error in line.errors)


@jumping
async def test_a_primary_with_a_backup_that_hears_is_no_deafness() -> None:
    line = Line(Scripted(REFUSES), Scripted(HEARS))
    await line.hears("one two", wait_s=5)
    assert line.errors == []


@jumping
async def test_a_sentence_that_nobody_noticed_is_asked_for_until_somebody_does() -> None:
    line = Line(Scripted(DEAF, DEAF, DEAF, HEARS), None)
    assert await line.hears("one two three four five", wait_s=40) == ["one two three four five"]
    assert len(line.errors) == 2, "the first time it may be the line, and nobody is told yet"


@jumping
async def test_a_long_noise_is_let_go_once_it_is_kept_no_more() -> None:
    primary = Scripted(HEARS)
    line = Line(primary, None)
    assert await line.hears("(cough) " * 5 + "- " * 80 + "one", wait_s=20) == ["one"]
    assert primary.opened < 12


@jumping
async def test_with_both_refusing_the_stream_fails() -> None:
    line = Line(Scripted(REFUSES), Scripted(REFUSES))
    with pytest.raises(APIConnectionError, match="no STT"):
        await line.hears("one", wait_s=5)


@jumping
async def test_what_was_said_while_both_refused_is_heard_after_the_retry() -> None:
    line = Line(Scripted(REFUSES, HEARS), Scripted(REFUSES, HEARS))
    assert await line.hears("one two", APIConnectOptions(max_retry=3), wait_s=5) == ["one two"]


@jumping
async def test_the_names_in_the_figures_are_of_the_stt_that_heard() -> None:
    line = Line(Scripted(DEAF), Scripted(HEARS, name="backup"))
    await line.hears("one", wait_s=5)
    assert line.figures()["model_name"] == "backup"


async def test_closing_closes_a_backup_that_takes_whole_clips_too() -> None:
    backup, switch = Clips(HEARS), Switch("stt", lambda *told: None)
    await FailoverSTT(Scripted(HEARS), backup, Deadlines(), switch, Loudness()).aclose()
    assert backup.closed


def test_the_words_of_these_tests_are_sounds() -> None:
    heard: Sequence[int] = [frame.data[0] for frame in sound("one two")]
    assert heard == [1] * WORD_FRAMES + [2] * WORD_FRAMES
