"""All that the sets and the checks ask of ElevenLabs."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from livekit.agents import tts

from segue.environment.declared import keyed
from segue.models.elevenlabs.settings import ElevenLabsSettings
from segue.models.elevenlabs.trial import try_elevenlabs
from segue.models.trials.described import described
from segue.models.trials.service import Part, Service

ELEVENLABS: Final = "https://api.elevenlabs.io/v1"


@dataclass(frozen=True, slots=True)
class ElevenLabs:
    """Speaks."""

    name: ClassVar[str] = "elevenlabs"
    package: ClassVar[str] = "livekit-plugins-elevenlabs"
    settings: ElevenLabsSettings

    def keyed(self) -> "ElevenLabs":
        """The same with something where its key is missing."""
        return ElevenLabs(keyed(self.settings))

    def tts(self, speaker: str) -> tts.TTS[Any]:
        """A speaker's voice."""
        from segue.models.elevenlabs.tts import synthesis

        return synthesis(self.settings, speaker)

    def tts_service(self, speaker: str) -> Service:
        """Where a speaker's voice is found."""
        return described(
            Part.TTS,
            self.settings,
            try_elevenlabs,
            url=self.settings.base_url or ELEVENLABS,
            speaker=speaker,
            package=self.package,
        )
