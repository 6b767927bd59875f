"""How turns are taken: who decides that the caller has begun, and that they are done."""

from dataclasses import dataclass
from typing import ClassVar

from livekit.agents import TurnHandlingOptions, inference
from livekit.agents.vad import VAD

from segue.profile import playing


@dataclass(frozen=True, slots=True)
class Spoken:
    """Turns of a spoken call: voice activity, the end-of-turn model and what counts as breaking in, all pinned.

    Left to itself the library picks cloud models in `dev` and on Cloud as soon as a LiveKit key is in the environment.
    """

    activity: VAD
    models: playing.TurnModels = playing.TurnModels.LOCAL
    """Those of the cloud need LiveKit's key and secret in the environment."""
    preemptive: bool = True
    """Whether the model is asked before it is certain that the turn is over, and then perhaps once more."""
    timed: ClassVar[bool] = True

    def vad(self) -> VAD | None:
        """The detector that tells speech from silence."""
        return self.activity

    def handling(self) -> TurnHandlingOptions:
        """The session's turn options."""
        cloud = self.models is playing.TurnModels.CLOUD
        return {
            "turn_detection": inference.TurnDetector(version="v1" if cloud else "v1-mini"),
            "endpointing": {"mode": "fixed", "min_delay": 0.3, "max_delay": 1.2},
            "interruption": {
                "mode": "adaptive" if cloud else "vad",
                # 0.5 s by default, which a caller hears as an agent that does not listen.
                "min_duration": 0.2,
                "resume_false_interruption": True,
                "false_interruption_timeout": 1.0,
            },
            "preemptive_generation": {"enabled": self.preemptive, "preemptive_tts": True},
        }


@dataclass(frozen=True, slots=True)
class Typed:
    """Turns of a typed call: a line is a turn, and the driver says when the caller is silent."""

    timed: ClassVar[bool] = False

    def vad(self) -> VAD | None:
        """None: there is nothing to listen to."""
        return None

    def handling(self) -> TurnHandlingOptions:
        """The session's turn options."""
        return {"turn_detection": None, "preemptive_generation": {"enabled": False}}


TurnTaking = Spoken | Typed
