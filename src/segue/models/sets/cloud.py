"""The cloud set: a provider for each part of a pipeline, or a realtime model that hears, thinks and speaks in one."""

from typing import Any

from livekit.agents import tts

from segue.models.openai.settings import RealtimeTurns
from segue.models.settings import ModelSettings
from segue.models.stage_models import StageModels, TurnsBy
from segue.profile.model import Profile
from segue.profile.playing import Mode


class CloudSet:
    """Needs its providers' keys, or servers that speak as they do."""

    name = "cloud"

    def __init__(self, profile: Profile, settings: ModelSettings) -> None:
        self._profile = profile
        self._settings = settings
        # One for all stages: a hand-off between agents with the same STT keeps its connection open.
        self._stt = settings.deepgram.stt()

    def models(self, stage: str) -> StageModels:
        """A realtime model where the profile asks for one, else the pipeline."""
        spec, openai = self._profile.stages[stage], self._settings.openai
        if spec.mode is Mode.PIPELINE:
            return self._pipeline(stage)
        text_only = spec.mode is Mode.HALF_CASCADE
        realtime = openai.realtime(spec.speaker, text_only=text_only)
        realtime.deadlines = self._settings.deadlines
        return StageModels(
            realtime,
            # No STT of its own beside it: it would be paid for, and its words dropped.
            tts=self._tts(stage) if text_only else None,
            turns_by="realtime_llm" if openai.settings.realtime_turns is RealtimeTurns.SERVER else None,
        )

    def fallback(self, stage: str) -> StageModels | None:
        """The pipeline that can take over from a realtime model."""
        return None if self._profile.stages[stage].mode is Mode.PIPELINE else self._pipeline(stage)

    def _pipeline(self, stage: str) -> StageModels:
        settings = self._settings
        turns: TurnsBy | None = "stt" if settings.deepgram.settings.takes_turns else None
        return StageModels(settings.openai.llm(), self._stt, self._tts(stage), turns_by=turns)

    def _tts(self, stage: str) -> tts.TTS[Any]:
        return self._settings.tts.tts(self._profile.stages[stage].speaker)
