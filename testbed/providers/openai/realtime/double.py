"""A double of the OpenAI realtime API on loopback: WebSocket `/v1/realtime`, spoken to by the real plugin.

It knows what it was told over the wire and nothing else. Not played: WebRTC, MCP tools, images' contents, responses
out of band, the beta event names (and so Azure's older `/openai/realtime`), idle timeouts, and what semantic_vad means
(it is taken for server_vad).
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import get_args

from aiohttp import web
from openai.types.realtime import RealtimeSessionCreateRequest

from testbed.providers.faults import Refuses
from testbed.providers.openai.api import KEY, check_key
from testbed.providers.openai.errors import OpenAIRefusal, no_azure_deployment, out_of_order
from testbed.providers.openai.realtime.asked import RealtimeRequest, echo
from testbed.providers.openai.realtime.response_faults import ResponseFault
from testbed.providers.openai.realtime.schema import Wire
from testbed.providers.openai.realtime.session import Session
from testbed.providers.sound import STT, TTS, deaf, tone
from testbed.providers.websocket import WebSocketDouble
from testbed.script import LLM

MODELS: frozenset[str] = frozenset(
    name
    for one in get_args(RealtimeSessionCreateRequest.model_fields["model"].annotation)
    for name in get_args(one)
    if isinstance(name, str)
)


class OpenAIRealtimeDouble(WebSocketDouble[Session]):
    """`async with OpenAIRealtimeDouble(llm=…) as double:` and give the plugin `double.base_url` and `KEY`."""

    def __init__(
        self,
        *,
        llm: LLM[RealtimeRequest] = echo,
        tts: TTS = tone,
        stt: STT = deaf,
        models: Collection[str] = MODELS,
        speed: float = 20.0,
        faults: Mapping[int, ResponseFault] | None = None,
    ) -> None:
        """`speed`: how many times faster than real time sound is sent. `faults`: of the n-th response asked for."""
        super().__init__()
        self.llm, self.tts, self.stt, self.models, self.speed = llm, tts, stt, models, speed
        self.faults = dict(faults or {})
        self.refuses: int | None = None
        """The HTTP status that every handshake is refused with from now on."""
        self.withholds_acks = False
        """Whether what the client does to the conversation is done but not confirmed."""
        self.writes = asyncio.Event()
        """Set while what the caller said is written down; the model understands it all the same."""
        self.writes.set()
        self.sessions: list[Session] = []
        """Every connection that got past the handshake, in order."""
        self.refused: list[Wire] = []
        """The errors of bad requests: what a well-behaved client leaves empty."""
        self.handshakes: list[Mapping[str, str]] = []
        """The headers of every attempt."""
        self._asked_for = 0

    @property
    def base_url(self) -> str:
        """For the plugin."""
        return f"{self.origin}/v1"

    def routes(self, app: web.Application) -> None:
        """OpenAI's and Azure's."""
        for prefix in ("/v1", "/openai/v1"):
            app.router.add_get(f"{prefix}/realtime", self._connect)
            app.router.add_get(f"{prefix}/models", self._list_models)

    def made(self) -> list[Session]:
        """Every connection that got past the handshake."""
        return self.sessions

    @property
    def session(self) -> Session:
        """The latest connection."""
        return self.sessions[-1]

    def next_fault(self) -> ResponseFault | None:
        """Of the response that is asked for now."""
        self._asked_for += 1
        return self.faults.get(self._asked_for)

    async def _list_models(self, request: web.Request) -> web.StreamResponse:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        models = [{"id": name, "object": "model", "created": 0, "owned_by": "double"} for name in sorted(self.models)]
        return web.json_response({"object": "list", "data": models})

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        self.handshakes.append(dict(request.headers))
        self.tell()
        if (refusal := self._refusal(request)) is not None:
            return refusal
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        model = request.query.get("model", "")
        session = Session(self, ws, lambda: request.transport.abort() if request.transport else None, model)
        self.sessions.append(session)
        self.tell()
        if model in self.models:
            await session.run()
        else:
            said = f"The model `{model}` does not exist or you do not have access to it."
            error = {"type": "invalid_request_error", "code": "model_not_found", "message": said}
            self.refused.append(error)
            await session.refuse(error)
            await session.close(4000, "invalid_request_error.model_not_found")
        return ws

    def _refusal(self, request: web.Request) -> web.Response | None:
        """An answer to whoever may not come in."""
        if self.refuses is not None:
            return out_of_order(Refuses(self.refuses), request.query.get("model", "")).response()
        try:
            check_key(request, KEY)
        except OpenAIRefusal as refused:
            return refused.response()
        azure = request.path.startswith("/openai/") and request.path.endswith("/realtime")
        if azure and request.query.get("model") not in self.models:
            return no_azure_deployment().response()  # where OpenAI opens the connection first, and says so then
        return None
