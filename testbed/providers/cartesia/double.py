"""A double of Cartesia's speech on loopback: `/tts/bytes`.

Not played: other encodings than pcm_s16le, and `/tts/websocket`, which is counted: no call of ours opens one.
"""

import asyncio
from typing import Self

from aiohttp import web

from segue.settings import CartesiaSettings
from testbed.providers.cartesia.requests import Asked, read
from testbed.providers.endpoint import Endpoint
from testbed.providers.openai.speech.double import Mouth
from testbed.providers.record import Body
from testbed.providers.sound import PIECE_S, SAMPLE_RATE, encoded, tone


class CartesiaDouble:
    """`async with CartesiaDouble() as double:`; give `.url` to the plugin. Records and faults are at `speech`."""

    def __init__(
        self, mouth: Mouth = tone, *, voices: tuple[str, ...] = (*CartesiaSettings().speakers.values(),)
    ) -> None:
        self.mouth, self.voices = mouth, voices
        self.speech = Endpoint[Asked](self._read, self._speak)
        self.sockets = 0
        """WebSockets that were asked for."""
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.post("/tts/bytes", self.speech.handle), web.get("/tts/websocket", self._open)])
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.001)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _read(self, http: web.Request) -> Asked:
        return await read(http, self.voices)

    async def _speak(self, asked: Asked) -> Body:
        pcm = await asyncio.to_thread(self.mouth, asked.transcript, asked.voice)
        kind, pieces = encoded(pcm, "pcm")
        return Body(kind, pieces, (), 0.0, len(pcm) / 2 / SAMPLE_RATE, PIECE_S)

    async def _open(self, http: web.Request) -> web.StreamResponse:
        self.sockets += 1
        return web.Response(status=503)
