"""The two models inside a failover model, as spans and metrics are to see them."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from livekit.agents import llm, stt, tts

from segue import library
from segue.models.failover.switch import Switch

Model = TypeVar("Model", llm.LLM[Any], stt.STT[Any], tts.TTS[Any])


class Pair(Generic[Model]):
    """Stands before LiveKit's adapter in a class, and tells its names and metrics by the switch.

    By itself the adapter would tell those of an order of its own, which is not the one that is asked in here.
    """

    switch: Switch
    models: Sequence[Model]
    """The primary and, where there is one, the backup."""
    _served_by: Model | None = None

    @property
    def model(self) -> str:
        """The name of the model that would be asked first now."""
        return self.switch.peek(self.models).model

    @property
    def provider(self) -> str:
        """The provider of the model that would be asked first now."""
        return self.switch.peek(self.models).provider

    @property
    def metrics_metadata(self) -> library.MetricsMetadata:
        """Whose work the turn's metrics are about: the model's that served last, before that the primary's."""
        return (self._served_by or self.models[0]).metrics_metadata

    def served_by(self, model: Model) -> None:
        """Note whose work it is."""
        self._served_by = model
