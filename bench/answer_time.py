"""Caller's last sound to agent's first, without a room: python -m bench.answer_time [rounds]

The local STT and TTS and LiveKit's own turn-taking are real; only the language model is scripted and answers at once,
so that what is left is what the machine, the models and the settings cost. The caller is fed in real time.
"""

import asyncio
import math
import statistics
import sys
import time
from collections.abc import AsyncIterator
from typing import Final

import numpy as np
from livekit import rtc
from livekit.agents import Agent, AgentSession, TurnHandlingOptions, inference
from livekit.agents.voice import io
from numpy.typing import NDArray

from segue.models.local import weights
from segue.models.local.stt import LocalSTT
from segue.models.local.synthesiser import SAMPLE_RATE, SPEAKERS
from segue.models.local.tts import LocalTTS
from segue.models.local.utterance import Patience
from segue.testing import Says, ScriptedLLM

LINES: Final = (
    "I'm Mara and I'm from Lisbon.",
    "Yes, please.",
    "A story about a dragon who is afraid of the dark.",
    "Go on.",
    "No, that's wrong.",
    "I would like to come on Thursday afternoon.",
)
ANSWER: Final = Says("Very well. What is next?")
FRAME: Final = SAMPLE_RATE // 50
AUDIBLE: Final = 130


class CallerInput(io.AudioInput):
    """A line that is silent but for what it is given to say, 20 ms at a time, in real time."""

    def __init__(self) -> None:
        super().__init__(label="caller")
        self._speech = np.zeros(0, np.int16)
        self._due = time.perf_counter()
        self.last_sound_at = 0.0

    def say(self, speech: NDArray[np.int16]) -> None:
        self._speech = speech

    async def __anext__(self) -> rtc.AudioFrame:
        self._due += FRAME / SAMPLE_RATE
        await asyncio.sleep(max(0.0, self._due - time.perf_counter()))
        spoken, self._speech = self._speech[:FRAME], self._speech[FRAME:]
        samples = np.zeros(FRAME, np.int16)
        samples[: spoken.size] = spoken
        if (loud := np.flatnonzero(np.abs(samples.astype(int)) > AUDIBLE)).size:
            self.last_sound_at = self._due - (FRAME - int(loud[-1])) / SAMPLE_RATE
        return rtc.AudioFrame(samples.tobytes(), SAMPLE_RATE, 1, FRAME)


class SpeakerOutput(io.AudioOutput):
    """Plays into nothing, in real time, and notes when the first sound of each answer would be heard."""

    def __init__(self) -> None:
        super().__init__(label="speaker", capabilities=io.AudioOutputCapabilities(pause=False), sample_rate=SAMPLE_RATE)
        self._played_s = 0.0
        self._finish: asyncio.TimerHandle | None = None
        self.first_sound_at = 0.0
        self.done = asyncio.Event()

    async def capture_frame(self, frame: rtc.AudioFrame) -> None:
        await super().capture_frame(frame)
        if not self._played_s:
            loud = np.flatnonzero(np.abs(np.asarray(frame.data, np.int16).astype(int)) > AUDIBLE)
            silent_s = (int(loud[0]) if loud.size else frame.samples_per_channel) / frame.sample_rate
            self.first_sound_at = time.perf_counter() + silent_s
            self.on_playback_started(created_at=time.time())
        self._played_s += frame.duration

    def flush(self) -> None:
        super().flush()
        if self._played_s:
            self._finish = asyncio.get_running_loop().call_later(self._played_s, self._end, False)

    def clear_buffer(self) -> None:
        if self._played_s:
            self._end(True)

    def _end(self, interrupted: bool) -> None:
        if self._finish:
            self._finish.cancel()
        played_s, self._played_s, self._finish = self._played_s, 0.0, None
        self.on_playback_finished(playback_position=played_s, interrupted=interrupted)
        self.done.set()


async def answers(loaded: weights.LocalModels, patience: Patience, turns: TurnHandlingOptions) -> AsyncIterator[float]:
    """Seconds from the caller's last sound to the agent's first, line after line; nan for a line unanswered."""
    caller, speaker = CallerInput(), SpeakerOutput()
    session = AgentSession[None](
        stt=LocalSTT(loaded, patience),
        tts=LocalTTS(loaded, SPEAKERS["warm"]),
        llm=ScriptedLLM(ANSWER, repeats=True),
        vad=inference.VAD(model="silero"),
        turn_handling=turns,
        aec_warmup_duration=None,
    )
    session.input.audio, session.output.audio = caller, speaker
    await session.start(Agent(instructions="Answer."))
    await asyncio.sleep(1.0)
    for line in LINES:
        speaker.done.clear()
        caller.say(loaded.synthesiser.speak(line, SPEAKERS["caller"]))
        try:
            await asyncio.wait_for(speaker.done.wait(), 12)
            yield speaker.first_sound_at - caller.last_sound_at
        except TimeoutError:
            yield float("nan")
        await asyncio.sleep(0.5)
    await session.aclose()


def turn_handling(min_delay: float, preemptive: bool, preemptive_tts: bool) -> TurnHandlingOptions:
    return {
        "turn_detection": inference.TurnDetector(version="v1-mini"),
        "endpointing": {"mode": "fixed", "min_delay": min_delay, "max_delay": 1.2},
        "interruption": {"mode": "vad"},
        "preemptive_generation": {"enabled": preemptive, "preemptive_tts": preemptive_tts},
    }


SETTINGS: Final = {
    "LiveKit's defaults": (Patience(), turn_handling(0.3, preemptive=True, preemptive_tts=False)),
    "nothing preemptive": (Patience(), turn_handling(0.3, preemptive=False, preemptive_tts=False)),
    "preemptive speech too": (Patience(), turn_handling(0.3, preemptive=True, preemptive_tts=True)),
    "the same, min_delay 0.25": (Patience(), turn_handling(0.25, preemptive=True, preemptive_tts=True)),
    "the same, final words at 0.2 s": (
        Patience(end_s=0.2),
        turn_handling(0.25, preemptive=True, preemptive_tts=True),
    ),
}


async def main(rounds: int) -> None:
    loaded = await asyncio.to_thread(weights.load)
    waits: dict[str, list[float]] = {name: [] for name in SETTINGS}
    for _ in range(rounds):
        for name, (patience, turns) in SETTINGS.items():
            waits[name] += [wait async for wait in answers(loaded, patience, turns)]
    for name, measured in waits.items():
        heard = [wait for wait in measured if not math.isnan(wait)]
        print(
            f"{name:32} median {statistics.median(heard) * 1000:4.0f} ms, unanswered {len(measured) - len(heard)}; all",
            *(f"{wait * 1000:.0f}" for wait in measured),
            flush=True,
        )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2))
