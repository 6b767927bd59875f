"""A TTS with a backup: whichever way the primary fails, each word is spoken, once."""

import asyncio
from collections.abc import Sequence
from typing import Final

import pytest
from livekit.agents import APIConnectionError, APIStatusError, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions

from segue.models.failover.pace import Pace
from segue.models.failover.switch import Deadlines, Reason, Switch
from segue.models.failover.tts import FailoverTTS
from tests.unit.models.jumping_clock import jumping

HANGS: Final = "HANGS"
ARRIVES: Final = "ARRIVES"
"""Until the sound has reached who asked for it: LiveKit drops what is on its way when a request fails."""
SENTENCE: Final = "Once upon a time there was a miller who had a son."

Step = float | int | str | Exception


class Scripted(tts.TTS[str]):
    """Follows a script for each text: 0.5 is half a second of sound, 2 a wait of two seconds, `HANGS` is for ever.

    Without a script it speaks 15 characters a second.
    """

    def __init__(self, *scripts: Sequence[Step], sample_rate: int = 24_000) -> None:
        super().__init__(capabilities=tts.TTSCapabilities(streaming=False), sample_rate=sample_rate, num_channels=1)
        self._scripts = list(scripts)
        self.asked: list[str] = []
        self.cancelled = 0
        self.arrived = asyncio.Event()

    @property
    def model(self) -> str:
        return f"scripted-{self.sample_rate}"

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        self.asked.append(text)
        assert conn_options.max_retry == 0
        return _Stream(self, text, self._scripts.pop(0) if self._scripts else [len(text) / 15], conn_options)


class _Stream(tts.ChunkedStream):
    def __init__(self, scripted: Scripted, text: str, script: Sequence[Step], options: APIConnectOptions) -> None:
        super().__init__(tts=scripted, input_text=text, conn_options=options)
        self._scripted = scripted
        self._script = script

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        rate = self._scripted.sample_rate
        output_emitter.initialize(request_id="said", sample_rate=rate, num_channels=1, mime_type="audio/pcm")
        for step in self._script:
            if isinstance(step, float):
                output_emitter.push(b"\1\0" * int(step * rate))
                output_emitter.flush()
            elif isinstance(step, int):
                await asyncio.sleep(step)
            elif isinstance(step, Exception):
                raise step
            elif step == ARRIVES:
                await self._scripted.arrived.wait()
            else:
                try:
                    await asyncio.Event().wait()
                finally:
                    self._scripted.cancelled += 1


class Pair:
    """A primary and a backup behind one adapter, and what it told."""

    def __init__(self, primary: Scripted, backup: Scripted | None) -> None:
        self.primary = primary
        self.told: list[tuple[str, Reason]] = []
        self.errors: list[tts.TTSError] = []
        switch = Switch("tts", lambda part, to, reason: self.told.append((part, reason)))
        self.failover = FailoverTTS(primary, backup, Deadlines(), switch)
        self.failover.on("error", self.errors.append)

    async def said_s(self, text: str = SENTENCE) -> float:
        """How many seconds came of it, all at the declared rate."""
        async with self.failover.synthesize(text, conn_options=DEFAULT_API_CONNECT_OPTIONS) as stream:
            frames = []
            async for audio in stream:
                frames.append(audio.frame)
                self.primary.arrived.set()
        assert {frame.sample_rate for frame in frames} == {self.failover.sample_rate}
        return sum(frame.duration for frame in frames)


@jumping
async def test_a_primary_that_speaks_is_all_there_is() -> None:
    backup = Scripted()
    pair = Pair(Scripted([1.5, 1.0]), backup)
    assert await pair.said_s() == pytest.approx(2.5, abs=0.02)
    assert (pair.told, backup.asked) == ([], [])


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ([HANGS], Reason.TOO_LATE),
        ([], Reason.FAILED),
        ([APIStatusError("called off", status_code=499)], Reason.EMPTY),
        ([APIStatusError("unauthorised", status_code=401)], Reason.FAILED),
        ([APIConnectionError("no such host")], Reason.FAILED),
        ([ValueError("a plugin's own mistake")], Reason.FAILED),
    ],
    ids=["never answers", "no audio", "no audio and no error", "401", "dns", "bug"],
)
@jumping
async def test_a_primary_without_a_sound_is_replaced_by_the_backup(script: list[Step], reason: Reason) -> None:
    backup = Scripted([2.0])
    pair = Pair(Scripted(script), backup)
    assert await pair.said_s() == pytest.approx(2.0, abs=0.02)
    assert backup.asked == [SENTENCE]
    assert pair.told == [("tts", reason)]
    assert pair.errors == []


