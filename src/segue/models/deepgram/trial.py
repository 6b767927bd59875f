"""Tries Deepgram over its WebSocket, in its own protocol.

Not through the plugin: Deepgram tells why it refuses in a header, which the plugin drops.
"""

import asyncio
from typing import Final
from urllib.parse import urlencode

import aiohttp
from livekit.agents import APIError, APIStatusError

from segue.models.stage_models import StageModels
from segue.models.trials.findings import (
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

WITHIN_S: Final = 10.0
RATE: Final = 16_000
SILENCE: Final = bytes(RATE)
"""Half a second, 16 bit mono."""


async def try_deepgram(http: aiohttp.ClientSession, service: Service, _: StageModels | None = None) -> Finding:
    """Have half a second of silence written down."""
    asked = {"model": service.model, "encoding": "linear16", "sample_rate": RATE}
    try:
        url = f"{websocket(service.url)}?{urlencode(asked)}"
        async with await connect(http, url, {"Authorization": f"Token {service.key}"}) as ws:
            return await _listens(ws, service)
    except aiohttp.WSServerHandshakeError as error:
        if error.status in REFUSED_KEY:
            return refused(service, error.status)
        reason = error.headers.get("dg-error", "") if error.headers else ""
        if not reason:
            return shut(service, error.status)
        if "No such model" in reason:
            return unknown(service, ModelKnown(Cell.NO))
        told = APIStatusError(reason, status_code=error.status)
        return failed(service, ModelKnown(Cell.UNTRIED), told)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return unreachable(service, why(error))


async def _listens(ws: aiohttp.ClientWebSocketResponse, service: Service) -> Finding:
    known, answers = ModelKnown(Cell.YES), list[str]()
    try:
        await ws.send_bytes(SILENCE)
        await ws.send_json({"type": "CloseStream"})
        async with asyncio.timeout(WITHIN_S):
            async for message in ws:
                if message.type is aiohttp.WSMsgType.TEXT:
                    answers.append(str(fields(message.data).get("type")))
    except TimeoutError as error:
        return failed(service, known, error)
    if not answers or {"Error", "FatalError"} & {*answers}:
        return failed(service, known, APIError(f"it answered {', '.join(answers) or 'nothing'}", retryable=False))
    return found(service, known)
