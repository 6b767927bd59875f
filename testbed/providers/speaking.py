"""What doubles of providers that only speak have in common: a text in a request, raw sound in pieces as the answer."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from testbed.providers.endpoint import Endpoint
from testbed.providers.faults import Refuses
from testbed.providers.record import Body
from testbed.providers.refusal import Refusal
from testbed.providers.serving import Serving
from testbed.providers.sound import PIECE_S, SAMPLE_RATE, TTS, encoded


@dataclass(frozen=True, slots=True)
class TextToSpeak:
    """A request that was understood."""

    text: str
    voice: str
    model: str


class SpeakingDouble(ABC):
    """`async with` it, and give `.url` to the plugin. Records and faults are at `speech`."""

    paths: Collection[str]
    """Where it is asked to speak, and"""
    socket_paths: Collection[str]
    """where for a WebSocket, which is counted and refused: no call of ours opens one."""
    version = ""
    """What its address ends with."""

    def __init__(self, tts: TTS, voices: Collection[str], out_of_order: Callable[[Refuses, str], Refusal]) -> None:
        self.tts, self.voices = tts, voices
        self.speech = Endpoint[TextToSpeak](self.read, self._speak, out_of_order)
        self.sockets = 0
        """WebSockets that were asked for."""
        self.url = ""

    @abstractmethod
    async def read(self, http: web.Request) -> TextToSpeak:
        """The request. Raises `Refusal`."""

    async def __aenter__(self) -> Self:
        app = web.Application()
        for path in self.paths:
            app.router.add_post(f"{self.version}{path}", self.speech.handle)
        for path in self.socket_paths:
            app.router.add_get(f"{self.version}{path}", self._open)
        self._serving = await Serving(app).__aenter__()
        self.url = f"{self._serving.origin}{self.version}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._serving.__aexit__()

    async def _speak(self, asked: TextToSpeak) -> Body:
        pcm = await asyncio.to_thread(self.tts, asked.text, asked.voice)
        kind, pieces = encoded(pcm, "pcm")
        return Body(kind, pieces, (), 0.0, len(pcm) / 2 / SAMPLE_RATE, PIECE_S)

    async def _open(self, http: web.Request) -> web.StreamResponse:
        self.sockets += 1
        return web.Response(status=503)
