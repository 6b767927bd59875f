"""The models of one stage, and the interface of a set that provides them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from livekit.agents.llm import LLM, RealtimeModel
from livekit.agents.stt import STT
from livekit.agents.tts import TTS

from segue.profile.playing import SetName

TurnsBy = Literal["stt", "realtime_llm"]


@dataclass(frozen=True, slots=True)
class StageModels:
    """What one stage listens, thinks and speaks with."""

    llm: LLM[Any] | RealtimeModel
    stt: STT[Any] | None = None
    """None beside a model that hears for itself, and in typed calls."""
    tts: TTS[Any] | None = None
    """None beside a model that speaks for itself, and in typed calls."""
    turns_by: TurnsBy | None = None
    """Who decides that the caller's turn is over, where it is not the session's own end-of-turn model."""


class ModelSet(Protocol):
    """Provides the models of one call's stages. One instance a call, so that stages share a connection."""

    @property
    def name(self) -> str:
        """How it is called in settings and in the record."""
        ...

    def models(self, stage: str) -> StageModels:
        """The models of a stage; to be asked each time the stage takes the call."""
        ...

    def fallback(self, stage: str) -> StageModels | None:
        """For a stage with a realtime model, a pipeline that can take over from it in mid-call; else None."""
        ...


@dataclass(frozen=True, slots=True)
class Mixed:
    """Several sets in one call: each stage has the one that is named for it."""

    sets: Mapping[SetName, ModelSet]
    of_stage: Mapping[str, SetName]

    @property
    def name(self) -> str:
        """The sets, in the order of their stages."""
        return ", ".join(f"{stage}={self.sets[name].name}" for stage, name in self.of_stage.items())

    def models(self, stage: str) -> StageModels:
        """The models of a stage, from its own set."""
        return self.sets[self.of_stage[stage]].models(stage)

    def fallback(self, stage: str) -> StageModels | None:
        """The pipeline fallback of a stage, from its own set."""
        return self.sets[self.of_stage[stage]].fallback(stage)


@dataclass(frozen=True, slots=True)
class TextOnly:
    """The language models of another set, for a call that is typed."""

    of: ModelSet

    @property
    def name(self) -> str:
        """The other set's name."""
        return self.of.name

    def models(self, stage: str) -> StageModels:
        """A pipeline's LLM and nothing else; a realtime model, which would want sound, leaves it to its fallback."""
        return StageModels((self.of.fallback(stage) or self.of.models(stage)).llm)

    def fallback(self, stage: str) -> None:
        """None: there is no realtime model left."""
