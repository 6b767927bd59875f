"""The page's server, as `./segue room` opens it, before a LiveKit server of a test's."""

import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from agents import team
from commands.serve.installing import client_file
from commands.serve.processes import Processes
from segue.page.allowance import Allowance
from segue.page.client import kept
from segue.page.routes import Page
from segue.page.serving import listening, serving
from segue.page.tokens import LiveKitAccess
from segue.profile.load import load
from testbed.livekit_server import LiveKitServer

ROOT: Final = Path(__file__).resolve().parents[2]
CACHE: Final = ROOT / ".cache"


def access(server: LiveKitServer) -> LiveKitAccess:
    """How to get into its rooms."""
    return LiveKitAccess(server.url, server.api_key, server.api_secret)


@contextlib.asynccontextmanager
async def served(access: LiveKitAccess, agent_name: str = "segue") -> AsyncIterator[str]:
    """The storyteller's page; its address."""
    profile = load(ROOT / "profiles" / "storyteller", team().known())
    # All the callers of a test come at once.
    page = Page(access, agent_name, profile, "rehearsal", kept(CACHE), allowance=lambda: Allowance(100, 1))
    with listening(0) as at:
        async with serving(page, at) as address:
            yield address


async def fetch_client() -> Path:
    """livekit-client, fetched where it is not yet here. Raises `ProcessFailed` and OSError."""
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as logs:
        async with Processes(Path(logs)) as processes:
            return await client_file(processes, CACHE)
