"""A word in the meantime: where a model's first words are long in coming, the caller hears a line of the profile's."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from typing import TypeVar

from livekit.agents import FlushSentinel

T = TypeVar("T")


async def filled(
    answer: AsyncIterable[T], line: str, after_s: float, within_s: float | None = None
) -> AsyncIterator[T | str | FlushSentinel]:
    """`answer`, with `line` before it as a piece of its own where nothing of it has come after `after_s` seconds.

    Raises `TimeoutError` where nothing of it has come after another `within_s`.
    """
    pieces = aiter(answer)
    first = asyncio.ensure_future(anext(pieces, None))
    try:
        await asyncio.wait([first], timeout=after_s)
        if not first.done():
            yield f"{line} "
            yield FlushSentinel()
            await asyncio.wait([first], timeout=within_s)
        if not first.done():
            raise TimeoutError
        if (piece := await first) is None:
            return
        yield piece
        async for piece in pieces:
            yield piece
    finally:
        first.cancel()
