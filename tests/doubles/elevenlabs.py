"""A double of ElevenLabs' speech on loopback: `/text-to-speech/VOICE/stream` and `/text-to-dialogue/stream`.

Not played: other forms than pcm_24000, and `multi-stream-input`, which is counted: no call of ours opens one.
"""

import asyncio
from collections.abc import Callable
from typing import Self

from aiohttp import web

from segue.models.elevenlabs.settings import ElevenLabsSettings
from tests.doubles.elevenlabs_errors import Refusal
from tests.doubles.elevenlabs_requests import Asked, read
from tests.doubles.endpoint import Endpoint
from tests.doubles.openai_speech import Mouth
from tests.doubles.record import Body
from tests.doubles.sound import PIECE_S, SAMPLE_RATE, encoded, tone


class ElevenLabsDouble:
    """`async with ElevenLabsDouble() as double:`; give `.url` to the plugin. Records and faults are at `speech`."""

    def __init__(
        self, mouth: Mouth = tone, *, voices: tuple[str, ...] = (*ElevenLabsSettings().voices.values(),)
    ) -> None:
        self.mouth, self.voices = mouth, voices
        self.speech = Endpoint[Asked](self._read, self._speak)
        self.account: Callable[[], Refusal] | None = None
        """What the account behind the key is refused with, such as `no_credits`."""
        self.sockets = 0
        """WebSockets that were asked for."""
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        for path in ("/v1/text-to-speech/{voice}", "/v1/text-to-dialogue"):
            app.router.add_post(f"{path}/stream", self.speech.handle)
            app.router.add_get(f"{path}/multi-stream-input", self._open)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.001)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _read(self, http: web.Request) -> Asked:
        asked = await read(http, self.voices)
        if self.account is not None:
            raise self.account()
        return asked

    async def _speak(self, asked: Asked) -> Body:
        pcm = await asyncio.to_thread(self.mouth, asked.text, asked.voice)
        kind, pieces = encoded(pcm, "pcm")
        return Body(kind, pieces, (), 0.0, len(pcm) / 2 / SAMPLE_RATE, PIECE_S)

    async def _open(self, http: web.Request) -> web.StreamResponse:
        self.sockets += 1
        return web.Response(status=503)
