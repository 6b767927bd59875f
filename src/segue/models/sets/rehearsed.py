"""The rehearsal set: real local ears and voices, and an understudy where the language model would be."""

from typing import Any

from livekit.agents import llm

from segue.models.local.stt import LocalSTT
from segue.models.local.synthesiser import SPEAKERS
from segue.models.local.tts import LocalTTS
from segue.models.local.weights import LocalModels
from segue.models.stage_models import StageModels
from segue.profile.model import Profile
from segue.rehearsal.understudy import Understudy


class RehearsalSet:
    """Needs no key, no server and no network. Without `models` it is typed, and has nothing to load."""

    name = "rehearsal"

    def __init__(self, profile: Profile, models: LocalModels | None) -> None:
        self._profile = profile
        self._models = models
        # One for all stages: a hand-off between agents with the same ears keeps their stream open.
        self._ears = LocalSTT(models) if models else None

    def llm(self, stage: str) -> llm.LLM[Any]:
        """The understudy of a stage."""
        return Understudy(self._profile, stage)

    def models(self, stage: str) -> StageModels:
        """Local ears and mouth around that stage's mind."""
        speaker = SPEAKERS[self._profile.stages[stage].speaker]
        mouth = LocalTTS(self._models, speaker) if self._models else None
        return StageModels(self.llm(stage), self._ears, mouth)

    def fallback(self, stage: str) -> None:
        """None: there is no realtime model here."""
