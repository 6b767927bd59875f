"""The worker as a user starts it: a process of its own, known by its log, its health port and its exit status."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from testbed.livekit_server import LiveKitServer
from testbed.ports import HOST, free_port

ROOT = Path(__file__).resolve().parents[2]
START = ("agent.py", "start")
READY_WITHIN_S = 90.0
"""Importing and loading the models takes 5 s on two idle cores; this is for two that are not."""
GONE_WITHIN_S = 30.0
PASSED_ON = ("PATH", "HOME", "TMPDIR", "PYTHONPATH")
FROM_TESTS = "SEGUE_TESTS_"
"""What begins so is no setting: a test run tells it to every process below it."""


def environment(**settings: str) -> dict[str, str]:
    """A worker's environment: of ours what Python needs and a test run passes on, and `settings`."""
    ours = {name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith(FROM_TESTS)}
    imports = os.pathsep.join(filter(None, [ours.get("PYTHONPATH"), str(ROOT / "src"), str(ROOT)]))
    return {**ours, "PYTHONPATH": imports, "PYTHONUNBUFFERED": "1", **settings}


def rehearsal_environment(server: LiveKitServer, store: Path, **settings: str) -> dict[str, str]:
    """The environment of a worker that needs no key, beside `server`."""
    beside = {
        "LIVEKIT_URL": server.url,
        "LIVEKIT_API_KEY": server.api_key,
        "LIVEKIT_API_SECRET": server.api_secret,
        "SEGUE_MODELS": "rehearsal",
        "SEGUE_STORE": str(store),
        "SEGUE_PROFILES_DIR": str(ROOT / "profiles"),
    }
    return environment(**{**beside, **settings})


class WorkerProcess:
    """A worker's process and what it has said so far."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.lines: list[str] = []
        self._port = port
        self._news = asyncio.Condition()
        self._reading = asyncio.gather(self._read(process.stdout), self._read(process.stderr))

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def log(self) -> str:
        return "\n".join(self.lines)

    async def says(self, text: str) -> str:
        """The first line with `text` in it. Raises AssertionError with the log if the worker ends without one."""

        def said() -> str | None:
            return next((line for line in self.lines if text in line), None)

        async with self._news:
            await self._news.wait_for(lambda: said() or self._reading.done() or self._silent())
        line = said()
        assert line is not None, f"the worker ended without saying {text!r}:\n{self.log[-4000:]}"
        return line

    async def status(self) -> dict[str, Any]:
        """What `/worker` on its health port answers."""
        async with aiohttp.ClientSession() as web, web.get(f"http://{HOST}:{self._port}/worker") as answer:
            told: dict[str, Any] = json.loads(await answer.text())
            return told

    async def healthy(self) -> bool:
        """Whether `/` on its health port answers that all is well."""
        async with aiohttp.ClientSession() as web, web.get(f"http://{HOST}:{self._port}/") as answer:
            return answer.status == 200

    async def idle(self) -> None:
        """Wait until it has no call."""
        while (await self.status()).get("active_jobs", 0):  # noqa: ASYNC110  (another process's, so no event)
            await asyncio.sleep(0.1)

    async def ended(self) -> int:
        """Wait for its end; its exit status."""
        async with asyncio.timeout(GONE_WITHIN_S):
            await self._reading
            return await self.process.wait()

    async def stop(self) -> int:
        """Ask it to stop, as a supervisor does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    def _silent(self) -> bool:
        streams = (self.process.stdout, self.process.stderr)
        return all(stream is not None and stream.at_eof() for stream in streams)

    async def _read(self, stream: asyncio.StreamReader | None) -> None:
        assert stream is not None
        while line := await stream.readline():
            async with self._news:
                self.lines.append(line.decode(errors="replace").rstrip())
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()


@contextlib.asynccontextmanager
async def process(
    env: Mapping[str, str], command: Sequence[str] = START, folder: Path = ROOT
) -> AsyncIterator[WorkerProcess]:
    """A worker's process, whatever becomes of it; it is killed on leaving if it has not ended by then."""
    port = free_port()
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=folder,
        env={"SEGUE_HEALTH_PORT": str(port), **env},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    worker = WorkerProcess(started, int(env.get("SEGUE_HEALTH_PORT", port)))
    try:
        yield worker
    finally:
        if started.returncode is None:
            started.kill()
        await worker.ended()


@contextlib.asynccontextmanager
async def working(env: Mapping[str, str], command: Sequence[str] = START) -> AsyncIterator[WorkerProcess]:
    """A worker that has registered with its server and takes calls; stopped on leaving, with status 0."""
    async with process(env, command) as worker:
        async with asyncio.timeout(READY_WITHIN_S):
            await worker.says("registered worker")
        yield worker
        if worker.process.returncode is None:
            assert await worker.stop() == 0, worker.log[-4000:]
