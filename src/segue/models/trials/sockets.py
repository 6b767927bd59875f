"""WebSockets that are opened for a trial."""

import asyncio
import json
from typing import Any, Final

import aiohttp

from segue.models.trials.findings import REACHED_WITHIN_S

CLOSED_WITHIN_S: Final = 1.0


async def connect(http: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> aiohttp.ClientWebSocketResponse:
    """Open one, or raise what aiohttp raises, or `TimeoutError`."""
    async with asyncio.timeout(REACHED_WITHIN_S):
        return await http.ws_connect(url, headers=headers, timeout=aiohttp.ClientWSTimeout(ws_close=CLOSED_WITHIN_S))


def websocket(url: str) -> str:
    """The address as a WebSocket's."""
    return url.replace("http", "ws", 1) if url.startswith("http") else url


def fields(text: str) -> dict[str, Any]:
    """An event's fields; none of what isn't an event."""
    try:
        event = json.loads(text)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}
