"""A realtime connection as a pipe for events: what came, what was sent, what is being done meanwhile."""

import asyncio
import contextlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from testbed.providers.openai.realtime.conversation import new_id
from testbed.providers.openai.realtime.schema import SERVER_EVENTS, Wire

if TYPE_CHECKING:
    from testbed.providers.openai.realtime.double import OpenAIRealtimeDouble


class Channel(ABC):
    """One WebSocket. `drop` loses it without a closing handshake."""

    def __init__(self, double: "OpenAIRealtimeDouble", ws: web.WebSocketResponse, drop: Callable[[], None]) -> None:
        self.double, self.drop = double, drop
        self.received: list[Wire] = []
        """Client events in order, sound left out."""
        self.sent: list[Wire] = []
        """Server events in order, sound left out."""
        self.closed = False
        self._ws = ws
        self._tasks: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def begin(self) -> None:
        """What the server says first."""

    @abstractmethod
    async def take(self, text: str) -> None:
        """Answer a client event."""

    def kinds(self, *, sent: bool = False) -> list[str]:
        """The types of the events received, or sent, in order."""
        return [event["type"] for event in (self.sent if sent else self.received)]

    async def run(self) -> None:
        """Serve until either side closes."""
        try:
            await self.begin()
            async for message in self._ws:
                if message.type is WSMsgType.TEXT:
                    await self.take(message.data)
        except Exception as mistake:
            self.double.mistakes.append(mistake)
            raise
        finally:
            self.closed = True
            self.double.tell()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def send(self, kind: str, **fields: Any) -> None:
        """One server event, held to the SDK's own type."""
        event = {"event_id": new_id("event"), "type": kind, **fields}
        SERVER_EVENTS[kind].model_validate(event)
        text = json.dumps(event)
        with contextlib.suppress(ConnectionError):
            await self._ws.send_str(text)
        self.sent.append({**json.loads(text), **({"delta": ""} if kind == "response.output_audio.delta" else {})})
        self.double.tell()

    async def refuse(self, error: Wire) -> None:
        """An error event."""
        await self.send("error", error={"event_id": None, "param": None, **error})

    async def expire(self, said: str) -> None:
        """End the session as the provider does when it has lasted too long."""
        await self.refuse({"type": "invalid_request_error", "code": "session_expired", "message": said})
        await self.close(1001, said)

    async def close(self, code: int, reason: str) -> None:
        """Close in good order."""
        await self._ws.close(code=code, message=reason.encode())

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it beside the reading, until the connection ends."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (mistake := task.exception()):
            self.double.mistakes.append(mistake)
            self.double.tell()
