"""Cartesia's voices, for the cloud set. Its plugin is an extra: import this only where the settings name it."""

from typing import Any

from livekit.plugins import cartesia

from segue.settings.providers import CartesiaSettings


class CartesiaTTS(cartesia.TTS):
    """Speaks in requests, one a sentence: so it is asked by `backup/tts.py`, and so a caller who breaks in ends it.

    The plugin's own streams share a WebSocket in which Cartesia is not told to stop.
    """

    def prewarm(self) -> None:
        """Do nothing. The plugin would open that WebSocket, which nobody here would use or close."""


def tts(models: CartesiaSettings, speaker: str) -> CartesiaTTS:
    """One speaker's voice."""
    where: dict[str, Any] = {"base_url": models.base_url.rstrip("/")} if models.base_url else {}
    return CartesiaTTS(api_key=models.api_key, model=models.tts, voice=models.speakers[speaker], **where)
