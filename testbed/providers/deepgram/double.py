"""A double of Deepgram's streaming recognition on loopback: `/v1/listen` (Nova) and `/v2/listen` (Flux).

Spoken to by the real plugins. Turns are found by loudness in the sound it is sent, in the time of that sound, so it may
be fed faster than real time. Not played: other encodings than linear16, several channels, speakers, recorded files.
"""

import asyncio
import uuid
from collections.abc import Callable
from types import TracebackType

from aiohttp import web

from testbed.providers.deepgram.connection import Connection
from testbed.providers.deepgram.flux import Flux
from testbed.providers.deepgram.nova import Nova
from testbed.providers.deepgram.params import BadParams, check_v1, check_v2
from testbed.providers.deepgram.stream_faults import StreamFaults
from testbed.providers.sound import STT, deaf
from testbed.providers.websocket import WebSocketDouble

KEY = "dg-double"


class DeepgramDouble(WebSocketDouble[Connection]):
    """`async with DeepgramDouble(stt=…) as double:`; give the plugins `.v1_url` or `.v2_url`, and `KEY`."""

    def __init__(self, stt: STT = deaf, *, interim_every_s: float = 0.5, least_pause_s: float = 0.3) -> None:
        """`interim_every_s`: seconds of sound between interim results.

        `least_pause_s`: a shorter pause ends nothing, whatever `endpointing` says. The plugin asks for 25 ms, which the
        provider's model can judge by the words; by loudness alone it would fall between syllables.
        """
        super().__init__()
        self.stt, self.interim_every_s, self.least_pause_s = stt, interim_every_s, least_pause_s
        self.faults = StreamFaults()
        self.finals = asyncio.Event()
        """Finals wait for it. Set unless a test clears it."""
        self.finals.set()
        self.connections: list[Connection] = []
        """Every stream that was opened, in order."""
        self.refused: list[tuple[int, str]] = []
        """HTTP status and words of every handshake that was not taken."""

    def routes(self, app: web.Application) -> None:
        """Both generations'."""
        app.router.add_get("/v1/listen", self._listen)
        app.router.add_get("/v2/listen", self._listen)

    def made(self) -> list[Connection]:
        """Every stream."""
        return self.connections

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finals.set()
        await super().__aexit__(kind, error, trace)

    @property
    def v1_url(self) -> str:
        """For `deepgram.STT(base_url=…)`."""
        return f"{self.origin}/v1/listen"

    @property
    def v2_url(self) -> str:
        """For `deepgram.STTv2(base_url=…)`."""
        return f"{self.origin}/v2/listen"

    @property
    def connection(self) -> Connection:
        """The latest stream."""
        return self.connections[-1]

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        flux = request.path == "/v2/listen"
        if self.faults.refuse is not None:
            return self._refuse(self.faults.refuse, "Unavailable", "Service temporarily unavailable.")
        if request.headers.get("Authorization") not in {f"Token {KEY}", f"Bearer {KEY}"}:
            return self._refuse(401, "INVALID_AUTH", "Invalid credentials.")
        try:
            (check_v2 if flux else check_v1)(request.query)
        except BadParams as bad:
            return self._refuse(400, "Bad Request", str(bad))
        ws = web.WebSocketResponse(heartbeat=None)
        await ws.prepare(request)
        drop: Callable[[], None] = lambda: request.transport.abort() if request.transport else None  # noqa: E731
        connection = (Flux if flux else Nova)(self, ws, dict(request.query), drop)
        self.connections.append(connection)
        self.tell()
        await connection.run()
        return ws

    def _refuse(self, status: int, code: str, said: str) -> web.Response:
        self.refused.append((status, said))
        self.tell()
        body = {"err_code": code, "err_msg": said, "request_id": str(uuid.uuid4())}
        return web.json_response(body, status=status, headers={"dg-error": said, "dg-request-id": body["request_id"]})
