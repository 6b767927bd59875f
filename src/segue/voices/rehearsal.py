"""The rehearsal set: real local ears and voices, and an understudy where the language model would be."""

from dataclasses import dataclass, field
from typing import Any

from livekit.agents import llm, stt, tts

from segue.call.profile.model import Profile
from segue.voices.local.ears import LocalSTT
from segue.voices.local.models import Models
from segue.voices.local.mouth import LocalTTS
from segue.voices.local.synthesiser import SPEAKERS
from segue.voices.understudy.llm import Understudy


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Needs no key, no server and no network."""

    profile: Profile
    models: Models
    """Loaded once a process and shared by its calls."""
    name: str = field(default="rehearsal", init=False)

    def ears(self) -> stt.STT[Any]:
        """Local speech recognition."""
        return LocalSTT(self.models)

    def mind(self, stage: str) -> llm.LLM[Any]:
        """The understudy of that stage."""
        return Understudy(self.profile, stage)

    def mouth(self, speaker: str) -> tts.TTS[Any]:
        """Local synthesis."""
        return LocalTTS(self.models, SPEAKERS[speaker])


@dataclass(frozen=True, slots=True)
class TypedRehearsal:
    """A rehearsal without sound: nothing to load but the understudy."""

    profile: Profile
    name: str = field(default="rehearsal", init=False)

    def ears(self) -> None:
        """None: the caller types."""

    def mind(self, stage: str) -> llm.LLM[Any]:
        """The understudy of that stage."""
        return Understudy(self.profile, stage)

    def mouth(self, speaker: str) -> None:
        """None: the agents' words are read."""
