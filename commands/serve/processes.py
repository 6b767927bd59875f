"""Processes that live and end together: the first to end ends the others."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from commands.serve.child_process import ChildProcess

T = TypeVar("T")

STOPPED_WITHIN_S: Final = 6.0
"""How long each is given to end: a worker writes the records of its calls meanwhile."""


class Processes:
    """Use it as a context manager: on leaving all are stopped, in the order in which they were started."""

    def __init__(self, logs: Path) -> None:
        """`logs` is the folder that takes what they say."""
        self._logs = logs
        self._all: list[ChildProcess] = []
        self._ended: asyncio.Future[ChildProcess] = asyncio.get_running_loop().create_future()

    async def start(self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> ChildProcess:
        """Start one that is to last. Raises OSError."""
        process = await self._begin(name, command, env)
        process.ending.add_done_callback(lambda _: self._over(process))
        return process

    async def run(self, name: str, command: Sequence[str]) -> None:
        """Run one that does its work and is done. Raises `ProcessFailed` and OSError."""
        process = await self._begin(name, command, None)
        try:
            status = await asyncio.shield(process.ending)
        finally:
            process.kill()
        if status:
            raise await process.failure()

    async def while_all_last(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` gives. Raises `ProcessFailed` as soon as one that is to last has ended."""
        task = asyncio.create_task(work)
        try:
            either: set[asyncio.Future[Any]] = {task, self._ended}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if self._ended.done():
                raise await self._ended.result().failure()
            return task.result()
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def last(self) -> None:
        """Wait for ever. Raises `ProcessFailed` as soon as one that is to last has ended."""
        raise await (await asyncio.shield(self._ended)).failure()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            for process in self._all:
                await process.stop(STOPPED_WITHIN_S)
        finally:  # also where the user has lost patience meanwhile
            for process in self._all:
                process.kill()

    def _over(self, process: ChildProcess) -> None:
        if not self._ended.done():
            self._ended.set_result(process)

    async def _begin(self, name: str, command: Sequence[str], env: Mapping[str, str] | None) -> ChildProcess:
        process = await ChildProcess.start(name, command, self._logs / f"{name.replace(' ', '-')}.log", env)
        self._all.append(process)
        return process
