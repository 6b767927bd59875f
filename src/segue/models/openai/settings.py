"""What can be set for OpenAI: the key, models, voices and addresses, and Azure's in their place."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from segue.environment.address import EITHER
from segue.environment.declared import choice, pairs, secret, text, url

OPENAI: Final = "https://api.openai.com/v1"
"""Said outright, or OPENAI_BASE_URL of the environment would decide, which is no setting of ours."""


class RealtimeTurns(StrEnum):
    """Who takes the turns of a stage with a realtime model."""

    LOCAL = "local"
    """The session's own detectors: a goodbye can't be cut."""
    SERVER = "server"
    """The provider's: faster to notice, but it may cut a goodbye into whose first moment the caller speaks."""


@dataclass(frozen=True, slots=True)
class OpenAISettings:
    """Of OpenAI, or of a server that speaks as it does."""

    api_key: str = secret("OPENAI_API_KEY")
    llm: str = text("SEGUE_OPENAI_LLM", "gpt-5.4-mini")
    tts: str = text("SEGUE_OPENAI_TTS", "gpt-4o-mini-tts")
    realtime: str = text("SEGUE_OPENAI_REALTIME", "gpt-realtime-2.1")
    voices: Mapping[str, str] = pairs("SEGUE_OPENAI_VOICES", {"warm": "sage", "bright": "coral", "low": "echo"})
    """Each speaker's voice; all of them exist in both the synthesis and the realtime models."""
    base_url: str = url("SEGUE_OPENAI_URL")
    """Any OpenAI-compatible server; empty for OpenAI's own."""
    realtime_base_url: str = url("SEGUE_REALTIME_URL", schemes=EITHER)
    azure_endpoint: str = url("SEGUE_AZURE_ENDPOINT")
    """With it the models are Azure deployments of the same names."""
    azure_api_version: str = text("SEGUE_AZURE_API_VERSION", "2025-04-01-preview")
    realtime_turns: RealtimeTurns = choice("SEGUE_REALTIME_TURNS", RealtimeTurns.LOCAL)
