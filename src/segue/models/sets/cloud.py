"""The cloud set: Deepgram listens, OpenAI thinks and speaks, in a pipeline or in one realtime model."""

import importlib
from typing import Any

from livekit.agents import llm, stt, tts
from livekit.plugins import deepgram, openai

from segue.models.openai.realtime import OPENAI_BASE_URL, realtime
from segue.models.stage_models import StageModels
from segue.profile.model import Profile
from segue.profile.playing import Mode
from segue.settings.providers import CloudSettings, CloudTTS, RealtimeTurns


class CloudSet:
    """Needs an OpenAI and a Deepgram key, or servers that speak as they do."""

    name = "cloud"

    def __init__(self, profile: Profile, models: CloudSettings) -> None:
        self._profile = profile
        self._models = models
        # One for all stages: a hand-off between agents with the same ears keeps their connection open.
        self._ears = self._deepgram()

    def models(self, stage: str) -> StageModels:
        """A realtime model where the profile asks for one, else the pipeline."""
        spec = self._profile.stages[stage]
        if spec.mode is Mode.PIPELINE:
            return self._pipeline(stage)
        text_only = spec.mode is Mode.HALF_CASCADE
        return StageModels(
            realtime(self._models, spec.speaker, text_only=text_only),
            # No ears of their own beside it: they would be paid for, and their words dropped.
            tts=self._mouth(spec.speaker) if text_only else None,
            turns_by="realtime_llm" if self._models.realtime_turns is RealtimeTurns.SERVER else None,
        )

    def fallback(self, stage: str) -> StageModels | None:
        """The pipeline that can take over from a realtime model."""
        return None if self._profile.stages[stage].mode is Mode.PIPELINE else self._pipeline(stage)

    def _pipeline(self, stage: str) -> StageModels:
        flux = isinstance(self._ears, deepgram.STTv2)
        mouth = self._mouth(self._profile.stages[stage].speaker)
        return StageModels(self._mind(), self._ears, mouth, turns_by="stt" if flux else None)

    def _mind(self) -> llm.LLM[Any]:
        """An OpenAI chat model; one tool at a time, since two hand-offs in one turn would cancel each other."""
        models = self._models
        if models.azure_endpoint:
            return openai.LLM.with_azure(
                model=models.llm,
                azure_deployment=models.llm,
                azure_endpoint=models.azure_endpoint,
                api_version=models.azure_api_version,
                api_key=models.openai_api_key,
                parallel_tool_calls=False,
            )
        return openai.LLM(
            model=models.llm,
            api_key=models.openai_api_key,
            # Else OPENAI_BASE_URL of the environment would decide, which is no setting of ours.
            base_url=models.openai_base_url or OPENAI_BASE_URL,
            parallel_tool_calls=False,
        )

    def _mouth(self, speaker: str) -> tts.TTS[Any]:
        match self._models.speaks:
            case CloudTTS.OPENAI:
                return self._openai(speaker)
            case CloudTTS.CARTESIA:
                extra = importlib.import_module("segue.models.cartesia.tts")
                mouth: tts.TTS[Any] = extra.tts(self._models.cartesia, speaker)
                return mouth

    def _openai(self, speaker: str) -> tts.TTS[Any]:
        models, voice = self._models, self._models.speakers[speaker]
        if models.azure_endpoint:
            return openai.TTS.with_azure(
                model=models.tts,
                voice=voice,
                azure_deployment=models.tts,
                azure_endpoint=models.azure_endpoint,
                api_version=models.azure_api_version,
                api_key=models.openai_api_key,
                response_format="pcm",
            )
        return openai.TTS(
            model=models.tts,
            voice=voice,
            api_key=models.openai_api_key,
            base_url=models.openai_base_url or OPENAI_BASE_URL,
            response_format="pcm",
        )

    def _deepgram(self) -> stt.STT[Any]:
        models = self._models
        where: dict[str, Any] = {"base_url": models.deepgram_base_url} if models.deepgram_base_url else {}
        if models.stt.startswith("flux"):
            return deepgram.STTv2(model=models.stt, api_key=models.deepgram_api_key, **where)
        return deepgram.STT(model=models.stt, api_key=models.deepgram_api_key, **where)
