"""One stream to the Deepgram double, of either kind: what came, what went back, and what is made to go wrong."""

import asyncio
import contextlib
import json
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from testbed.providers.energy import Energy

if TYPE_CHECKING:
    from testbed.providers.deepgram.double import DeepgramDouble

Wire = dict[str, Any]
LEAD_S = 0.3
"""Sound kept from before a turn was noticed, so that its first syllable is in it."""


class Connection(ABC):
    """What is common to both endpoints. `params`: the address's parameters, the first of each."""

    def __init__(
        self, double: "DeepgramDouble", ws: web.WebSocketResponse, params: Mapping[str, str], drop: Callable[[], None]
    ) -> None:
        self.params, self.drop = params, drop
        self.request_id = str(uuid.uuid4())
        self.sample_rate = int(params.get("sample_rate", 16000))
        self.audio_s = 0.0
        """Seconds of sound received."""
        self.received: list[Wire] = []
        """The client's messages other than sound."""
        self.sent: list[Wire] = []
        self.closed = False
        self._double, self._ws = double, ws
        self._energy = Energy(self.sample_rate)
        self._inbox: asyncio.Queue[bytes | str] = asyncio.Queue()
        self._pcm = bytearray()
        self._turn_from_s: float | None = None

    async def run(self) -> None:
        """Serve until either side closes. Sound goes on being taken in while what came before is made out."""
        work = asyncio.create_task(self._work())
        try:
            while True:
                message = await self._ws.receive(self.idle_after_s)
                if message.type not in {WSMsgType.BINARY, WSMsgType.TEXT}:
                    return
                await self._receive(message.data)
        except TimeoutError:
            await self._ws.close(code=1011, message=b"NET-0001: no audio was received within the timeout window")
        finally:
            self.closed = True
            self._double.tell()
            work.cancel()
            for mistake in await asyncio.gather(work, return_exceptions=True):
                if isinstance(mistake, Exception):
                    self._double.mistakes.append(mistake)

    async def send(self, **message: Any) -> None:
        """To the client, unless the stream is half open."""
        if self._double.faults.deaf:
            return
        with contextlib.suppress(ConnectionError):
            await self._ws.send_json(message)
        self.sent.append(message)
        self._double.tell()

    async def close(self) -> None:
        """In good order, when the client has asked for it."""
        if not self._double.faults.deaf:
            await self._ws.close()

    async def understand(self, *, last: bool) -> str:
        """What was said in the turn so far; `last`: in all of it."""
        faults = self._double.faults
        if last:
            await self._double.finals.wait()
            await asyncio.sleep(faults.late_s)
        if faults.garbage is not None:
            return faults.garbage
        return await asyncio.to_thread(self._double.stt, bytes(self._pcm), self.sample_rate)

    @property
    def idle_after_s(self) -> float | None:
        """Seconds without any message after which the provider hangs up; None: never."""
        return None

    @property
    def turn_from_s(self) -> float | None:
        """Where the turn began in the stream; None between turns."""
        return self._turn_from_s

    @abstractmethod
    async def on_open(self) -> None: ...

    @abstractmethod
    async def on_silent_step(self) -> None:
        """10 ms went by outside a turn."""

    @abstractmethod
    async def on_turn_begins(self) -> None: ...

    @abstractmethod
    async def on_turn_step(self) -> None:
        """10 ms went by in a turn."""

    @abstractmethod
    async def on_message(self, message: Wire) -> bool:
        """A message other than sound; False if there is no such message."""

    @abstractmethod
    async def on_nonsense(self, why: str) -> None:
        """A message that could not be read."""

    def end_turn(self) -> None:
        """Forget the turn and its sound."""
        self._turn_from_s = None
        self._pcm.clear()

    async def _receive(self, data: bytes | str) -> None:
        if isinstance(data, bytes):
            self.audio_s += len(data) / 2 / self.sample_rate
            await self._break_off()
        self._inbox.put_nowait(data)
        self._double.tell()

    async def _break_off(self) -> None:
        faults = self._double.faults
        if faults.lose_after_s is not None and self.audio_s >= faults.lose_after_s:
            self.drop()
        elif faults.close_after_s is not None and self.audio_s >= faults.close_after_s:
            await self._ws.close(code=1011, message=b"internal error")

    async def _work(self) -> None:
        await self.on_open()
        while True:
            data = await self._inbox.get()
            await (self._hear(data) if isinstance(data, bytes) else self._read(data))

    async def _hear(self, pcm: bytes) -> None:
        for step in self._energy.steps(pcm):
            self._pcm += step
            if self._turn_from_s is not None:
                await self.on_turn_step()
            elif self._energy.speaks:
                self._turn_from_s = max(0.0, self._energy.at_s - len(self._pcm) / 2 / self.sample_rate)
                await self.on_turn_begins()
            else:
                del self._pcm[: -round(LEAD_S * self.sample_rate) * 2]
                await self.on_silent_step()

    async def _read(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError as bad:
            await self.on_nonsense(str(bad))
            return
        self.received.append(message)
        self._double.tell()
        if not await self.on_message(message):
            await self.on_nonsense(f"unknown variant `{message.get('type')}`")
