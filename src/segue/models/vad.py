"""Detectors that tell speech from silence."""

from livekit.agents import inference
from livekit.agents.vad import VAD
from livekit.plugins import silero


def livekit_vad() -> VAD:
    """The detector that comes with livekit-agents; its weights are in the wheel."""
    return inference.VAD(model="silero")


def silero_vad() -> VAD:
    """The Silero plugin's ONNX model."""
    return silero.VAD.load()
