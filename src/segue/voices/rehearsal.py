"""The rehearsal set: real local ears and voices, and an understudy where the language model would be."""

from typing import Any

from livekit.agents import llm

from segue.call.profile.model import Profile
from segue.voices.local.ears import LocalSTT
from segue.voices.local.models import Models
from segue.voices.local.mouth import LocalTTS
from segue.voices.local.synthesiser import SPEAKERS
from segue.voices.parts import Parts
from segue.voices.understudy.llm import Understudy


class Rehearsal:
    """Needs no key, no server and no network. Without `models` it is typed, and has nothing to load."""

    name = "rehearsal"

    def __init__(self, profile: Profile, models: Models | None) -> None:
        self._profile = profile
        self._models = models
        # One for all stages: a hand-off between agents with the same ears keeps their stream open.
        self._ears = LocalSTT(models) if models else None

    def mind(self, stage: str) -> llm.LLM[Any]:
        """The understudy of a stage."""
        return Understudy(self._profile, stage)

    def parts(self, stage: str) -> Parts:
        """Local ears and mouth around that stage's mind."""
        speaker = SPEAKERS[self._profile.stages[stage].speaker]
        mouth = LocalTTS(self._models, speaker) if self._models else None
        return Parts(self.mind(stage), self._ears, mouth)

    def twin(self, stage: str) -> None:
        """None: there is no realtime model here."""
