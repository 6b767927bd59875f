"""A set whose models are closed once the call is over: the library closes none that it is given."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from livekit.agents import llm, stt, tts

from segue.models.stage_models import ModelSet, StageModels

logger = logging.getLogger("segue.models.owned")

Model = llm.LLM[Any] | llm.RealtimeModel | stt.STT[Any] | tts.TTS[Any]


@runtime_checkable
class ConnectsEarly(Protocol):
    """A realtime model whose connection can be opened before a session asks for it."""

    def connect(self, *, turn_detection_disabled: bool) -> None:
        """Open it; with our own turn taking the provider's is to be off."""
        ...


@dataclass(frozen=True, slots=True)
class OwnedModels:
    """The set of one call, and every model that was given out of it."""

    of: ModelSet
    _given: list[Model] = field(default_factory=list, init=False)
    _early: dict[str, StageModels] = field(default_factory=dict, init=False)
    """Models that were made before their stage asked for them."""

    @property
    def name(self) -> str:
        """The set's own."""
        return self.of.name

    def models(self, stage: str) -> StageModels:
        """The models of a stage, connected to already where `connect` was asked to."""
        return self._early.pop(stage, None) or self._noted(self.of.models(stage))

    def connect(self, stage: str) -> None:
        """Connect to the realtime model of a stage, where it has one that can be connected to early."""
        models = self._early.get(stage) or self._noted(self.of.models(stage))
        self._early[stage] = models
        if isinstance(models.llm, ConnectsEarly):
            models.llm.connect(turn_detection_disabled=models.turns_by != "realtime_llm")

    async def disconnect(self, stage: str) -> None:
        """Let go of what `connect` has made, if nobody has come to use it."""
        if models := self._early.pop(stage, None):
            self._given.remove(models.llm)
            await closed(models.llm)  # STT and TTS may be those of other stages too, and hold nothing open

    def fallback(self, stage: str) -> StageModels | None:
        """The pipeline fallback of a stage."""
        fallback = self.of.fallback(stage)
        return fallback and self._noted(fallback)

    async def aclose(self) -> None:
        """Close them all, each once; never raises for what one of them does."""
        models = [*dict.fromkeys(self._given)]
        self._given.clear()
        for model, error in zip(models, await closed(*models), strict=True):
            if error is not None:
                logger.warning("not closed", extra={"model": model.label, "error": type(error).__name__})

    def _noted(self, models: StageModels) -> StageModels:
        self._given.extend(model for model in (models.llm, models.stt, models.tts) if model is not None)
        return models


async def closed(*models: Model) -> list[BaseException | None]:
    """Close `models`; what each of them raised."""
    return await asyncio.gather(*(model.aclose() for model in models), return_exceptions=True)
