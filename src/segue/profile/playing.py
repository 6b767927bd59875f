"""What a profile may say of who plays a stage: the set of models, the mode, and who takes turns."""

from enum import StrEnum


class SetName(StrEnum):
    """Who listens, thinks and speaks."""

    CLOUD = "cloud"
    """Deepgram and OpenAI, or servers that speak as they do."""
    LOCAL = "local"
    """STT and TTS on this machine, and a language model at an address of one's own."""
    REHEARSAL = "rehearsal"
    """STT and TTS on this machine, and an understudy instead of a language model."""


class Mode(StrEnum):
    """What thinks. Sets without a realtime model play every stage as a pipeline."""

    PIPELINE = "pipeline"
    """Speech recognition, a language model, speech synthesis."""
    REALTIME = "realtime"
    """One model that hears, thinks and speaks."""
    HALF_CASCADE = "half_cascade"
    """One model that hears and thinks, and synthesis in the speaker's voice."""


class ToolsBy(StrEnum):
    """Who calls the tools of a stage in the local set, whose model may be too small to."""

    MODEL = "model"
    RULES = "rules"
    """The understudy's rules collect facts, hand on and end, in the profile's lines; the model adds to what is told."""


class TurnModels(StrEnum):
    """Where the session's models run that tell when the caller is done, and when they break in."""

    LOCAL = "local"
    """On this machine."""
    CLOUD = "cloud"
    """In LiveKit Cloud, which hears the caller for it; when it can't be reached, on this machine."""
