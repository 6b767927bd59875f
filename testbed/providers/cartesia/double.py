"""A double of Cartesia's speech on loopback: `/tts/bytes`.

Not played: other encodings than pcm_s16le, and `/tts/websocket`, which is counted.
"""

from aiohttp import web

from segue.models.cartesia.settings import CartesiaSettings
from testbed.providers.cartesia.errors import out_of_order
from testbed.providers.cartesia.requests import read
from testbed.providers.sound import TTS, tone
from testbed.providers.speaking import SpeakingDouble, TextToSpeak


class CartesiaDouble(SpeakingDouble):
    """`voices`: the ids it knows."""

    paths = ("/tts/bytes",)
    socket_paths = ("/tts/websocket",)

    def __init__(self, tts: TTS = tone, *, voices: tuple[str, ...] = (*CartesiaSettings().voices.values(),)) -> None:
        super().__init__(tts, voices, out_of_order)

    async def read(self, http: web.Request) -> TextToSpeak:
        """A request for speech. Raises `CartesiaRefusal`."""
        return await read(http, self.voices)
