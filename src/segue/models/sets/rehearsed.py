"""The rehearsal set: recognition and synthesis on this machine, and an understudy in place of the language model."""

from typing import Any

from livekit.agents import llm

from segue.models.local.provider import OnThisMachine
from segue.models.local.weights import LocalModels
from segue.models.stage_models import StageModels
from segue.profile.model import Profile
from segue.rehearsal.understudy import Understudy


class RehearsalSet:
    """Needs no key, no server and no network. Without `models` it is typed, and has nothing to load."""

    name = "rehearsal"

    def __init__(self, profile: Profile, models: LocalModels | None) -> None:
        self._profile = profile
        self._here = OnThisMachine(models)

    def llm(self, stage: str) -> llm.LLM[Any]:
        """The understudy of a stage."""
        return Understudy(self._profile, stage)

    def models(self, stage: str) -> StageModels:
        """The understudy between this machine's STT and TTS."""
        speaker = self._profile.stages[stage].speaker
        return StageModels(self.llm(stage), self._here.stt(), self._here.tts(speaker))

    def fallback(self, stage: str) -> None:
        """None: there is no realtime model here."""
