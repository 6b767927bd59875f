"""A line between two speeches: each is whole, in order, and the session's counts are of its own speech alone."""

import asyncio
from collections.abc import AsyncIterator

from livekit import rtc
from livekit.agents.voice import io

from segue.session.floor_output import FloorOutput
from testbed.fakes.earpiece import Earpiece
from testbed.fakes.sound import FRAME_S, frame, spoken
from testbed.virtual_time import in_virtual_time

WORD_S = 0.2


class Heard:
    """What an output tells of its playing."""

    def __init__(self, output: io.AudioOutput) -> None:
        self.started = 0
        self.finished: list[io.PlaybackFinishedEvent] = []
        output.on("playback_started", self._on_started)
        output.on("playback_finished", self.finished.append)

    def _on_started(self, _: io.PlaybackStartedEvent) -> None:
        self.started += 1


def frames_of(text: str, speaker: str) -> list[rtc.AudioFrame]:
    return [frame(word.value) for word in spoken(text, speaker, WORD_S) for _ in range(word.frames)]


async def line(text: str) -> AsyncIterator[rtc.AudioFrame]:
    for each in frames_of(text, "line"):
        yield each


async def speak(output: io.AudioOutput, text: str) -> None:
    for each in frames_of(text, "agent"):
        await output.capture_frame(each)
    output.flush()


def playing(output: FloorOutput, text: str) -> "asyncio.Task[bool]":
    return asyncio.ensure_future(output.play(line(text), lambda _: None))


@in_virtual_time()
async def test_a_line_is_played_whole_and_the_session_does_not_notice() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    heard = Heard(output)
    began: list[float] = []
    assert await output.play(line("one moment"), began.append)
    assert earpiece.text() == "one moment"
    assert len(began) == 1
    assert (heard.started, heard.finished, output.captured_playout_segments) == (0, [], 0)
    assert (await output.wait_for_playout()).playback_position == 0


@in_virtual_time()
async def test_a_speech_that_begins_meanwhile_waits_and_is_whole() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    heard = Heard(output)
    task = playing(output, "one moment please")
    await earpiece.until("one")
    await speak(output, "here is the answer")
    assert await task
    finished = await output.wait_for_playout()
    assert earpiece.turns() == [("line", "one moment please"), ("agent", "here is the answer")]
    assert round(finished.playback_position, 3) == 4 * WORD_S
    assert (heard.started, len(heard.finished), output.captured_playout_segments) == (1, 1, 1)


@in_virtual_time()
async def test_nothing_is_played_over_words() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    await speak(output, "here is the answer")
    assert not await output.play(line("one moment"), lambda _: None)
    await output.wait_for_playout()
    assert await output.play(line("and now"), lambda _: None)
    assert earpiece.turns() == [("agent", "here is the answer"), ("line", "and now")]


@in_virtual_time()
async def test_nothing_is_played_over_words_that_have_begun_and_stalled() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    for each in frames_of("here", "agent"):
        await output.capture_frame(each)
    await asyncio.sleep(2 * WORD_S)
    assert output.speaking
    assert not await output.play(line("one moment"), lambda _: None)


@in_virtual_time()
async def test_a_line_that_is_stopped_is_over_within_a_frame_and_the_speech_goes_on() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    heard = Heard(output)
    task = playing(output, "one moment please while I look")
    await earpiece.until("moment")
    speech = asyncio.ensure_future(speak(output, "yes"))
    await asyncio.sleep(0)
    stopped_s = earpiece.now_s
    output.stop()
    assert not await task
    assert earpiece.now_s - stopped_s <= FRAME_S
    await speech
    await output.wait_for_playout()
    assert earpiece.turns() == [("line", "one moment"), ("agent", "yes")]
    assert len(heard.finished) == 1
    assert not heard.finished[0].interrupted


@in_virtual_time()
async def test_a_speech_that_is_interrupted_while_it_waits_never_was_one() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    heard = Heard(output)
    task = playing(output, "one moment please")
    await earpiece.until("one")
    speech = asyncio.ensure_future(speak(output, "here is the answer"))
    await asyncio.sleep(0)
    speech.cancel()
    await asyncio.wait([speech])
    output.flush()  # as the library does, in this order
    output.clear_buffer()
    assert output.captured_playout_segments == 0
    await output.wait_for_playout()
    assert await task  # the line is none of the session's
    await speak(output, "another one")
    await output.wait_for_playout()
    assert earpiece.turns() == [("line", "one moment please"), ("agent", "another one")]
    assert [round(each.playback_position, 3) for each in heard.finished] == [2 * WORD_S]


@in_virtual_time()
async def test_a_speech_that_is_cleared_while_it_waits_goes_at_once_and_played_nothing() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    heard = Heard(output)
    task = playing(output, "one moment please")
    await earpiece.until("one")
    speech = asyncio.ensure_future(speak(output, "here is the answer"))
    await asyncio.sleep(0)
    output.clear_buffer()
    await speech
    assert not task.done()
    assert [(each.playback_position, each.interrupted) for each in heard.finished] == [(0, True)]
    await output.wait_for_playout()
    assert await task
    assert earpiece.turns() == [("line", "one moment please")]
    assert not output.speaking


@in_virtual_time()
async def test_a_pause_holds_the_speech_and_not_the_line() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    task = playing(output, "one moment")
    await earpiece.until("one")
    output.pause()
    await speak(output, "yes")
    assert await task
    await asyncio.sleep(1)
    assert earpiece.text() == "one moment"
    output.resume()
    await output.wait_for_playout()
    assert earpiece.text() == "one moment yes"


@in_virtual_time()
async def test_one_line_at_a_time() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    task = playing(output, "one moment")
    await earpiece.until("one")
    assert not await output.play(line("hello"), lambda _: None)
    assert await task
    assert earpiece.text() == "one moment"


@in_virtual_time()
async def test_a_line_without_sound_is_not_heard() -> None:
    output = FloorOutput(Earpiece())
    assert not await output.play(line(""), lambda _: None)
    assert not output.speaking


@in_virtual_time()
async def test_the_speech_is_let_go_where_whoever_plays_the_line_is_cancelled() -> None:
    earpiece = Earpiece()
    output = FloorOutput(earpiece)
    heard = Heard(output)
    task = playing(output, "one moment please")
    await earpiece.until("one")
    task.cancel()
    await asyncio.wait([task])
    await speak(output, "yes")
    await output.wait_for_playout()
    assert earpiece.text() == "one yes"
    assert len(heard.finished) == 1
