"""Opens the page's server on loopback, and closes it again."""

import contextlib
import errno
import socket
from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web

from segue.page.routes import Page, application

LOOPBACK: Final = "127.0.0.1"
CLOSED_WITHIN_S: Final = 1.0


class PortTaken(Exception):
    """Somebody else listens there, or nobody may; one line says so."""


def listening(port: int) -> socket.socket:
    """A socket that listens on `port` of this machine alone; 0 takes any that is free. Raises `PortTaken`."""
    ours = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ours.bind((LOOPBACK, port))
        ours.listen()
    except OSError as error:
        ours.close()
        taken = "is taken" if error.errno == errno.EADDRINUSE else f"can't be had ({error.strerror})"
        raise PortTaken(f"port {port} of this machine {taken}; --port names another") from None
    return ours


@contextlib.asynccontextmanager
async def serving(page: Page, at: socket.socket) -> AsyncIterator[str]:
    """Serve `page` at what `listening` gave, and tell the address; closed on leaving."""
    port = at.getsockname()[1]
    runner = web.AppRunner(application(page, port), access_log=None, shutdown_timeout=CLOSED_WITHIN_S)
    await runner.setup()
    try:
        await web.SockSite(runner, at).start()
        yield f"http://{LOOPBACK}:{port}"
    finally:
        await runner.cleanup()