@pytest.mark.parametrize(("last", "reason"), [(HANGS, Reason.STALLED), (APIConnectionError("reset"), Reason.BROKE_OFF)])
@jumping
async def test_of_a_sentence_that_breaks_off_the_backup_says_the_rest(last: Step, reason: Reason) -> None:
    primary, backup = Scripted([1.0, ARRIVES, last]), Scripted()
    pair = Pair(primary, backup)
    said_s = await pair.said_s()
    rest = "time there was a miller who had a son."
    assert backup.asked == [rest]
    assert said_s == pytest.approx(1.0 + len(rest) / 15, abs=0.05)
    assert pair.told == [("tts", reason)]


@jumping
async def test_a_sentence_that_ends_far_too_early_is_not_taken_for_whole() -> None:
    backup = Scripted()
    pair = Pair(Scripted([0.6]), backup)
    await pair.said_s()
    assert [reason for _, reason in pair.told] == [Reason.BROKE_OFF]
    assert backup.asked == ["a time there was a miller who had a son."]


@jumping
async def test_a_tts_that_has_said_it_all_and_does_not_hang_up_is_not_followed_by_another() -> None:
    backup = Scripted()
    pair = Pair(Scripted([4.0, HANGS]), backup)
    assert await pair.said_s() == pytest.approx(4.0, abs=0.02)
    assert backup.asked == []


@pytest.mark.parametrize("rates", [(24_000, 48_000), (24_000, 8_000), (16_000, 24_000)])
@jumping
async def test_a_backup_of_another_sample_rate_is_resampled_to_the_primarys(rates: tuple[int, int]) -> None:
    pair = Pair(Scripted([HANGS], sample_rate=rates[0]), Scripted([2.0], sample_rate=rates[1]))
    assert pair.failover.sample_rate == rates[0]
    assert await pair.said_s() == pytest.approx(2.0, abs=0.02)


@jumping
async def test_a_reply_that_is_still_being_written_goes_on_in_the_backups_voice() -> None:
    primary = Scripted([1.0], [HANGS])
    backup = Scripted([1.0], [1.0])
    pair = Pair(primary, backup)
    async with pair.failover.stream() as stream:
        for piece in ("This is the fir", "st sentence. This is the second sent", "ence. ", "This is the third one."):
            stream.push_text(piece)
        stream.end_input()
        said_s = sum([audio.frame.duration async for audio in stream])
    assert said_s == pytest.approx(3.0, abs=0.1)
    assert primary.asked == ["This is the first sentence.", "This is the second sentence."]
    assert backup.asked == ["This is the second sentence.", "This is the third one."]
    assert primary.cancelled == 1


@jumping
async def test_the_writing_of_a_reply_is_no_delay_of_the_tts() -> None:
    pair = Pair(Scripted([1.0]), Scripted())
    async with pair.failover.stream() as stream:
        stream.push_text("Not yet a sen")
        await _longer_than_any_deadline()
        stream.push_text("tence, but now.")
        stream.end_input()
        assert sum([audio.frame.duration async for audio in stream]) == pytest.approx(1.0, abs=0.1)
    assert pair.told == []


async def _longer_than_any_deadline() -> None:
    with pytest.raises(APIConnectionError):
        await Pair(Scripted([HANGS]), None).said_s()


