"""The local set: ears and voice on this machine, and a language model at an address of one's own."""

from dataclasses import replace
from typing import Any

from livekit.agents import DEFAULT_API_CONNECT_OPTIONS, APIConnectOptions, ChatContext, llm, stt, tts
from livekit.plugins import openai
from livekit.plugins.openai.llm import LLMStream
from openai import AsyncClient

from segue.call.profile.model import Profile
from segue.call.profile.voicing import ToolsBy
from segue.settings.providers import LocalModels
from segue.voices.guided import Guided
from segue.voices.local.ears import LocalSTT
from segue.voices.local.models import Models
from segue.voices.local.mouth import LocalTTS
from segue.voices.local.synthesiser import SPEAKERS
from segue.voices.parts import Parts
from segue.voices.understudy.llm import Understudy

NO_KEY = "none"
"""What a server without keys is told; the client refuses an empty one."""


class PatientLLM(openai.LLM):
    """Waits for a first token as long as it is told.

    The session's own ten seconds go out with each request; a model on a CPU may read a prompt for longer.
    """

    def __init__(self, first_token_s: float, **options: Any) -> None:
        super().__init__(**options)
        self._first_token_s = first_token_s

    def chat(
        self, *, chat_ctx: ChatContext, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS, **options: Any
    ) -> LLMStream:
        """As any chat, with this model's own patience."""
        patient = replace(conn_options, timeout=self._first_token_s)
        return super().chat(chat_ctx=chat_ctx, conn_options=patient, **options)


class SelfHosted:
    """Needs a language model's server; speech servers are optional. Without `models` a call is typed."""

    name = "local"

    def __init__(self, profile: Profile, settings: LocalModels, models: Models | None) -> None:
        self._profile = profile
        self._settings = settings
        self._models = models
        self._ears = self._listens() if models else None

    def parts(self, stage: str) -> Parts:
        """The stage's pipeline; where its tools are called by rules, the mind is named as guided by them."""
        spec, model = self._profile.stages[stage], self._model()
        guided = spec.tools_by is ToolsBy.RULES
        mind = Guided(model, Understudy(self._profile, stage)) if guided else model
        return Parts(mind, self._ears, self._speaks(spec.speaker) if self._models else None)

    def twin(self, stage: str) -> None:
        """None: there is no realtime model here."""

    def _model(self) -> llm.LLM[Any]:
        settings = self._settings
        return PatientLLM(
            settings.first_token_s,
            model=settings.llm,
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key,
        )

    def _listens(self) -> stt.STT[Any]:
        settings = self._settings
        if not settings.stt_base_url:
            assert self._models is not None, "asked for of a spoken call alone"
            return LocalSTT(self._models)
        client = AsyncClient(base_url=settings.stt_base_url, api_key=NO_KEY, max_retries=0)
        return openai.STT(model=settings.stt, client=client)

    def _speaks(self, speaker: str) -> tts.TTS[Any]:
        settings = self._settings
        if not settings.tts_base_url:
            assert self._models is not None, "asked for of a spoken call alone"
            return LocalTTS(self._models, SPEAKERS[speaker])
        voice = settings.speakers[speaker]
        return openai.TTS(
            model=settings.tts, voice=voice, base_url=settings.tts_base_url, api_key=NO_KEY, response_format="wav"
        )
