"""What a server answers, as far as a trial looks at it: nobody's answer fills the memory or goes on for ever."""

from typing import Final

import aiohttp

LIMIT_BYTES: Final = 4 * 1024 * 1024
"""Some hundred times the longest list of models."""


async def body(response: aiohttp.ClientResponse) -> bytes:
    """The answer, or its beginning where it is too long to be one. Raises what aiohttp raises."""
    received = bytearray()
    async for piece in response.content.iter_any():
        received += piece
        if len(received) > LIMIT_BYTES:
            break
    return bytes(received)


async def text(response: aiohttp.ClientResponse) -> str:
    """The same as text, whatever it says of its encoding."""
    return (await body(response)).decode("utf-8", "replace")
