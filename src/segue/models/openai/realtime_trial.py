"""Tries a realtime model over its WebSocket, in the provider's own protocol.

Not through the plugin, which meets a model that does not exist by connecting again for ever, each error marked as
recoverable.
"""

import asyncio
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import aiohttp
from livekit.agents import APIError

from segue.models.stage_models import StageModels
from segue.models.trials.findings import (
    REACHED_WITHIN_S,
    REFUSED_KEY,
    ModelKnown,
    failed,
    found,
    refused,
    shut,
    unknown,
    unreachable,
    why,
)
from segue.models.trials.service import Cell, Finding, Service
from segue.models.trials.sockets import connect, fields, websocket

ANSWERED_WITHIN_S: Final = 15.0
TOKENS: Final = 16
"""Of the answer that is asked for; the provider takes no lower limit everywhere."""

Wire = dict[str, Any]


async def try_realtime(http: aiohttp.ClientSession, service: Service, _: StageModels | None = None) -> Finding:
    """Connect, take on the voice, and have a word written."""
    return await _try(http, service, azure=False)


async def try_azure_realtime(http: aiohttp.ClientSession, service: Service, _: StageModels | None = None) -> Finding:
    """The same of an Azure deployment."""
    return await _try(http, service, azure=True)


async def _try(http: aiohttp.ClientSession, service: Service, *, azure: bool) -> Finding:
    given = {"api-key": service.key} if azure else {"Authorization": f"Bearer {service.key}"}
    try:
        async with await connect(http, realtime_url(service, azure=azure), given) as ws:
            return await _answers(ws, service)
    except aiohttp.WSServerHandshakeError as error:
        if error.status in REFUSED_KEY:
            return refused(service, error.status)
        if error.status == 404 and azure:  # as it says of a deployment it does not have
            return unknown(service, ModelKnown(Cell.NO))
        return shut(service, error.status)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return unreachable(service, why(error))


async def _answers(ws: aiohttp.ClientWebSocketResponse, service: Service) -> Finding:
    known = ModelKnown(Cell.UNTRIED)
    try:
        await _until(ws, "session.created", REACHED_WITHIN_S)
        known = ModelKnown(Cell.YES)
        await ws.send_json({"type": "session.update", "session": _settings(service)})
        await _until(ws, "session.updated", ANSWERED_WITHIN_S)
        for event in _asks():
            await ws.send_json(event)
        done = (await _until(ws, "response.done", ANSWERED_WITHIN_S)).get("response", {})
        if done.get("status") == "failed":
            raise _Told((done.get("status_details") or {}).get("error") or {})
    except _Told as told:
        if told.code == "model_not_found":
            return unknown(service, ModelKnown(Cell.NO))
        return failed(service, known, told)
    except TimeoutError as error:
        return failed(service, known, error)
    return found(service, known)


class _Told(APIError):
    """An error event, or a connection that was closed instead."""

    def __init__(self, error: Wire) -> None:
        super().__init__(str(error.get("message") or error.get("code") or "it failed"), body=error)
        self.code = error.get("code")


async def _until(ws: aiohttp.ClientWebSocketResponse, kind: str, within_s: float) -> Wire:
    async with asyncio.timeout(within_s):
        while True:
            message = await ws.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise _Told({"message": f"the connection was closed ({ws.close_code})"})
            event = fields(message.data)
            if event.get("type") == kind:
                return event
            if event.get("type") == "error":
                raise _Told(event.get("error") or {})


def _settings(service: Service) -> Wire:
    voice = {"audio": {"output": {"voice": service.voice}}} if service.voice else {}
    return {"type": "realtime", **voice}


def _asks() -> tuple[Wire, Wire]:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Say yes."}]}
    answer = {"output_modalities": ["text"], "max_output_tokens": TOKENS}
    return {"type": "conversation.item.create", "item": item}, {"type": "response.create", "response": answer}


def realtime_url(service: Service, *, azure: bool) -> str:
    """Where the plugin connects to for the same base URL."""
    parts = urlsplit(websocket(service.url))
    path, query = parts.path.rstrip("/"), dict(parse_qsl(parts.query))
    if azure:
        path += {"": "/v1/realtime", "/openai": "/v1/realtime", "/openai/v1": "/realtime"}.get(path, "")
    elif path in {"", "/v1", "/openai", "/openai/v1"}:
        path += "/realtime"
    query.setdefault("model", service.model)
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(query), ""))
