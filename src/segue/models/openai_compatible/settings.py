"""What can be set for servers of one's own: a language model's, and for speech where ours on this machine won't do."""

from collections.abc import Mapping
from dataclasses import dataclass

from segue.environment.declared import maybe, pairs, secret, text, url, whole
from segue.profile.model import StageSpec
from segue.profile.playing import ToolsBy


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Speech is our own local models where no server is named for it."""

    llm_base_url: str = url("SEGUE_LOCAL_LLM_URL", "http://127.0.0.1:11434/v1")
    """Any OpenAI-compatible server: Ollama (this is its address), llama.cpp, vLLM."""
    llm: str = text("SEGUE_LOCAL_LLM", "llama3.2")
    llm_api_key: str = secret("SEGUE_LOCAL_LLM_KEY", "none")
    first_token_s: int = whole("SEGUE_LOCAL_FIRST_TOKEN_S", 20, lowest=1, highest=300)
    """How long a model on a CPU may take to begin."""
    answer_tokens: int = whole("SEGUE_LOCAL_ANSWER_TOKENS", 300, lowest=20, highest=100_000)
    """The longest answer, over a minute of speech: a small model that babbles would not end by itself."""
    tools_by: ToolsBy | None = maybe("SEGUE_LOCAL_TOOLS_BY", ToolsBy)
    """Goes before the profile's word: whether a model can call tools is the model's affair."""
    stt_base_url: str = url("SEGUE_LOCAL_STT_URL")
    stt: str = text("SEGUE_LOCAL_STT", "whisper-1")
    tts_base_url: str = url("SEGUE_LOCAL_TTS_URL")
    tts: str = text("SEGUE_LOCAL_TTS", "kokoro")
    voices: Mapping[str, str] = pairs(
        "SEGUE_LOCAL_VOICES", {"warm": "af_heart", "bright": "af_bella", "low": "am_michael"}
    )

    @property
    def all_speech(self) -> bool:
        """Whether servers do all the listening and speaking."""
        return bool(self.stt_base_url and self.tts_base_url)

    def guided(self, spec: StageSpec) -> bool:
        """Whether rules call the tools of a stage."""
        return (self.tools_by or spec.tools_by) is ToolsBy.RULES
