"""What is typed at a terminal or comes through a pipe, line by line, without anybody having to wait for the next."""

import asyncio
import contextlib
import sys
import threading
from typing import IO


class TypedLines:
    """Standard input. Each line is read by a thread of its own, which may go on waiting when the process ends."""

    def __init__(self) -> None:
        buffer = sys.stdin.buffer if sys.stdin else None
        self._encoding = sys.stdin.encoding if sys.stdin else "utf-8"
        # Past the buffer: it has a lock, and a process can't end while some thread waits in there.
        self._input: IO[bytes] | None = getattr(buffer, "raw", buffer)

    async def next(self) -> str | None:
        """The next line, or None at the end of the input; a letter nobody can read is a question mark."""
        if self._input is None:  # whoever was started without an input has nothing to say
            return None
        loop = asyncio.get_running_loop()
        arriving: asyncio.Future[bytes] = loop.create_future()
        threading.Thread(target=_read, args=(self._input, loop, arriving), daemon=True).start()
        line = await arriving
        return line.decode(self._encoding, "replace").strip() if line else None


def _read(source: IO[bytes], loop: asyncio.AbstractEventLoop, arriving: asyncio.Future[bytes]) -> None:
    try:
        line = source.readline()
    except (OSError, ValueError):  # the terminal is gone, or it was closed
        line = b""
    with contextlib.suppress(RuntimeError):  # the loop is closed: the call has ended meanwhile
        loop.call_soon_threadsafe(_arrive, arriving, line)


def _arrive(arriving: asyncio.Future[bytes], line: bytes) -> None:
    if not arriving.done():  # else nobody waits for it any more
        arriving.set_result(line)
