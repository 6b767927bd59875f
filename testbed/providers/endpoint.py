"""One path of an HTTP double: it reads a request, answers in pieces, breaks where told to, and keeps the record."""

import asyncio
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from aiohttp import web

from testbed.providers.faults import Cuts, Drips, Empty, Fails, Fault, Faults, Garbles, How, Refuses, Silent, Stalls
from testbed.providers.record import Body, Received, RequestOutcome
from testbed.providers.refusal import Refusal

R = TypeVar("R")


class Endpoint(Generic[R]):
    """Where requests of one kind come in. `read` and `answer` raise `Refusal` for what the provider refuses.

    `out_of_order`: what the provider says where a test has it refuse, given the name of the model.
    """

    def __init__(
        self,
        read: Callable[[web.Request], Awaitable[R]],
        answer: Callable[[R], Awaitable[Body]],
        out_of_order: Callable[[Refuses, str], Refusal],
    ) -> None:
        self.received: list[Received[R]] = []
        self.faults = Faults()
        self._read, self._answer, self._out_of_order = read, answer, out_of_order
        self._came = asyncio.Condition()

    async def nth(self, number: int) -> Received[R]:
        """That request, once it has come."""
        async with self._came:
            await self._came.wait_for(lambda: len(self.received) >= number)
        return self.received[number - 1]

    async def handle(self, http: web.Request) -> web.StreamResponse:
        """Answer, and keep the record."""
        record = Received[R](len(self.received) + 1, http.path, _now())
        self.received.append(record)
        async with self._came:
            self._came.notify_all()
        try:
            return await self._serve(http, record)
        except Refusal as refused:
            record.error, record.outcome = refused.error, RequestOutcome.REFUSED
            return refused.response()
        except (asyncio.CancelledError, ConnectionResetError):
            if record.outcome is RequestOutcome.UNDER_WAY:
                record.outcome = RequestOutcome.CANCELLED
            raise
        finally:
            record.ended_s = _now()
            record.ended.set()

    async def _serve(self, http: web.Request, record: Received[R]) -> web.StreamResponse:
        record.request = await self._read(http)
        record.fault = self.faults.take(record.number)
        if isinstance(record.fault, Refuses):
            raise self._out_of_order(record.fault, getattr(record.request, "model", ""))
        if isinstance(record.fault, Silent):
            await _for_ever()
        body = await self._answer(record.request)
        headers = {"Content-Type": body.content_type, "x-request-id": f"req_{record.number}"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(http)
        await self._send(body, record, http, response)
        await response.write_eof()
        if record.outcome is RequestOutcome.UNDER_WAY:
            record.outcome = RequestOutcome.COMPLETE
        return response

    async def _send(self, body: Body, record: Received[R], http: web.Request, response: web.StreamResponse) -> None:
        pieces = body.hollow if isinstance(record.fault, Empty) else body.pieces
        due = min(getattr(record.fault, "after", -1), len(pieces))
        for number in range(len(pieces) + 1):
            if number == due and not await self._befall(record, http, response):
                return
            if number == len(pieces):
                return
            await asyncio.sleep(_pause_s(record.fault, body, number))
            await response.write(pieces[number])
            await record.sent(pieces[number], body, _now())

    async def _befall(self, record: Received[R], http: web.Request, response: web.StreamResponse) -> bool:
        """What goes wrong here. False: nothing more is sent."""
        match record.fault:
            case Stalls(for_s=None):
                await _for_ever()
            case Stalls(for_s=for_s):
                await asyncio.sleep(for_s or 0)
            case Garbles():
                await response.write(b'data: {"id": "\n\n')
            case Fails():
                record.outcome = RequestOutcome.BROKEN
                error = self._out_of_order(Refuses(500), "").error
                await response.write(b"data: " + json.dumps({"error": error}).encode() + b"\n\n")
                return False
            case Cuts(how=how):
                record.outcome = RequestOutcome.BROKEN
                if how is not How.END:
                    await _disconnect(http, how)
                return False
        return True


def _pause_s(fault: Fault | None, body: Body, number: int) -> float:
    """Before that piece, from 0."""
    if isinstance(fault, Drips):
        return fault.every_s
    return body.pace_s if number else 0.0


async def _disconnect(http: web.Request, how: How) -> None:
    """Never returns: the server cancels what served a connection that is gone."""
    transport = http.transport
    assert transport is not None
    if how is How.RESET:
        linger_not = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_not)
        transport.abort()
    transport.close()
    await _for_ever()


async def _for_ever() -> None:
    """Until the connection is gone, and with it whatever serves it."""
    await asyncio.Event().wait()


def _now() -> float:
    return asyncio.get_running_loop().time()
