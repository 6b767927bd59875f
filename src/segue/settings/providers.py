"""What is set for the providers of each set of voices: keys, models, voices and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from segue.profile.model import Profile, StageSpec
from segue.profile.playing import SetName, ToolsBy


class RealtimeTurns(StrEnum):
    """Who takes the turns of a stage with a realtime model."""

    LOCAL = "local"
    """The session's own detectors: a goodbye can't be cut."""
    SERVER = "server"
    """The provider's: faster to notice, but it may cut a goodbye into whose first moment the caller speaks."""


class CloudTTS(StrEnum):
    """Who speaks in the cloud set."""

    OPENAI = "openai"
    CARTESIA = "cartesia"


@dataclass(frozen=True, slots=True)
class CartesiaSettings:
    """What Cartesia speaks with, where it does."""

    api_key: str = field(default="", repr=False)
    tts: str = "sonic-3"
    speakers: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType(
            {
                "warm": "f786b574-daa5-4673-aa0c-cbe3e8534c02",
                "bright": "9626c31c-bec5-4cca-baa8-f8ba9e84c8bc",
                "low": "5ee9feff-1265-424a-9d7f-8e4d431a12c7",
            }
        )
    )
    """Katie, Jacqueline and Ronald, of those that Cartesia's guide to choosing a voice names for agents."""
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """Deepgram listens, OpenAI thinks and speaks, or hears, thinks and speaks in one. Another may do the speaking."""

    openai_api_key: str = field(default="", repr=False)
    deepgram_api_key: str = field(default="", repr=False)
    stt: str = "nova-3"
    """A name that begins with `flux` takes the caller's turns as well."""
    llm: str = "gpt-5.4-mini"
    tts: str = "gpt-4o-mini-tts"
    realtime: str = "gpt-realtime-2.1"
    speakers: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({"warm": "sage", "bright": "coral", "low": "echo"})
    )
    """Each speaker's voice; all of them exist in both the synthesis and the realtime models."""
    openai_base_url: str = ""
    """Any OpenAI-compatible server; empty for OpenAI's own."""
    realtime_base_url: str = ""
    deepgram_base_url: str = ""
    azure_endpoint: str = ""
    """With it the OpenAI models are Azure deployments of the same names."""
    azure_api_version: str = "2025-04-01-preview"
    realtime_turns: RealtimeTurns = RealtimeTurns.LOCAL
    speaks: CloudTTS = CloudTTS.OPENAI
    cartesia: CartesiaSettings = field(default_factory=CartesiaSettings)


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """Servers on this machine or network; speech is our own local models where no server is named."""

    llm_base_url: str = "http://127.0.0.1:11434/v1"
    """Any OpenAI-compatible server: Ollama (this is its address), llama.cpp, vLLM."""
    llm: str = "llama3.2"
    llm_api_key: str = field(default="none", repr=False)
    first_token_s: float = 20.0
    """How long a model on a CPU may take to begin."""
    answer_tokens: int = 300
    """The longest answer, over a minute of speech: a small model that babbles would not end by itself."""
    tools_by: ToolsBy | None = None
    """Goes before the profile's word: whether a model can call tools is the model's affair."""
    stt_base_url: str = ""
    stt: str = "whisper-1"
    tts_base_url: str = ""
    tts: str = "kokoro"
    speakers: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({"warm": "af_heart", "bright": "af_bella", "low": "am_michael"})
    )

    @property
    def speech_served(self) -> bool:
        """Whether servers do all the listening and speaking."""
        return bool(self.stt_base_url and self.tts_base_url)

    def guided(self, spec: StageSpec) -> bool:
        """Whether rules call the tools of a stage."""
        return (self.tools_by or spec.tools_by) is ToolsBy.RULES


@dataclass(frozen=True, slots=True)
class SetChoice:
    """Which set of voices plays which stage: what the setting says, then the profile, then the default."""

    everywhere: SetName | None = None
    """The setting's word for the whole call; None where it says nothing."""
    stages: Mapping[str, SetName] = field(default_factory=lambda: MappingProxyType({}))
    """The setting's word for single stages."""

    def of(self, profile: Profile, stage: str) -> SetName:
        """The set that plays `stage`."""
        return self.stages.get(stage) or self.everywhere or profile.stages[stage].models or SetName.CLOUD

    def by_stage(self, profile: Profile) -> dict[str, SetName]:
        """Every stage's set."""
        return {stage: self.of(profile, stage) for stage in profile.stages}
