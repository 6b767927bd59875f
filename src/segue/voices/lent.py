"""Voices whose models are closed once the call is over: the library closes none that it is given."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

from livekit.agents import llm, stt, tts

from segue.voices.parts import Parts, Voices

logger = logging.getLogger("segue.voices.lent")

Model = llm.LLM[Any] | llm.RealtimeModel | stt.STT[Any] | tts.TTS[Any]


@dataclass(frozen=True, slots=True)
class Lent:
    """The voices of one call, and every model that was given out of them."""

    voices: Voices
    _models: list[Model] = field(default_factory=list, init=False)

    @property
    def name(self) -> str:
        """The voices' own."""
        return self.voices.name

    def parts(self, stage: str) -> Parts:
        """The models of a stage."""
        return self._noted(self.voices.parts(stage))

    def twin(self, stage: str) -> Parts | None:
        """The pipeline twin of a stage."""
        twin = self.voices.twin(stage)
        return twin and self._noted(twin)

    async def aclose(self) -> None:
        """Close them all, each once; never raises for what one of them does."""
        models = [*dict.fromkeys(self._models)]
        self._models.clear()
        for model, error in zip(models, await closed(*models), strict=True):
            if error is not None:
                logger.warning("not closed", extra={"model": model.label, "error": type(error).__name__})

    def _noted(self, parts: Parts) -> Parts:
        self._models.extend(model for model in (parts.mind, parts.ears, parts.mouth) if model is not None)
        return parts


async def closed(*models: Model) -> list[BaseException | None]:
    """Close `models`; what each of them raised."""
    return await asyncio.gather(*(model.aclose() for model in models), return_exceptions=True)
