"""All that the sets and the checks ask of ElevenLabs."""

from typing import Any

from livekit.agents import tts

from segue.models.elevenlabs.settings import ElevenLabsSettings
from segue.models.elevenlabs.trial import try_elevenlabs
from segue.models.extra_tts import ExtraTTS


def elevenlabs(settings: ElevenLabsSettings) -> ExtraTTS:
    """ElevenLabs as it is set."""
    url = "https://api.elevenlabs.io/v1"
    return ExtraTTS("elevenlabs", "livekit-plugins-elevenlabs", url, settings, _synthesis, try_elevenlabs)


def _synthesis(settings: ElevenLabsSettings, speaker: str) -> tts.TTS[Any]:
    from segue.models.elevenlabs.tts import synthesis

    return synthesis(settings, speaker)
