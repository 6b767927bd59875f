"""Cartesia's speech synthesis, through its plugin."""

from typing import Any

from livekit.plugins import cartesia

from segue.models.cartesia.settings import CartesiaSettings


class CartesiaTTS(cartesia.TTS):
    """Speaks in requests, one a sentence: so it is asked by `failover/tts.py`, and so a caller who breaks in ends it.

    The plugin's own streams share a WebSocket in which Cartesia is not told to stop.
    """

    def prewarm(self) -> None:
        """Do nothing. The plugin would open that WebSocket, which nobody here would use or close."""


def synthesis(settings: CartesiaSettings, speaker: str) -> CartesiaTTS:
    """One speaker's voice."""
    where: dict[str, Any] = {"base_url": settings.base_url.rstrip("/")} if settings.base_url else {}
    return CartesiaTTS(api_key=settings.api_key, model=settings.tts, voice=settings.voices[speaker], **where)
