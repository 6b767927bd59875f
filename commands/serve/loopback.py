"""A livekit-server that keeps to this machine: where its binary is, how Go builds one, and how it is told to behave."""

import shutil
import socket
from pathlib import Path
from typing import Any, Final

HOST: Final = "127.0.0.1"
CACHE: Final = Path(__file__).resolve().parents[2] / ".cache"
VERSION: Final = "v1.13.5"
"""The newest that `go install` takes: from 1.13.6 on its go.mod carries `replace` directives."""
SOURCE: Final = f"github.com/livekit/livekit-server/cmd/server@{VERSION}"
BUILT: Final = "server"
"""What Go calls the binary."""
HOW_TO_GET_ONE: Final = (
    "calls in rooms need a livekit-server: put one on PATH (macOS: brew install livekit), "
    "or install Go 1.26, with which ./segue room and ./segue test build one"
)


def kept_server(cache: Path = CACHE) -> Path:
    """Where the one that Go builds is kept."""
    return cache / f"livekit-server-{VERSION}"


def find(cache: Path = CACHE) -> Path | None:
    """The server's binary: from PATH, else the one built before."""
    on_path = shutil.which("livekit-server")
    if on_path:
        return Path(on_path)
    return kept_server(cache) if kept_server(cache).exists() else None


def configuration(port: int, key: str, secret: str) -> dict[str, Any]:
    """All on loopback: by default it listens everywhere and tells clients of public STUN servers."""
    return {
        "port": port,
        "bind_addresses": [HOST],
        "rtc": {
            "udp_port": free_port(socket.SOCK_DGRAM),
            "tcp_port": 0,  # none: it would listen on every interface
            "use_external_ip": False,
            "node_ip": HOST,
            "enable_loopback_candidate": True,
            "interfaces": {"includes": ["lo", "lo0"]},  # Linux and macOS
            "stun_servers": [f"{HOST}:9"],
        },
        "keys": {key: secret},
    }


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port of loopback that was free a moment ago."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
