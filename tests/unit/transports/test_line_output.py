"""What the agents say into a line: paced by ticks, cut at once, each stretch reported finished once."""

import pytest
from livekit import rtc
from livekit.agents.voice.io import PlaybackFinishedEvent

from segue.transports.frames import FRAME_BYTES, SILENCE
from segue.transports.line_io import LineOutput


class Heard:
    """A listener on an output that ticks by hand."""

    def __init__(self) -> None:
        self.output = LineOutput()
        self.finished: list[tuple[float, bool]] = []
        self.started = 0
        self._ticks = 0
        self.output.on("playback_finished", self._on_finished)
        self.output.on("playback_started", self._on_started)

    def _on_finished(self, event: PlaybackFinishedEvent) -> None:
        self.finished.append((round(event.playback_position, 3), event.interrupted))

    def _on_started(self, _: object) -> None:
        self.started += 1

    async def say(self, samples: int, level: int = 1) -> None:
        pcm = level.to_bytes(2, "little") * samples
        await self.output.capture_frame(rtc.AudioFrame(pcm, 24_000, 1, samples))

    def tick(self, times: int = 1) -> bytes:
        heard = b""
        for _ in range(times):
            heard += self.output.take(self._ticks * 480)
            self._ticks += 1
        return heard


@pytest.fixture
def heard() -> Heard:
    return Heard()


async def test_frames_come_faster_than_they_go_and_none_is_lost(heard: Heard) -> None:
    for level in range(1, 4):
        await heard.say(1000, level)
    heard.output.flush()
    played = heard.tick(7)
    assert played[:6000] == b"\1\0" * 1000 + b"\2\0" * 1000 + b"\3\0" * 1000
    assert not any(played[6000:])
    assert heard.finished == [], "the last frame is still sounding"
    heard.tick()
    assert heard.finished == [(0.125, False)]
    assert heard.started == 1
    heard.tick(10)
    assert len(heard.finished) == 1


async def test_a_stretch_is_not_over_before_it_is_flushed(heard: Heard) -> None:
    await heard.say(480)
    assert heard.tick() != SILENCE
    assert heard.tick(50) == SILENCE * 50
    assert heard.finished == []
    assert not heard.output.idle
    await heard.say(480)
    heard.output.flush()
    heard.tick(2)
    assert heard.finished == [(0.04, False)]
    assert heard.output.idle


async def test_half_a_frame_waits_for_its_other_half(heard: Heard) -> None:
    await heard.say(240)
    assert heard.tick() == SILENCE
    await heard.say(240)
    assert heard.tick() == b"\1\0" * 480


async def test_clearing_stops_at_once_and_tells_what_was_heard(heard: Heard) -> None:
    await heard.say(4800)
    heard.output.flush()
    heard.tick(3)
    heard.output.clear_buffer()
    assert heard.finished == [(0.06, True)]
    assert heard.tick(10) == SILENCE * 10
    assert heard.finished == [(0.06, True)]
    assert heard.output.played[0].first_sample == 0
    assert heard.output.played[0].lost_s == pytest.approx(0.14)


async def test_clearing_nothing_reports_nothing(heard: Heard) -> None:
    heard.output.clear_buffer()
    heard.output.flush()
    heard.tick(2)
    assert heard.finished == []


async def test_what_comes_after_a_clear_in_mid_stretch_is_not_heard(heard: Heard) -> None:
    await heard.say(960)
    heard.tick()
    heard.output.clear_buffer()
    await heard.say(960)
    assert heard.tick() == SILENCE
    heard.output.flush()
    await heard.say(480, level=7)
    heard.output.flush()
    assert heard.tick() == b"\7\0" * 480
    heard.tick()
    assert heard.finished == [(0.02, True), (0.02, False)]


async def test_a_pause_holds_the_speech_and_resuming_loses_none_of_it(heard: Heard) -> None:
    await heard.say(960)
    heard.output.flush()
    heard.tick()
    heard.output.pause()
    assert heard.tick(20) == SILENCE * 20
    assert heard.finished == []
    heard.output.resume()
    assert heard.tick() == b"\1\0" * 480
    heard.tick()
    assert heard.finished == [(0.04, False)]
    assert heard.started == 1


async def test_two_stretches_at_once_are_played_one_after_the_other(heard: Heard) -> None:
    await heard.say(480, level=1)
    heard.output.flush()
    await heard.say(480, level=2)
    heard.output.flush()
    assert heard.tick(2) == b"\1\0" * 480 + b"\2\0" * 480
    heard.tick()
    assert heard.finished == [(0.02, False), (0.02, False)]
    assert [played.first_sample for played in heard.output.played] == [0, 480]


async def test_waiting_for_playout_ends_when_it_was_played(heard: Heard) -> None:
    await heard.say(480)
    heard.output.flush()
    heard.tick(2)
    event = await heard.output.wait_for_playout()
    assert not event.interrupted


async def test_a_line_that_is_gone_lets_no_one_wait(heard: Heard) -> None:
    await heard.say(4800)
    heard.output.flush()
    heard.output.cut()
    await heard.say(4800)
    heard.output.flush()
    assert (await heard.output.wait_for_playout()).interrupted
    assert heard.finished == [(0.0, True), (0.0, True)]


async def test_a_frame_is_always_a_frame_long(heard: Heard) -> None:
    await heard.say(7)
    heard.output.flush()
    assert len(heard.tick()) == FRAME_BYTES
