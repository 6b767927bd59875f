"""All that the sets and the checks ask of OpenAI."""

from dataclasses import dataclass
from typing import Any, ClassVar

from livekit.agents import llm, tts

from segue.environment.declared import keyed, name_of
from segue.models.openai.llm import chat_model
from segue.models.openai.realtime import Realtime, realtime
from segue.models.openai.realtime_trial import try_azure_realtime, try_realtime
from segue.models.openai.settings import OPENAI, OpenAISettings
from segue.models.openai.trial import try_azure_chat, try_azure_speech, try_chat, try_speech
from segue.models.openai.tts import synthesis
from segue.models.trials.described import described
from segue.models.trials.service import Part, Service


@dataclass(frozen=True, slots=True)
class OpenAI:
    """Thinks and speaks, or hears, thinks and speaks in one; with an endpoint of Azure's, its deployments do."""

    name: ClassVar[str] = "openai"
    package: ClassVar[str] = ""
    settings: OpenAISettings

    def keyed(self) -> "OpenAI":
        """The same with something where its key is missing."""
        return OpenAI(keyed(self.settings))

    def llm(self) -> llm.LLM[Any]:
        """The chat model."""
        return chat_model(self.settings)

    def tts(self, speaker: str) -> tts.TTS[Any]:
        """A speaker's voice."""
        return synthesis(self.settings, speaker)

    def realtime(self, speaker: str, *, text_only: bool) -> Realtime:
        """The realtime model; with `text_only` a TTS does the speaking."""
        return realtime(self.settings, speaker, text_only=text_only)

    def llm_service(self) -> Service:
        """Where the chat model is found."""
        trial = try_azure_chat if self.settings.azure_endpoint else try_chat
        return described(Part.LLM, self.settings, trial, **self._where())

    def tts_service(self, speaker: str) -> Service:
        """Where a speaker's voice is found."""
        trial = try_azure_speech if self.settings.azure_endpoint else try_speech
        return described(Part.TTS, self.settings, trial, speaker=speaker, **self._where())

    def realtime_service(self, speaker: str, *, text_only: bool) -> Service:
        """Where the realtime model is found."""
        azure, alone = self.settings.azure_endpoint, self.settings.realtime_base_url
        where = {"url": alone or OPENAI, "url_setting": name_of(OpenAISettings, "realtime_base_url")}
        if azure and not alone:
            where = {**self._where(), "url": f"{azure.rstrip('/')}/openai"}
        trial = try_azure_realtime if azure else try_realtime
        return described(Part.REALTIME, self.settings, trial, speaker="" if text_only else speaker, **where)

    def _where(self) -> dict[str, str]:
        if endpoint := self.settings.azure_endpoint:
            return {"url": endpoint, "url_setting": name_of(OpenAISettings, "azure_endpoint")}
        return {"url": self.settings.base_url or OPENAI}
