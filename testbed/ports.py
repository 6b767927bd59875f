"""Ports of loopback that nobody listens on."""

import socket

HOST = "127.0.0.1"


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """One that was free a moment ago."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def nobodys_url() -> str:
    """A base URL, as OpenAI's clients are given one, where every connection is refused."""
    return f"http://{HOST}:{free_port()}/v1"
