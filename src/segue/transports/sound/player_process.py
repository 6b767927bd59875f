"""A player at work: its process, and the short pipe that leads to it."""

import asyncio
import contextlib
import fcntl
import os
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from segue.transports.sound.players import Player

SOURCE: Final = Path(__file__).resolve().parents[3]
"""Where `segue` is: `python -m` looks first in the folder it starts in."""
PIPE_BYTES: Final = 8192
"""0.17 s: sound waits for its player no longer than that, and what finds no room is never heard."""
LEAVES_WITHIN_S: Final = 2.0
"""For what a player has still to play, a quarter of a second."""


class PlayerProcess:
    """One player's process, from its start to its end. Leaving it well lets it play to its end, else it is killed."""

    def __init__(self, name: str, process: Process, pipe: int) -> None:
        self.name = name
        """The player's."""
        self._process = process
        self._pipe = pipe
        self._torn = b""
        """The rest of what went only in part into the pipe."""
        self._finished = False

    @classmethod
    async def start(cls, player: Player) -> Self:
        """Raises OSError where that can't be."""
        reads, writes = os.pipe()
        try:
            os.set_blocking(writes, False)
            if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux; on macOS it is 16 KiB and stays so
                fcntl.fcntl(writes, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
            # In a session of its own, for Ctrl-C is meant for the call. Should we be killed, its input ends.
            process = await asyncio.create_subprocess_exec(
                *player.command, stdin=reads, stdout=DEVNULL, stderr=DEVNULL, cwd=SOURCE, start_new_session=True
            )
        except BaseException:
            os.close(writes)
            raise
        finally:
            os.close(reads)
        return cls(player.name, process, writes)

    @property
    def status(self) -> int | None:
        """The process's exit status; None while it runs."""
        return self._process.returncode

    def put(self, pcm: bytes) -> bool:
        """Hand on whole samples if there is room, and say whether there was. Raises BrokenPipeError: it has ended."""
        try:
            sent = os.write(self._pipe, self._torn + pcm)
        except BlockingIOError:
            return False
        taken = sent > len(self._torn)
        self._torn = (self._torn + pcm if taken else self._torn)[sent:]
        return taken

    def finish(self) -> None:
        """There is no more to play. A second time does nothing."""
        if not self._finished:
            self._finished = True
            os.close(self._pipe)

    def kill(self) -> None:
        """Stop it at once."""
        self.finish()
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def end(self, within_s: float) -> int:
        """Have it end, which it may do by itself for so long; its exit status."""
        self.finish()
        try:
            async with asyncio.timeout(within_s):
                return await self._process.wait()
        except TimeoutError:
            pass
        finally:
            self.kill()
        return await self._process.wait()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.end(LEAVES_WITHIN_S if kind is None else 0.0)
