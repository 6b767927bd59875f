"""A line past the session: in its place among the sounds, as text beside the agents' own, and in the recording."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import av
import numpy as np
from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice import TranscriptSynchronizer, io
from livekit.agents.voice.recorder_io import RecorderIO

from segue.session.floor_lines import Floor
from segue.transports.frames import SAMPLE_RATE
from segue.transports.line_io import LineInput, LineOutput, TextSink
from testbed.fakes.earpiece import Earpiece
from testbed.virtual_time import in_virtual_time
from tests.unit.session.test_floor_output import line, speak

TICK = SAMPLE_RATE // 50


async def beep(seconds: float) -> AsyncIterator[rtc.AudioFrame]:
    tone = (12_000 * np.cos(np.arange(TICK) * 2 * np.pi * 400 / SAMPLE_RATE)).astype(np.int16)
    for _ in range(round(seconds * 50)):
        yield rtc.AudioFrame(tone.tobytes(), SAMPLE_RATE, 1, TICK)


def outputs(output: io.AudioOutput | None) -> list[str]:
    return [] if output is None else [output.label, *outputs(output.next_in_chain)]


@in_virtual_time()
async def test_it_stands_right_above_what_plays_however_often_it_is_attached() -> None:
    session, earpiece = AgentSession[None](), Earpiece()
    in_step = TranscriptSynchronizer(next_in_chain_audio=earpiece, next_in_chain_text=None)
    session.output.audio = in_step.audio_output
    first, second = Floor(), Floor()
    for floor in (first, first, second):
        floor.attach(session)
    labels = outputs(session.output.audio)
    assert labels == ["TranscriptSynchronizer", "AudioSinkProxy", "Floor", "AudioSinkProxy", "Earpiece"]
    assert await second.play("one moment", line("one moment"))
    assert earpiece.text() == "one moment"
    await in_step.aclose()


@in_virtual_time()
async def test_its_text_goes_out_by_itself_and_the_agents_own_waits_for_its_sound() -> None:
    session, earpiece = AgentSession[None](), Earpiece()
    shown = list[str]()
    sink = TextSink(shown.append, lambda: shown.append("|"))
    in_step = TranscriptSynchronizer(next_in_chain_audio=earpiece, next_in_chain_text=sink)
    session.output.audio, session.output.transcription = in_step.audio_output, in_step.text_output
    floor = Floor()
    floor.attach(session)
    await in_step.text_output.capture_text("Here is the answer.")  # its TTS is late
    in_step.text_output.flush()
    assert await floor.play("One moment.", line("one moment"))
    assert shown == ["One moment.", "|"]
    await speak(in_step.audio_output, "Here is the answer.")
    finished = await in_step.audio_output.wait_for_playout()
    await asyncio.sleep(0.1)
    assert finished.synchronized_transcript == "Here is the answer."
    assert "".join(shown[2:]).startswith("Here is the answer.|")
    await in_step.aclose()


@in_virtual_time()
async def test_in_a_typed_call_there_is_the_text() -> None:
    session, shown = AgentSession[None](), list[str]()
    session.output.transcription = TextSink(shown.append, lambda: shown.append("|"))
    floor = Floor()
    assert not await floor.play("One moment.", None)
    floor.attach(session)
    assert await floor.play("One moment.", None)
    assert shown == ["One moment.", "|"]
    floor.stop()


@in_virtual_time()
async def test_where_nobody_listens_yet_nothing_is_played_and_nothing_held_up() -> None:
    class Unheard(Earpiece):
        subscribed: "asyncio.Future[None]"

    session, earpiece = AgentSession[None](), Unheard()
    earpiece.subscribed = asyncio.get_running_loop().create_future()
    session.output.audio = earpiece
    floor = Floor()
    floor.attach(session)
    assert not await floor.play("One moment.", line("one moment"))
    earpiece.subscribed.set_result(None)
    assert await floor.play("One moment.", line("one moment"))


async def test_a_line_on_a_call_without_a_room_goes_out_tick_by_tick_and_stops_at_one() -> None:
    session, out = AgentSession[None](), LineOutput()
    session.output.audio = out
    floor = Floor()
    floor.attach(session)
    playing = asyncio.ensure_future(floor.play("", beep(1.0)))
    await asyncio.sleep(0)
    sounds = []
    for tick in range(10):
        sounds.append(any(out.take(tick * TICK)))
        await asyncio.sleep(0)
    floor.stop()
    await asyncio.wait([playing])
    sounds.append(any(out.take(10 * TICK)))
    assert sounds == [True] * 10 + [False]
    assert not playing.result()


async def test_a_line_is_in_the_recording_of_a_room_as_far_as_it_was_heard(tmp_path: Path) -> None:
    session, earpiece = AgentSession[None](), Earpiece()
    recorder = RecorderIO(agent_session=session, sample_rate=SAMPLE_RATE)
    recorder.record_input(LineInput())
    session.output.audio = recorder.record_output(earpiece)
    session._recorder_io = recorder
    await recorder.start(output_path=tmp_path / "call.ogg")
    floor = Floor()
    floor.attach(session)
    assert await floor.play("", beep(0.6))
    await asyncio.sleep(0.3)
    playing = asyncio.ensure_future(floor.play("", beep(5.0)))
    await asyncio.sleep(0.4)
    floor.stop()
    assert not await playing
    await asyncio.sleep(0.5)
    await recorder.aclose()
    with av.open(tmp_path / "call.ogg") as kept:
        blocks = [block.to_ndarray() for block in kept.decode(audio=0)]
        rate = kept.streams.audio[0].rate or 0
    agents = np.concatenate(blocks, axis=1)[1]
    tick = rate // 50
    loud = np.abs(agents[: agents.size // tick * tick]).reshape(-1, tick).max(axis=1) > 0.1
    assert 0.8 < loud.sum() * 0.02 < 1.2
