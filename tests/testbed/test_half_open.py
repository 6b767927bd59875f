"""The proxy that leaves connections half open."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from testbed.half_open import HalfOpen
from testbed.ports import HOST

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def through(came: list[bytes]) -> AsyncIterator[HalfOpen]:
    """A proxy before a server that says each line again, and keeps it in `came`."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            async for line in reader:
                came.append(line)
                writer.write(line)

    server = await asyncio.start_server(echo, HOST, 0)
    try:
        async with HalfOpen(f"ws://{HOST}:{server.sockets[0].getsockname()[1]}/there?is=more") as proxy:
            yield proxy
    finally:
        server.close()


@contextlib.asynccontextmanager
async def connected(proxy: HalfOpen) -> AsyncIterator[Ends]:
    """Both ends of a connection to it."""
    host, _, port = proxy.url.removeprefix("ws://").removesuffix("/there?is=more").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    with contextlib.closing(writer):
        yield reader, writer


async def echoed(ends: Ends, line: bytes) -> bytes:
    """What comes back for a line."""
    reader, writer = ends
    writer.write(line)
    return await reader.readline()


async def test_it_passes_on_what_is_said_and_an_end() -> None:
    came = list[bytes]()
    async with through(came) as proxy, connected(proxy) as ends:
        assert await echoed(ends, b"one\n") == b"one\n"
        ends[1].write_eof()
        assert await ends[0].read() == b""
        assert (proxy.connections, came) == (1, [b"one\n"])


async def test_what_is_held_is_neither_passed_on_nor_closed_and_a_new_connection_is_as_good_as_any() -> None:
    came = list[bytes]()
    async with contextlib.AsyncExitStack() as held:
        async with through(came) as proxy:
            asking, leaving = [await held.enter_async_context(connected(proxy)) for _ in range(2)]
            for ends in (asking, leaving):
                assert await echoed(ends, b"one\n") == b"one\n"
            proxy.hold()
            unanswered = asyncio.create_task(echoed(asking, b"lost\n"))
            leaving[1].write_eof()
            unclosed = asyncio.create_task(leaving[0].read())
            async with connected(proxy) as new:
                assert await echoed(new, b"two\n") == b"two\n"
            assert came == [b"one\n", b"one\n", b"two\n"]
            assert not unanswered.done()
            assert not unclosed.done()
            assert proxy.connections == 3
        assert await unanswered == await unclosed == b""
