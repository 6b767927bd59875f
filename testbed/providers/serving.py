"""An application on a free loopback port: what every double stands on."""

from typing import Self

from aiohttp import web

from testbed.ports import HOST


class Serving:
    """Serves for as long as it is entered. On leaving, connections that are still open are dropped."""

    def __init__(self, app: web.Application, *, patience_s: float = 0.001, cancels: bool = True) -> None:
        """`patience_s`: how long those connections may take to end by themselves.

        `cancels`: whether an answer under way is cancelled once nobody is there to read it.
        """
        self._runner = web.AppRunner(app, handler_cancellation=cancels, access_log=None, shutdown_timeout=patience_s)
        self.origin = ""
        """Where it is, without a path; once it is entered."""

    @property
    def connections(self) -> int:
        """How many clients hold one open."""
        server = self._runner.server
        return len(server.connections) if server else 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self.origin = f"http://{HOST}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
