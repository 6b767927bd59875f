"""ElevenLabs' speech synthesis, through its plugin."""

from typing import Any

from livekit.plugins import elevenlabs

from segue.models.elevenlabs.settings import ElevenLabsSettings


class ElevenLabsTTS(elevenlabs.TTS):
    """Speaks in requests, one a sentence: so it is asked by `failover/tts.py`, and so a caller who breaks in ends it.

    The plugin's own streams share a WebSocket that outlives a sentence.
    """

    def prewarm(self) -> None:
        """Do nothing. The plugin would open that WebSocket, and with a wrong key try for ever to."""


def synthesis(settings: ElevenLabsSettings, speaker: str) -> ElevenLabsTTS:
    """One speaker's voice, as raw sound: 24 kHz mono. The plugin would ask for MP3; faster PCM wants a dearer plan."""
    where: dict[str, Any] = {"base_url": settings.base_url.rstrip("/")} if settings.base_url else {}
    voice = settings.voices[speaker]
    return ElevenLabsTTS(api_key=settings.api_key, model=settings.tts, voice_id=voice, encoding="pcm_24000", **where)
