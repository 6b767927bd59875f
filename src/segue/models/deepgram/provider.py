"""All that the sets and the checks ask of Deepgram."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from livekit.agents import stt
from livekit.plugins import deepgram

from segue.models.deepgram.settings import DeepgramSettings
from segue.models.deepgram.trial import try_deepgram
from segue.models.trials.described import described
from segue.models.trials.service import Part, Service

NOVA: Final = "https://api.deepgram.com/v1/listen"
FLUX: Final = "https://api.deepgram.com/v2/listen"


@dataclass(frozen=True, slots=True)
class Deepgram:
    """Listens; its Flux models take the turns too."""

    name: ClassVar[str] = "deepgram"
    package: ClassVar[str] = ""
    settings: DeepgramSettings

    def stt(self) -> stt.STT[Any]:
        """The recogniser of one caller."""
        where: dict[str, Any] = {"base_url": self.settings.base_url} if self.settings.base_url else {}
        if self.settings.takes_turns:
            return deepgram.STTv2(model=self.settings.stt, api_key=self.settings.api_key, **where)
        return deepgram.STT(model=self.settings.stt, api_key=self.settings.api_key, **where)

    def stt_service(self) -> Service:
        """Where it is found."""
        own = FLUX if self.settings.takes_turns else NOVA
        return described(Part.STT, self.settings, try_deepgram, url=self.settings.base_url or own)
