"""All that the sets and the checks ask of servers of one's own."""

from dataclasses import dataclass
from typing import Any, Final

from livekit.agents import llm, stt, tts
from livekit.plugins import openai

from segue.environment.declared import name_of
from segue.models.openai.trial import try_chat, try_speech
from segue.models.openai_compatible.llm import SmallLLM
from segue.models.openai_compatible.settings import ServerSettings
from segue.models.openai_compatible.stt import ServedSTT
from segue.models.openai_compatible.trial import try_transcription
from segue.models.trials.service import Part, Service

NO_KEY: Final = "none"
"""What a server without keys is told; the client refuses an empty one."""


@dataclass(frozen=True, slots=True)
class Servers:
    """A language model's server; speech servers are optional."""

    settings: ServerSettings

    def llm(self) -> llm.LLM[Any]:
        """The language model."""
        settings = self.settings
        return SmallLLM(
            settings.first_token_s,
            settings.answer_tokens,
            model=settings.llm,
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key,
        )

    def stt(self) -> stt.STT[Any] | None:
        """The recogniser; None where no server is named for it."""
        url = self.settings.stt_base_url
        return ServedSTT(model=self.settings.stt, base_url=url, api_key=NO_KEY) if url else None

    def tts(self, speaker: str) -> tts.TTS[Any] | None:
        """A speaker's voice; None where no server is named for it."""
        voice, url = self.settings.voices[speaker], self.settings.tts_base_url
        if not url:
            return None
        return openai.TTS(model=self.settings.tts, voice=voice, base_url=url, api_key=NO_KEY, response_format="wav")

    def llm_service(self) -> Service:
        """Where the language model is found."""
        return Service(
            Part.LLM,
            self.settings.llm,
            try_chat,
            self._setting("llm"),
            self.settings.llm_base_url,
            self._setting("llm_base_url"),
            self.settings.llm_api_key,
            own_key_setting=self._setting("llm_api_key"),
            tools_setting=self._setting("tools_by"),
            first_token_s=self.settings.first_token_s,
        )

    def stt_service(self) -> Service | None:
        """Where the recogniser is found."""
        url = self.settings.stt_base_url
        where = (self._setting("stt"), url, self._setting("stt_base_url"))
        return Service(Part.STT, self.settings.stt, try_transcription, *where) if url else None

    def tts_service(self, speaker: str) -> Service | None:
        """Where a speaker's voice is found."""
        url, voice = self.settings.tts_base_url, self.settings.voices[speaker]
        if not url:
            return None
        where = (self._setting("tts"), url, self._setting("tts_base_url"))
        return Service(
            Part.TTS, self.settings.tts, try_speech, *where, voice=voice, voice_setting=self._setting("voices")
        )

    def _setting(self, field: str) -> str:
        return name_of(ServerSettings, field)
