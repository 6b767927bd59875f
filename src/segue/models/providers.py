"""The providers that may be chosen for a part of the cloud set: one line each."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Protocol

from livekit.agents import tts

from segue.models.cartesia.provider import Cartesia
from segue.models.cartesia.settings import CartesiaSettings
from segue.models.elevenlabs.provider import ElevenLabs
from segue.models.elevenlabs.settings import ElevenLabsSettings
from segue.models.openai.provider import OpenAI
from segue.models.trials.service import Service


class TTSProvider(Protocol):
    """Speaks in the cloud set."""

    name: ClassVar[str]
    """As `SEGUE_CLOUD_TTS` has it."""
    package: ClassVar[str]
    """The plugin, where it is an extra; else empty."""

    @property
    def settings(self) -> Any:
        """Declared as `segue.environment.declared` has it."""
        ...

    def keyed(self) -> "TTSProvider":
        """The same with something where its key is missing."""
        ...

    def tts(self, speaker: str) -> tts.TTS[Any]:
        """A speaker's voice. Raises `ImportError` where the package is not installed."""
        ...

    def tts_service(self, speaker: str) -> Service:
        """Where a speaker's voice is found."""
        ...


TTS_EXTRAS: Final[Mapping[str, tuple[type[Cartesia | ElevenLabs], type[Any]]]] = {
    Cartesia.name: (Cartesia, CartesiaSettings),
    ElevenLabs.name: (ElevenLabs, ElevenLabsSettings),
}
"""Those who may speak instead of OpenAI, and what can be set for them."""
TTS_NAMES: Final = (OpenAI.name, *TTS_EXTRAS)
