"""What one stage listens, thinks and speaks with, and the interface of whatever provides it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from livekit.agents import llm, stt, tts

from segue.call.profile.voicing import VoiceSet

TurnsBy = Literal["stt", "realtime_llm"]


@dataclass(frozen=True, slots=True)
class Parts:
    """The models of one stage."""

    mind: llm.LLM[Any] | llm.RealtimeModel
    ears: stt.STT[Any] | None = None
    """None for a model that hears for itself, and for typed calls."""
    mouth: tts.TTS[Any] | None = None
    """None for a model that speaks for itself, and for typed calls."""
    turns_by: TurnsBy | None = None
    """Who decides that the caller's turn is over, where it is not the session's own end-of-turn model."""


class Voices(Protocol):
    """Who listens, thinks and speaks in one call. One instance a call, so that stages share a connection."""

    @property
    def name(self) -> str:
        """How it is called in settings and in the record."""
        ...

    def parts(self, stage: str) -> Parts:
        """The models of a stage; to be asked each time the stage takes the call."""
        ...

    def twin(self, stage: str) -> Parts | None:
        """For a stage with a realtime model, a pipeline that can take over from it in mid-call; else None."""
        ...


@dataclass(frozen=True, slots=True)
class Mixed:
    """Several sets in one call: each stage has the one that is named for it."""

    sets: Mapping[VoiceSet, Voices]
    of_stage: Mapping[str, VoiceSet]

    @property
    def name(self) -> str:
        """The sets, in the order of their stages."""
        return ", ".join(f"{stage}={self.sets[name].name}" for stage, name in self.of_stage.items())

    def parts(self, stage: str) -> Parts:
        """The models of a stage, from its own set."""
        return self.sets[self.of_stage[stage]].parts(stage)

    def twin(self, stage: str) -> Parts | None:
        """The pipeline twin of a stage, from its own set."""
        return self.sets[self.of_stage[stage]].twin(stage)


@dataclass(frozen=True, slots=True)
class Unvoiced:
    """The minds of other voices, for a call that is typed."""

    voices: Voices

    @property
    def name(self) -> str:
        """The other voices' name."""
        return self.voices.name

    def parts(self, stage: str) -> Parts:
        """A pipeline's mind and nothing else; a realtime model, which would want sound, leaves it to its twin."""
        return Parts((self.voices.twin(stage) or self.voices.parts(stage)).mind)

    def twin(self, stage: str) -> None:
        """None: there is no realtime model left."""
