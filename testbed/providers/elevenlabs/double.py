"""A double of ElevenLabs' speech on loopback: `/text-to-speech/VOICE/stream` and `/text-to-dialogue/stream`.

Not played: other forms than pcm_24000, and `multi-stream-input`, which is counted.
"""

from collections.abc import Callable

from aiohttp import web

from testbed.providers.elevenlabs.errors import ElevenLabsRefusal, out_of_order
from testbed.providers.elevenlabs.requests import read
from testbed.providers.sound import TTS, tone
from testbed.providers.speaking import SpeakingDouble, TextToSpeak

VOICES = ("g6xIsTj2HwM6VR4iXFCw", "OYTbf65OHHFELVut7v2H", "1SM7GgM6IMuvQlz2BwM3")
"""Of those that its guide to voice design names for agents: Jessica Anne Bogart, Hope and Mark."""
FAMILIES = ("/text-to-speech/{voice}", "/text-to-dialogue")


class ElevenLabsDouble(SpeakingDouble):
    """`voices`: the ids it knows."""

    version = "/v1"
    paths = tuple(f"{family}/stream" for family in FAMILIES)
    socket_paths = tuple(f"{family}/multi-stream-input" for family in FAMILIES)

    def __init__(self, tts: TTS = tone, *, voices: tuple[str, ...] = VOICES) -> None:
        super().__init__(tts, voices, out_of_order)
        self.account: Callable[[], ElevenLabsRefusal] | None = None
        """What the account behind the key is refused with, such as `no_credits`."""

    async def read(self, http: web.Request) -> TextToSpeak:
        """A request for speech. Raises `ElevenLabsRefusal`."""
        asked = await read(http, self.voices)
        if self.account is not None:
            raise self.account()
        return asked
