"""Lines that are typed, or come through a pipe: waiting for one keeps nothing else from happening, nor from ending."""

import asyncio
import errno
import io
import os
from typing import TextIO

CHUNK_BYTES = 65536


class TypedLines:
    """The lines of one source. A letter that nobody can read is one that stands for it, and ends nothing."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._encoding = source.encoding or "utf-8"
        self._read = bytearray()
        self._ended = False

    async def next(self) -> str | None:
        """The next line, without its end; None where there is none any more. Raises `OSError`."""
        while not self._ended and b"\n" not in self._read:
            chunk = await self._chunk()
            self._read += chunk
            self._ended = not chunk
        if not self._read:
            return None
        line, _, rest = self._read.partition(b"\n")
        self._read = rest
        return line.decode(self._encoding, errors="replace")

    async def _chunk(self) -> bytes:
        try:
            descriptor = self._source.fileno()
        except io.UnsupportedOperation:  # it is in memory
            return self._source.buffer.read()
        await _readable(descriptor)
        try:
            return os.read(descriptor, CHUNK_BYTES)
        except OSError as error:
            if error.errno == errno.EIO:  # the terminal has gone
                return b""
            raise OSError(error.errno, error.strerror, "standard input") from None


async def _readable(descriptor: int) -> None:
    """Wait in the event loop: a thread that waits for a line can't be told to stop."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except OSError:
        return  # a file, which is always ready
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
