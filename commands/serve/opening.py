"""Gets ready what a page needs to hold calls: livekit-client, a LiveKit server and a worker, all beside one another."""

import asyncio
import contextlib
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import yaml

from commands.serve.installing import client_file, server_binary
from commands.serve.loopback import HOST, configuration, free_port
from commands.serve.processes import Processes
from segue.page.tokens import LiveKitAccess
from segue.settings import environment

AGENT: Final = Path(__file__).resolve().parents[2] / "agent.py"
LOOKS_EVERY_S: Final = 0.05
BUILT_WITHIN_S: Final = 3600
"""How long a worker waits for a server that may have to be built; it is told sooner where that fails."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is to be opened."""

    access: LiveKitAccess
    cache: Path
    local: bool
    """Whether the LiveKit server is ours to start."""
    worker: Mapping[str, str] | None
    """The worker's environment; None: somebody else runs it."""


def own_access() -> LiveKitAccess:
    """Where a server of our own will be, with keys made up for it."""
    return LiveKitAccess(f"ws://{HOST}:{free_port()}", f"key{secrets.token_hex(6)}", secrets.token_hex(24))


async def ready(processes: Processes, opening: Opening) -> Path:
    """Start it all; livekit-client's file, once calls can be taken. Raises `ProcessFailed` and OSError."""
    worker = [_worker(processes, opening.worker)] if opening.worker is not None else []
    server = [_server(processes, opening)] if opening.local else []
    others = asyncio.gather(*worker, *server)
    client, _ = await asyncio.gather(client_file(processes, opening.cache), others)
    return client


async def _worker(processes: Processes, env: Mapping[str, str]) -> None:
    worker = await processes.start("worker", [sys.executable, "-P", str(AGENT), "start"], env)
    await worker.says("registered worker")


async def _server(processes: Processes, opening: Opening) -> None:
    binary = await server_binary(processes, opening.cache)
    access = opening.access
    port = int(access.url.rpartition(":")[2])
    # By the environment, which leaves no file with keys behind.
    told = {"LIVEKIT_CONFIG": yaml.safe_dump(configuration(port, access.key, access.secret))}
    await processes.start("livekit-server", [str(binary)], environment(told))
    async with aiohttp.ClientSession() as web:
        while not await _answers(web, f"http://{HOST}:{port}/"):  # noqa: ASYNC110  (another process's, so no event)
            await asyncio.sleep(LOOKS_EVERY_S)


async def _answers(web: aiohttp.ClientSession, url: str) -> bool:
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with web.get(url, timeout=aiohttp.ClientTimeout(total=1.0)) as answer:
            return answer.status == 200
    return False
