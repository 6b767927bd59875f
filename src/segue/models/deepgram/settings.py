"""What can be set for Deepgram."""

from dataclasses import dataclass

from segue.environment.address import EITHER
from segue.environment.declared import secret, text, url


@dataclass(frozen=True, slots=True)
class DeepgramSettings:
    """Of Deepgram, or of a server that speaks as it does."""

    api_key: str = secret("DEEPGRAM_API_KEY")
    stt: str = text("SEGUE_DEEPGRAM_MODEL", "nova-3")
    """A name that begins with `flux` takes the caller's turns as well."""
    base_url: str = url("SEGUE_DEEPGRAM_URL", schemes=EITHER)

    @property
    def takes_turns(self) -> bool:
        """Whether the model decides when the caller is done."""
        return self.stt.startswith("flux")
