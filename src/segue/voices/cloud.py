"""The cloud set: Deepgram listens, OpenAI thinks and speaks."""

from dataclasses import dataclass, field
from typing import Any

from livekit.agents import llm, stt, tts
from livekit.plugins import deepgram, openai

from segue.call.profile.model import Profile
from segue.settings import CloudModels

OPENAI_VOICES = {"warm": "sage", "bright": "coral", "low": "echo"}


@dataclass(frozen=True, slots=True)
class Cloud:
    """Needs an OpenAI and a Deepgram key."""

    profile: Profile
    models: CloudModels
    name: str = field(default="cloud", init=False)

    def ears(self) -> stt.STT[Any]:
        """Deepgram, streaming."""
        return deepgram.STT(model=self.models.stt, api_key=self.models.deepgram_api_key)

    def mind(self, stage: str) -> llm.LLM[Any]:
        """An OpenAI chat model; one tool at a time, since two hand-offs in one turn would cancel each other."""
        return openai.LLM(model=self.models.llm, api_key=self.models.openai_api_key, parallel_tool_calls=False)

    def mouth(self, speaker: str) -> tts.TTS[Any]:
        """OpenAI synthesis."""
        return openai.TTS(model=self.models.tts, voice=OPENAI_VOICES[speaker], api_key=self.models.openai_api_key)
