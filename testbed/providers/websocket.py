"""What doubles of providers that speak over WebSockets have in common: they serve, and tell what has happened."""

import asyncio
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from aiohttp import web

from testbed.providers.serving import Serving


class Droppable(Protocol):
    """A connection, as far as this is concerned."""

    @property
    def drop(self) -> Callable[[], None]:
        """Cut it, without a word."""
        ...


Connected = TypeVar("Connected", bound=Droppable)


class WebSocketDouble(Generic[Connected]):
    """Serves on a free loopback port for as long as it is entered."""

    def __init__(self) -> None:
        self.origin = ""
        """Its address, without a path."""
        self.mistakes: list[BaseException] = []
        """What went wrong in the double itself, or in what a test lent it; raised when it is closed."""
        self._news = asyncio.Event()
        self._serving: Serving | None = None

    def routes(self, app: web.Application) -> None:
        """Add what is served."""
        raise NotImplementedError

    def made(self) -> Sequence[Connected]:
        """Every connection that was taken, in order."""
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        app = web.Application()
        self.routes(app)
        self._serving = await Serving(app, patience_s=0.1, cancels=False).__aenter__()
        self.origin = self._serving.origin
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self.made():
            connection.drop()
        if self._serving:
            await self._serving.__aexit__()
        if self.mistakes and error is None:
            raise self.mistakes[0]

    async def nth(self, number: int) -> Connected:
        """That connection, once it has been made."""
        await self.until(lambda: len(self.made()) >= number)
        return self.made()[number - 1]

    def tell(self) -> None:
        """Something happened: whoever waits in `until` looks again."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def until(self, true: Callable[[], bool], within_s: float = 10.0) -> None:
        """Wait for messages to make it true; TimeoutError if they don't."""
        async with asyncio.timeout(within_s):
            while not true():
                await self._news.wait()
