"""How turns are taken among the fakes: by their own detector, with no end-of-turn model, and nothing asked twice."""

from dataclasses import dataclass, field
from typing import Any, Literal

from livekit.agents import AgentSession, TurnHandlingOptions
from livekit.agents.vad import VAD
from livekit.agents.voice.io import AudioOutput

from segue.session.floor_lines import Floor
from testbed.fakes.caller import Caller
from testbed.fakes.vad import FakeVAD


@dataclass(frozen=True, slots=True)
class FakeTurns:
    """A session's `vad` and `turn_handling`."""

    activity: VAD = field(default_factory=FakeVAD)
    detection: Literal["vad", "stt"] = "vad"
    endpointing_s: float = 0.3
    interrupts_after_s: float = 0.2
    resumes_after_s: float = 1.0
    """How long a paused speech waits for words before it goes on."""
    hears_throughout: bool = False
    """Whether the recogniser is given the caller's sound, not silence, while a speech may not be interrupted."""

    def vad(self) -> VAD:
        """The detector."""
        return self.activity

    def handling(self) -> TurnHandlingOptions:
        """A session's turn options."""
        return {
            "turn_detection": self.detection,
            "endpointing": {"mode": "fixed", "min_delay": self.endpointing_s, "max_delay": self.endpointing_s},
            "interruption": {
                "mode": "vad",
                "min_duration": self.interrupts_after_s,
                "resume_false_interruption": True,
                "false_interruption_timeout": self.resumes_after_s,
                "discard_audio_if_uninterruptible": not self.hears_throughout,
            },
            "preemptive_generation": {"enabled": False},
        }


def attach(session: AgentSession[Any], caller: Caller, output: AudioOutput) -> None:
    """Make them what `session` hears and speaks into; before it starts."""
    session.input.audio = caller
    session.output.audio = output
    Floor().attach(session)
