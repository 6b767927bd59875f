"""The line between a caller and a session: in step to the sample, whatever is late and whoever hangs up."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable

import pytest
from livekit import rtc
from livekit.agents import Agent, AgentSession

from segue.transports.frames import FRAME_BYTES, SILENCE
from segue.transports.line import Line, attach

Answers = Callable[[int, bytes], bytes | None]


class Kept:
    """A recording in memory."""

    def __init__(self) -> None:
        self.caller, self.agents = b"", b""
        self.closed = 0

    def add(self, caller: bytes, agents: bytes) -> None:
        self.caller += caller
        self.agents += agents

    def close(self) -> None:
        self.closed += 1


class Far:
    """The far end of a line: answers each frame by a rule, and hangs up when the rule says None."""

    def __init__(self, answers: Answers) -> None:
        self.heard = b""
        self._answers = answers

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            for tick in range(10_000):
                self.heard += (agents := await reader.readexactly(FRAME_BYTES))
                if (answer := self._answers(tick, agents)) is None:
                    break
                writer.write(answer)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


@contextlib.asynccontextmanager
async def line_to(far: Far, kept: Kept | None = None) -> AsyncIterator[tuple[Line, Kept]]:
    """A line to `far`, not yet running; on leaving, no task of it may be left."""
    before = asyncio.all_tasks()
    here, there = socket.socketpair()
    kept = kept or Kept()
    line = Line(*await asyncio.open_connection(sock=here), kept)
    far_end = asyncio.create_task(far.run(*await asyncio.open_connection(sock=there)))
    yield line, kept
    await far_end
    assert asyncio.all_tasks() == before
    assert kept.closed == 1


class Breaks(Kept):
    """One that raises as soon as it is given something."""

    def add(self, caller: bytes, agents: bytes) -> None:
        raise LookupError


def silent(_tick: int, _agents: bytes) -> bytes:
    return SILENCE


def tone(samples: int, level: int = 1000) -> rtc.AudioFrame:
    return rtc.AudioFrame(level.to_bytes(2, "little") * samples, 24_000, 1, samples)


async def test_a_line_that_breaks_keeps_nobody_waiting() -> None:
    async with line_to(Far(silent), Breaks()) as (line, _):
        with pytest.raises(LookupError):
            await line.run()
        assert line.hung_up.is_set()


async def test_both_sides_are_on_record_at_the_sample_they_were_heard() -> None:
    far = Far(lambda tick, _: bytes([tick % 256, 0]) * 480)
    async with line_to(far) as (line, kept):
        await line.output.capture_frame(tone(2400))
        line.output.flush()
        line.hang_up_when_played()
        await line.run()
    assert kept.agents == far.heard == b"\xe8\x03" * 2400 + SILENCE * 25
    assert kept.caller == b"".join(bytes([tick % 256, 0]) * 480 for tick in range(30))
    assert line.now_s == pytest.approx(0.6)
    assert not line.hung_up.is_set()


async def test_what_the_caller_says_reaches_the_session_in_order_and_then_ends() -> None:
    async with line_to(Far(lambda tick, _: bytes([tick, 0]) * 480)) as (line, _kept):
        line.hang_up_when_played()
        await line.run()
        heard = [bytes(frame.data)[0] async for frame in line.input]
        assert heard == list(range(25))
        assert [frame async for frame in line.input] == []


async def test_a_caller_who_hangs_up_is_noticed_and_nobody_waits_for_the_rest() -> None:
    async with line_to(Far(lambda tick, _: None if tick == 3 else SILENCE)) as (line, kept):
        await line.output.capture_frame(tone(24_000))
        line.output.flush()
        await line.run()
        assert line.hung_up.is_set()
        assert (await line.output.wait_for_playout()).interrupted
    assert len(kept.caller) == len(kept.agents) == 3 * FRAME_BYTES


async def test_a_busy_moment_moves_and_drops_nothing() -> None:
    far = Far(lambda tick, _: bytes([tick, 0]) * 480)
    async with line_to(far) as (line, kept):
        await line.output.capture_frame(tone(4800))
        line.output.flush()
        line.hang_up_when_played()
        ticks = iter(range(10_000))
        put = line.input.put

        def busy_at_the_third(pcm: bytes) -> None:
            put(pcm)
            if next(ticks) == 3:
                due = asyncio.get_running_loop().time() + 0.2
                while asyncio.get_running_loop().time() < due:
                    pass

        line.input.put = busy_at_the_third  # type: ignore[method-assign]  # a session that blocks the loop
        await line.run()
    assert line.underruns > 0
    assert kept.agents == b"\xe8\x03" * 4800 + SILENCE * 25
    assert kept.caller == b"".join(bytes([tick, 0]) * 480 for tick in range(35))


async def test_a_cancelled_line_closes_its_recording_and_its_pipe() -> None:
    async with line_to(Far(silent)) as (line, _kept):
        running = asyncio.create_task(line.run())
        await anext(line.input)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running


async def _audio(*frames: rtc.AudioFrame) -> AsyncIterator[rtc.AudioFrame]:
    for frame in frames:
        yield frame


def _session(line: Line, on_text: Callable[[str], None]) -> AgentSession[None]:
    session = AgentSession[None](
        vad=None, turn_handling={"turn_detection": None}, aec_warmup_duration=None, user_away_timeout=None
    )
    attach(session, line, on_text)
    return session


async def test_a_session_is_heard_to_its_last_sample_and_then_the_line_hangs_up() -> None:
    far, heard = Far(silent), list[str]()
    async with line_to(far) as (line, kept):
        session = _session(line, heard.append)
        running = asyncio.create_task(line.run())
        await session.start(Agent(instructions="none"))
        await session.say("Good bye.", audio=_audio(tone(12_000), tone(100, level=77)))
        await session.aclose()
        await running
        assert line.output._pending_playback_count == 0
    speech = b"\xe8\x03" * 12_000 + b"\x4d\x00" * 100
    before, said, after = far.heard.partition(speech)
    assert said, "whole, in one piece"
    assert not any(before + after)
    assert len(after) >= 25 * FRAME_BYTES
    assert kept.agents == far.heard
    assert len(kept.caller) == len(kept.agents)
    assert "".join(heard) == "Good bye."
    assert [played.lost_s for played in line.output.played] == [0.0]


async def test_of_an_interrupted_speech_history_keeps_only_what_was_heard() -> None:
    words = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."
    shown, three_words = list[str](), asyncio.Event()

    def show(piece: str) -> None:
        shown.append(piece)
        if len("".join(shown).split()) >= 3:
            three_words.set()

    async with line_to(Far(silent)) as (line, kept):
        session = _session(line, show)
        running = asyncio.create_task(line.run())
        await session.start(Agent(instructions="none"))
        speech = session.say(words, audio=_audio(tone(24_000 * 6)))
        await three_words.wait()
        await session.interrupt()
        await speech
        await session.aclose()
        await running
    (message,) = session.history.messages()
    assert message.interrupted
    assert message.text_content
    assert words.startswith(message.text_content.rstrip())
    (played,) = line.output.played
    assert played.interrupted
    assert kept.agents.count(b"\xe8\x03") == played.played_samples < played.pushed_samples
    assert played.lost_s == pytest.approx((played.pushed_samples - played.played_samples) / 24_000)
    heard = len(words.split()) * played.played_samples / (24_000 * 6)
    assert len(message.text_content.split()) <= heard + 2  # a word that has begun, and one that is written ahead


async def test_a_caller_who_hangs_up_in_mid_speech_leaves_a_session_that_can_close() -> None:
    far = Far(lambda tick, _: None if tick == 20 else SILENCE)
    async with line_to(far) as (line, _kept):
        session = _session(line, list[str]().append)
        running = asyncio.create_task(line.run())
        await session.start(Agent(instructions="none"))
        speech = session.say("A long, long story.", audio=_audio(tone(24_000 * 6)))
        await line.hung_up.wait()
        await speech
        await session.aclose()
        await running
        assert line.output._pending_playback_count == 0
