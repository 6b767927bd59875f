"""A real livekit-server for the room tests: found, else installed by Go's own client, and run on loopback."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

import yaml

VERSION = "v1.13.5"
"""The newest that `go install` takes: from 1.13.6 on its go.mod carries `replace` directives."""
CACHED = Path(__file__).resolve().parents[1] / ".cache" / f"livekit-server-{VERSION}"
HOW_TO_GET_ONE = (
    "the room tests need a livekit-server: put one on PATH (macOS: brew install livekit), "
    "or install Go 1.26 and run ./segue test, which builds one"
)
READY_WITHIN_S = 20.0
"""It takes 0.1 s on an idle machine; this is for one that is busy with something else."""


class NotRunning(RuntimeError):
    """The server ended, or was never ready; its log says why."""


def find() -> Path | None:
    """The server's binary: from PATH, else the one built before."""
    on_path = shutil.which("livekit-server")
    if on_path:
        return Path(on_path)
    return CACHED if CACHED.exists() else None


def install() -> Path | None:
    """Build it into the ignored cache: 95 to 180 s the first time. None where Go is missing or fails."""
    go = shutil.which("go")
    if go is None:
        return None
    # It lies under its own name only when it is whole, so an interrupted build is never found.
    with tempfile.TemporaryDirectory(dir=_made(CACHED.parent)) as half_built:
        source = f"github.com/livekit/livekit-server/cmd/server@{VERSION}"
        built = subprocess.run([go, "install", source], env={**os.environ, "GOBIN": half_built}, check=False)
        if built.returncode != 0:
            return None
        (Path(half_built) / "server").replace(CACHED)
    return CACHED


class LiveKitServer:
    """A server of one's own on free loopback ports, with keys made up for it. Use it as a context manager."""

    def __init__(self, binary: Path) -> None:
        self._binary = binary
        self._folder = Path(tempfile.mkdtemp(prefix="segue-livekit-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._port = _free_port(socket.SOCK_STREAM)
        self.api_key = f"key{secrets.token_hex(6)}"
        self.api_secret = secrets.token_hex(24)

    @property
    def url(self) -> str:
        """What a worker or a caller connects to."""
        return f"ws://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """The process's number, once it runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """Everything the server has said so far."""
        return (self._folder / "log").read_text(errors="replace")

    def __enter__(self) -> Self:
        config = self._folder / "livekit.yaml"
        config.write_text(yaml.safe_dump(self._configuration()))
        with (self._folder / "log").open("wb") as log:
            command = [*_dies_with_us(), str(self._binary), "--config", str(config)]
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            self._wait_until_ready(self._process)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _configuration(self) -> dict[str, object]:
        """All on loopback: by default it listens everywhere and tells clients of public STUN servers."""
        return {
            "port": self._port,
            "bind_addresses": ["127.0.0.1"],
            "rtc": {
                "udp_port": _free_port(socket.SOCK_DGRAM),
                "tcp_port": 0,  # none: it would listen on every interface
                "use_external_ip": False,
                "node_ip": "127.0.0.1",
                "enable_loopback_candidate": True,
                "interfaces": {"includes": ["lo"]},
                "stun_servers": ["127.0.0.1:9"],
            },
            "keys": {self.api_key: self.api_secret},
        }

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        give_up_at = time.monotonic() + READY_WITHIN_S
        while not self._answers():
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise NotRunning(f"livekit-server is not ready; its log ends:\n{self.log[-2000:]}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/", timeout=1) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _dies_with_us() -> list[str]:
    """Words before a command that make Linux kill it once the thread that started it is gone, however."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    found = find() or install()
    print(found or HOW_TO_GET_ONE)
    # Whether its absence is a failure is for the tests to say.
    sys.exit(0)
