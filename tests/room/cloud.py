"""Where the library would send what it knows of a call, were the worker's server LiveKit Cloud."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(slots=True)
class Cloud:
    """Takes anything, and notes it."""

    url: str = ""
    came: list[str] = field(default_factory=list)
    """The path of each request."""

    async def take(self, request: web.Request) -> web.Response:
        self.came.append(request.path)
        await request.read()
        return web.Response()


@contextlib.asynccontextmanager
async def cloud() -> AsyncIterator[Cloud]:
    """One on loopback; a worker sends there whose LIVEKIT_OBSERVABILITY_URL says so."""
    up = Cloud()
    app = web.Application()
    app.add_routes([web.route("*", "/{path:.*}", up.take)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        up.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield up
    finally:
        await runner.cleanup()