@pytest.mark.parametrize("script", [[HANGS], [0.5, HANGS]], ids=["at first", "half-way"])
@jumping
async def test_after_both_have_failed_there_is_one_error_and_no_retry(script: list[Step]) -> None:
    backup = Scripted([HANGS])
    pair = Pair(Scripted(script), backup)
    with pytest.raises(APIConnectionError, match="no speech from") as raised:
        await pair.said_s()
    assert not raised.value.retryable
    assert [error.recoverable for error in pair.errors] == [False]
    assert len(backup.asked) == 1


@jumping
async def test_a_tts_alone_that_never_answers_is_an_error_and_not_for_ever() -> None:
    pair = Pair(Scripted([HANGS]), None)
    with pytest.raises(APIConnectionError, match="no speech from"):
        await pair.said_s()
    assert pair.told == []
    assert len(pair.errors) == 1


@pytest.mark.parametrize("text", ["...", "?!", "—"])
@jumping
async def test_a_text_without_a_word_is_no_failure_of_a_tts(text: str) -> None:
    primary = Scripted()
    pair = Pair(primary, Scripted())
    assert await pair.said_s(text) < 0.1
    assert (pair.told, primary.asked) == ([], [])


@jumping
async def test_the_names_in_the_figures_are_of_the_tts_that_spoke() -> None:
    pair = Pair(Scripted([HANGS]), Scripted(sample_rate=48_000))
    await pair.said_s()
    assert pair.failover.metrics_metadata["model_name"] == "scripted-48000"


def test_the_rest_of_a_sentence_begins_with_a_whole_word() -> None:
    assert Pace().unspoken("Hello there, my friend.", 0.6) == "there, my friend."


def test_nothing_spoken_leaves_everything() -> None:
    assert Pace().unspoken("Hello there.", 0.0) == "Hello there."


def test_a_slow_tts_is_known_to_be_slow_once_it_has_finished_a_sentence() -> None:
    pace = Pace()
    pace.finished("a" * 60, 12.0)
    assert pace.unspoken("Hello there, my friend.", 1.0) == "there, my friend."


@jumping
async def test_a_text_that_no_tts_has_a_sound_for_is_a_moment_of_silence() -> None:
    called_off = APIStatusError("nothing to speak", status_code=499)
    pair = Pair(Scripted([called_off]), None)
    assert 0 < await pair.said_s("42") < 0.1
    assert pair.errors == []


@jumping
async def test_a_tts_alone_that_refuses_is_asked_once_more() -> None:
    pair = Pair(Scripted([APIConnectionError("reset")], [2.0]), None)
    assert await pair.said_s() == pytest.approx(2.0, abs=0.02)
    assert pair.errors == []


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        ([APIStatusError("unauthorised", status_code=401)], 1),
        ([0.5, ARRIVES, APIConnectionError("reset")], 1),
        ([HANGS], 1),
        ([APIConnectionError("reset")], 2),
    ],
    ids=["it won't", "half-way", "no time left", "twice"],
)
@jumping
async def test_a_tts_alone_is_asked_no_more_than_it_is_worth(script: list[Step], asked: int) -> None:
    pair = Pair(Scripted(script, script, script), None)
    with pytest.raises(APIConnectionError, match="no speech from"):
        await pair.said_s()
    assert len(pair.primary.asked) == asked
    assert len(pair.errors) == 1


@jumping
async def test_a_tts_that_is_slower_than_it_is_spoken_gives_way() -> None:
    backup = Scripted()
    pair = Pair(Scripted([0.2, 1] * 20), backup)
    await pair.said_s()
    assert pair.told == [("tts", Reason.STALLED)]
    assert backup.asked


@jumping
async def test_a_slow_tts_has_as_long_as_the_sound_before_it_is_heard() -> None:
    backup = Scripted()
    pair = Pair(Scripted([8.0], [0.2, 1] * 5), backup)
    await pair.said_s()
    await pair.said_s()
    assert (pair.told, backup.asked) == ([], [])


@jumping
async def test_a_slow_tts_alone_is_heard_to_its_end() -> None:
    pair = Pair(Scripted([0.5, 1] * 10), None)
    assert await pair.said_s() == pytest.approx(5.0, abs=0.05)
