"""A TCP proxy on loopback that can leave connections half open: they stay, and nothing comes through any more."""

import asyncio
import contextlib
from typing import Self
from urllib.parse import urlsplit

from testbed.ports import HOST

PIECE_BYTES = 1 << 16


class HalfOpen:
    """`async with HalfOpen(url) as proxy:` and give whoever is to connect there `proxy.url` instead."""

    def __init__(self, url: str) -> None:
        self._beyond = urlsplit(url)
        self.url = ""
        self.connections = 0
        """How many have been made through it."""
        self._held = asyncio.Event()
        """Set once what was open by then is held; those that are made after that have another."""
        self._carrying: set[asyncio.Task[None]] = set()

    def hold(self) -> None:
        """Neither forward nor close what is open. Connections that are made from here on are as good as any."""
        self._held.set()
        self._held = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connect, HOST, 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = self._beyond._replace(netloc=f"{HOST}:{port}").geturl()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for carrying in self._carrying:
            carrying.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        carrying = asyncio.create_task(self._carry(reader, writer, self._held))
        self._carrying.add(carrying)
        carrying.add_done_callback(self._carrying.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, held: asyncio.Event) -> None:
        """Both ways, until either end has closed."""
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            from_there, to_there = await asyncio.open_connection(self._beyond.hostname, self._beyond.port)
            with contextlib.closing(to_there):
                ways = [
                    asyncio.create_task(_pass_on(reader, to_there, held)),
                    asyncio.create_task(_pass_on(from_there, writer, held)),
                ]
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()
                    await asyncio.gather(*ways, return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, held: asyncio.Event) -> None:
    while True:
        piece = await reader.read(PIECE_BYTES)
        if held.is_set():
            await asyncio.Event().wait()
        if not piece:
            return
        writer.write(piece)
        await writer.drain()
