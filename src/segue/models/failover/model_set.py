"""A set with somewhere to go when a model fails: deadlines of our own, and another set behind each model."""

from dataclasses import replace
from typing import Any

from livekit.agents import llm, stt, tts

from segue.models.failover.llm import FailoverLLM
from segue.models.failover.stt import FailoverSTT
from segue.models.failover.switch import Deadlines, OnSwitch, Switch
from segue.models.failover.tts import FailoverTTS
from segue.models.stage_models import ModelSet, StageModels
from segue.models.vad import livekit_vad


class FailoverSet:
    """Every pipeline of `primary`, watched; `backup`, where there is one, steps in model by model.

    A realtime model has its fallback.

    In a half cascade the TTS is watched all the same.
    """

    def __init__(self, primary: ModelSet, backup: ModelSet | None, deadlines: Deadlines, on_switch: OnSwitch) -> None:
        self._primary = primary
        self._backup = backup
        self._deadlines = deadlines
        # One of each for all stages: what one agent has learnt of a provider holds for the next.
        self._switches = {part: Switch(part, on_switch) for part in ("llm", "stt", "tts")}
        self._stt: FailoverSTT | None = None

    @property
    def name(self) -> str:
        """The primary's name, and the backup's."""
        return self._primary.name if self._backup is None else f"{self._primary.name} (backup: {self._backup.name})"

    def models(self, stage: str) -> StageModels:
        """The stage's models, each with its backup."""
        models = self._primary.models(stage)
        if isinstance(models.llm, llm.LLM):
            return self._watched(stage, models)
        other = self._backup.models(stage) if self._backup and models.tts else None
        return replace(models, tts=self._speaking(models.tts, other.tts if other else None))

    def fallback(self, stage: str) -> StageModels | None:
        """The pipeline fallback, each model with its backup."""
        fallback = self._primary.fallback(stage)
        return fallback and self._watched(stage, fallback)

    def _watched(self, stage: str, models: StageModels) -> StageModels:
        other = self._backup.models(stage) if self._backup else None
        assert isinstance(models.llm, llm.LLM), "asked for of pipelines alone"
        backup = other.llm if other and isinstance(other.llm, llm.LLM) else None
        return StageModels(
            FailoverLLM(models.llm, backup, self._deadlines, self._switches["llm"]),
            self._listening(models, other.stt if other else None),
            self._speaking(models.tts, other.tts if other else None),
            models.turns_by,
        )

    def _listening(self, models: StageModels, backup: stt.STT[Any] | None) -> stt.STT[Any] | None:
        # Flux tells the session when the turn is over, which nobody behind it could.
        if models.stt is None or models.turns_by == "stt":
            return models.stt
        if self._stt is None:
            self._stt = FailoverSTT(models.stt, backup, self._deadlines, self._switches["stt"], livekit_vad())
        return self._stt

    def _speaking(self, primary: tts.TTS[Any] | None, backup: tts.TTS[Any] | None) -> tts.TTS[Any] | None:
        return primary and FailoverTTS(primary, backup, self._deadlines, self._switches["tts"])
