"""A real livekit-server: found, else installed by Go's own client, and run on loopback.

`python -m testbed.livekit_server` builds one where there is none, and says where it is or how to get it.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import yaml

from commands.serve.child_process import dies_with_us
from commands.serve.loopback import BUILT, CACHE, HOW_TO_GET_ONE, SOURCE, configuration, find, kept_server
from testbed.ports import HOST, free_port
from testbed.server_process import ServerProcess

__all__ = ["HOW_TO_GET_ONE", "LiveKitServer", "find", "install"]


def install() -> Path | None:
    """Build it into the ignored cache: 95 to 180 s the first time. None where Go is missing or fails."""
    go = shutil.which("go")
    if go is None:
        return None
    # It lies under its own name only when it is whole, so an interrupted build is never found.
    with tempfile.TemporaryDirectory(dir=_made(CACHE)) as half_built:
        built = subprocess.run([go, "install", SOURCE], env={**os.environ, "GOBIN": half_built}, check=False)
        if built.returncode != 0:
            return None
        (Path(half_built) / BUILT).replace(kept_server())
    return kept_server()


class LiveKitServer(ServerProcess):
    """A server of one's own on free loopback ports, with keys made up for it."""

    ready_within_s = 20.0  # of which it takes 0.1 on an idle machine

    def __init__(self, binary: Path) -> None:
        super().__init__()
        self._binary = binary
        self._folder = Path(tempfile.mkdtemp(prefix="segue-livekit-"))
        self._port = free_port()
        self.api_key = f"key{secrets.token_hex(6)}"
        self.api_secret = secrets.token_hex(24)

    @property
    def url(self) -> str:
        """What a worker or a caller connects to."""
        return f"ws://{HOST}:{self._port}"

    @property
    def log(self) -> str:
        """Everything the server has said so far."""
        return (self._folder / "log").read_text(errors="replace")

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it."""
        config = self._folder / "livekit.yaml"
        config.write_text(yaml.safe_dump(configuration(self._port, self.api_key, self.api_secret)))
        with (self._folder / "log").open("wb") as log:
            command = [*dies_with_us(), str(self._binary), "--config", str(config)]
            return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def answers(self) -> bool:
        """Whether it says that all is well."""
        with urllib.request.urlopen(f"http://{HOST}:{self._port}/", timeout=1) as answer:
            return bool(answer.status == 200)

    def last_words(self) -> str:
        """The end of its log."""
        return self.log[-2000:]

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        shutil.rmtree(self._folder, ignore_errors=True)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    found = find() or install()
    print(found or HOW_TO_GET_ONE)
    # Whether its absence is a failure is for the tests to say.
    sys.exit(0)
