"""Who may be chosen to speak in the cloud set instead of OpenAI: one line each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from segue.models.cartesia.provider import cartesia
from segue.models.cartesia.settings import CartesiaSettings
from segue.models.elevenlabs.provider import elevenlabs
from segue.models.elevenlabs.settings import ElevenLabsSettings
from segue.models.extra_tts import ExtraTTS

TTS_EXTRAS: Final[Mapping[str, tuple[Callable[[Any], ExtraTTS], type[Any]]]] = MappingProxyType(
    {
        "cartesia": (cartesia, CartesiaSettings),
        "elevenlabs": (elevenlabs, ElevenLabsSettings),
    }
)
"""By their names in `SEGUE_CLOUD_TTS`: each of its settings, and what can be set for it."""
