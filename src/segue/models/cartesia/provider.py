"""All that the sets and the checks ask of Cartesia."""

from typing import Any

from livekit.agents import tts

from segue.models.cartesia.settings import CartesiaSettings
from segue.models.cartesia.trial import try_cartesia
from segue.models.extra_tts import ExtraTTS


def cartesia(settings: CartesiaSettings) -> ExtraTTS:
    """Cartesia as it is set."""
    url = "https://api.cartesia.ai"
    return ExtraTTS("cartesia", "livekit-plugins-cartesia", url, settings, _synthesis, try_cartesia)


def _synthesis(settings: CartesiaSettings, speaker: str) -> tts.TTS[Any]:
    from segue.models.cartesia.tts import synthesis

    return synthesis(settings, speaker)
