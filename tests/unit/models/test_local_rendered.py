"""Fixed lines made beforehand: said by any agent, with no TTS up at all."""

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import Agent, AgentSession
from livekit.agents.voice import io
from numpy.typing import NDArray

from segue.models.local.rendered import RenderedLines, without_facts
from segue.models.local.synthesiser import SAMPLE_RATE, SPEAKERS, Speaker

LINES = {"are_you_there": "Are you still there?", "time_up": "Our time is up."}


class Typewriter:
    """A tenth of a second for each letter, and a note of what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def speak(self, text: str, speaker: Speaker) -> NDArray[np.int16]:
        self.asked.append((text, speaker.name))
        return np.arange(len([sign for sign in text if sign.isalpha()]) * SAMPLE_RATE // 10).astype(np.int16)


class Loudspeaker(io.AudioOutput):
    """Plays everything at once."""

    def __init__(self) -> None:
        super().__init__(label="test", capabilities=io.AudioOutputCapabilities(pause=False), sample_rate=SAMPLE_RATE)
        self.heard_s = 0.0

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        self.heard_s += frame.duration

    def flush(self) -> None:
        super().flush()
        self.on_playback_finished(playback_position=self.heard_s, interrupted=False)

    def clear_buffer(self) -> None:
        """Nothing is ever waiting."""


async def sound(lines: RenderedLines, name: str) -> bytes:
    return b"".join([frame.data.tobytes() async for frame in lines.frames(name)])


async def test_a_line_is_24_khz_mono_and_whole() -> None:
    lines = RenderedLines(LINES, Typewriter(), SPEAKERS["warm"])
    frames = [frame async for frame in lines.frames("time_up")]
    assert {(frame.sample_rate, frame.num_channels) for frame in frames} == {(SAMPLE_RATE, 1)}
    assert await sound(lines, "time_up") == Typewriter().speak("Our time is up.", SPEAKERS["warm"]).tobytes()
    assert lines.seconds("time_up") == 1.1
    assert lines.text("time_up") == "Our time is up."


async def test_a_line_can_be_said_again() -> None:
    lines = RenderedLines(LINES, Typewriter(), SPEAKERS["warm"])
    assert await sound(lines, "time_up") == await sound(lines, "time_up") != b""


def test_each_text_is_rendered_once_a_speaker_whatever_calls_there_are() -> None:
    typewriter = Typewriter()
    for speaker in ("warm", "warm", "low"):
        RenderedLines(LINES, typewriter, SPEAKERS[speaker])
    assert typewriter.asked == [(text, speaker) for speaker in ("warm", "low") for text in LINES.values()]


def test_a_line_without_a_word_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="has no word to speak"):
        RenderedLines({"time_up": "..."}, Typewriter(), SPEAKERS["warm"])


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("Goodbye, {name}.", "Goodbye."),
        ("Goodbye, {friend}.", "Goodbye, my friend."),
        ("{name}, are you there?", "Are you there?"),
        ("How is {place} today?", "How is your town today?"),
        ("Nothing to fill in.", "Nothing to fill in."),
    ],
)
def test_a_line_made_beforehand_names_nobody(line: str, plain: str) -> None:
    assert without_facts(line, {"friend": "my friend", "place": "your town"}) == plain


async def test_an_agent_without_a_tts_can_say_it() -> None:
    lines = RenderedLines(LINES, Typewriter(), SPEAKERS["warm"])
    session = AgentSession[None](vad=None, turn_handling={"turn_detection": None}, aec_warmup_duration=None)
    loudspeaker = Loudspeaker()
    session.output.audio = loudspeaker
    await session.start(Agent(instructions=""))
    await session.say(lines.text("time_up"), audio=lines.frames("time_up"))
    await session.aclose()
    assert loudspeaker.heard_s == pytest.approx(lines.seconds("time_up"))
    said = [item.text_content for item in session.history.items if item.type == "message"]
    assert said == ["Our time is up."]
