"""The local set: ears and voice on this machine, and a language model at an address of one's own."""

from typing import Any

import httpx2
from livekit.agents import llm, stt, tts
from livekit.plugins import openai
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
        # The plugin gives up on a first token after five seconds; a model on a CPU reads a prompt for longer.
        patience = httpx2.Timeout(settings.first_token_s, connect=5.0)
        return openai.LLM(
            model=settings.llm, base_url=settings.llm_base_url, api_key=settings.llm_api_key, timeout=patience
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
