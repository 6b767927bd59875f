"""A TTS whose plugin is an extra: all that the sets and the checks ask of one."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from livekit.agents import tts

from segue.environment.declared import keyed
from segue.models.trials.described import described
from segue.models.trials.service import Part, Service, Try


@dataclass(frozen=True, slots=True)
class ExtraTTS:
    """Speaks in the cloud set. Its package says what it consists of."""

    name: str
    """As `SEGUE_CLOUD_TTS` has it."""
    package: str
    """The plugin, as it is installed."""
    url: str
    """The provider's own address."""
    settings: Any
    """With `api_key`, `tts`, `voices` and `base_url`."""
    synthesis: Callable[[Any, str], tts.TTS[Any]] = field(repr=False)
    """Makes a speaker's voice of the settings. Raises `ImportError` where the plugin is not installed."""
    trial: Try = field(repr=False)

    def keyed(self) -> "ExtraTTS":
        """The same with something where its key is missing."""
        return replace(self, settings=keyed(self.settings))

    def tts(self, speaker: str) -> tts.TTS[Any]:
        """A speaker's voice. Raises `ImportError` where the plugin is not installed."""
        return self.synthesis(self.settings, speaker)

    def tts_service(self, speaker: str) -> Service:
        """Where a speaker's voice is found."""
        url = self.settings.base_url or self.url
        return described(Part.TTS, self.settings, self.trial, url=url, speaker=speaker, package=self.package)
