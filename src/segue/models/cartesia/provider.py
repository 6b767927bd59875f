"""All that the sets and the checks ask of Cartesia."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from livekit.agents import tts

from segue.environment.declared import keyed
from segue.models.cartesia.settings import CartesiaSettings
from segue.models.cartesia.trial import try_cartesia
from segue.models.trials.described import described
from segue.models.trials.service import Part, Service

CARTESIA: Final = "https://api.cartesia.ai"


@dataclass(frozen=True, slots=True)
class Cartesia:
    """Speaks."""

    name: ClassVar[str] = "cartesia"
    package: ClassVar[str] = "livekit-plugins-cartesia"
    settings: CartesiaSettings

    def keyed(self) -> "Cartesia":
        """The same with something where its key is missing."""
        return Cartesia(keyed(self.settings))

    def tts(self, speaker: str) -> tts.TTS[Any]:
        """A speaker's voice."""
        from segue.models.cartesia.tts import synthesis

        return synthesis(self.settings, speaker)

    def tts_service(self, speaker: str) -> Service:
        """Where a speaker's voice is found."""
        return described(
            Part.TTS,
            self.settings,
            try_cartesia,
            url=self.settings.base_url or CARTESIA,
            speaker=speaker,
            package=self.package,
        )
