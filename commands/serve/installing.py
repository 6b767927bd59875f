"""What a room needs and this machine may lack: a livekit-server, which Go builds, and livekit-client, by npm."""

import shutil
import sys
import tempfile
from pathlib import Path

from commands.serve.loopback import BUILT, HOW_TO_GET_ONE, SOURCE, find, kept_server
from commands.serve.processes import Processes
from segue.page import client


def lacking(cache: Path, *, server: bool) -> list[str]:
    """A line for each thing that is not here and can't be got; `server`: whether a livekit-server is needed."""
    no_server = server and find(cache) is None and shutil.which("go") is None
    no_client = not client.kept(cache).exists() and shutil.which("npm") is None
    return [*([HOW_TO_GET_ONE] if no_server else []), *([client.HOW_TO_GET_NPM] if no_client else [])]


async def server_binary(processes: Processes, cache: Path) -> Path:
    """The livekit-server, built where there is none. Raises `ProcessFailed` and OSError."""
    if found := find(cache):
        return found
    _tell("building a livekit-server with Go (once; it takes two to four minutes) ...")
    # It lies under its own name only when it is whole, so an interrupted build is never found.
    with tempfile.TemporaryDirectory(dir=cache, ignore_cleanup_errors=True) as folder:
        await processes.run("build of livekit-server", ["env", f"GOBIN={folder}", "go", "install", SOURCE])
        (Path(folder) / BUILT).replace(kept_server(cache))
    return kept_server(cache)


async def client_file(processes: Processes, cache: Path) -> Path:
    """The one file of livekit-client, fetched where there is none. Raises `ProcessFailed` and OSError."""
    if client.kept(cache).exists():
        return client.kept(cache)
    _tell("fetching livekit-client with npm (once) ...")
    with tempfile.TemporaryDirectory(dir=cache, ignore_cleanup_errors=True) as folder:
        client.lay_out(Path(folder))
        await processes.run("fetching of livekit-client", ["npm", "--prefix", folder, *client.NPM])
        return client.take(Path(folder), cache)


def _tell(words: str) -> None:
    print(f"segue: {words}", file=sys.stderr, flush=True)
