"""The local set: ears and voice on this machine, and a language model at an address of one's own."""

from dataclasses import replace
from typing import Any

from livekit.agents import (
    DEFAULT_API_CONNECT_OPTIONS,
    NOT_GIVEN,
    APIConnectOptions,
    ChatContext,
    NotGivenOr,
    llm,
    stt,
    tts,
)
from livekit.plugins import openai

from segue import library
from segue.models.local.stt import LocalSTT
from segue.models.local.synthesiser import SPEAKERS
from segue.models.local.tts import LocalTTS
from segue.models.local.weights import LocalModels
from segue.models.stage_models import StageModels
from segue.profile.model import Profile
from segue.rehearsal.guided import Guided
from segue.rehearsal.understudy import Understudy
from segue.settings.providers import LocalSettings

NO_KEY = "none"
"""What a server without keys is told; the client refuses an empty one."""


class SmallLLM(openai.LLM):
    """Waits for a first token as long as it is told, and lets no answer get longer than it is told.

    The session's own ten seconds go out with each request; a model on a CPU may read a prompt for longer. And one that
    is too small for its prompt goes on until its memory is full: minutes.
    """

    def __init__(self, first_token_s: float, answer_tokens: int, **options: Any) -> None:
        super().__init__(**options)
        self._first_token_s = first_token_s
        # Ollama takes no notice of `max_completion_tokens`, which has replaced it at OpenAI's.
        self._longest = {"max_tokens": answer_tokens}

    def chat(
        self,
        *,
        chat_ctx: ChatContext,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,
        **options: Any,
    ) -> openai.LLMStream:
        """As any chat, with this model's own patience and measure; `extra_kwargs` go before the measure."""
        patient, bounded = replace(conn_options, timeout=self._first_token_s), {**self._longest, **(extra_kwargs or {})}
        return super().chat(chat_ctx=chat_ctx, conn_options=patient, extra_kwargs=bounded, **options)


class ServedSTT(openai.STT):
    """Closes its connections too, which the plugin forgets."""

    async def aclose(self) -> None:
        """Close."""
        await super().aclose()
        await library.client(self).close()


class LocalSet:
    """Needs a language model's server; speech servers are optional. Without them and `models` a call is typed."""

    def __init__(self, profile: Profile, settings: LocalSettings, models: LocalModels | None) -> None:
        guided = any(map(settings.guided, profile.stages.values()))
        self.name = f"local ({settings.llm} guided by rules)" if guided else "local"
        self._profile = profile
        self._settings = settings
        self._models = models
        self._ears = self._listens()

    def models(self, stage: str) -> StageModels:
        """The stage's pipeline; where its tools are called by rules, the mind is named as guided by them."""
        spec, model = self._profile.stages[stage], self._model()
        mind = Guided(model, Understudy(self._profile, stage)) if self._settings.guided(spec) else model
        return StageModels(mind, self._ears, self._speaks(spec.speaker))

    def fallback(self, stage: str) -> None:
        """None: there is no realtime model here."""

    def _model(self) -> llm.LLM[Any]:
        settings = self._settings
        return SmallLLM(
            settings.first_token_s,
            settings.answer_tokens,
            model=settings.llm,
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key,
        )

    def _listens(self) -> stt.STT[Any] | None:
        settings = self._settings
        if settings.stt_base_url:
            return ServedSTT(model=settings.stt, base_url=settings.stt_base_url, api_key=NO_KEY)
        return LocalSTT(self._models) if self._models else None

    def _speaks(self, speaker: str) -> tts.TTS[Any] | None:
        settings = self._settings
        if settings.tts_base_url:
            voice, url = settings.speakers[speaker], settings.tts_base_url
            return openai.TTS(model=settings.tts, voice=voice, base_url=url, api_key=NO_KEY, response_format="wav")
        return LocalTTS(self._models, SPEAKERS[speaker]) if self._models else None
