"""Fails any connection Python makes beyond this machine, in the tests and in the Python processes they start.

It listens to the interpreter's audit events, which fire before a packet leaves. It can't see native code:
LiveKit's media engine (Rust), CTranslate2, ONNX Runtime and gRPC open sockets of their own. Nor can it see
children that are not Python (livekit-server), or Pythons started with -I, -E or -S. What it refuses is also
noted in a file, because much code swallows the error: `conftest.py` fails the test in which it grew.
"""

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

NOTES = "SEGUE_TESTS_NETWORK_NOTES"
"""The environment variable that tells child processes which file to note their attempts in."""
ADDRESS_AT = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
}
"""Audit event to the place of the address among its arguments."""


class Forbidden(RuntimeError):
    """Something reached beyond loopback. No OSError: code that would try the next address stops."""


def guard(notes: Path) -> None:
    """Refuse from here on, for good: an audit hook can't be taken off. Child Pythons do the same."""
    os.environ[NOTES] = str(notes)
    children = str(Path(__file__).with_name("child_python"))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [children, os.environ.get("PYTHONPATH")]))
    sys.addaudithook(_refuse)


def guard_child() -> None:
    """What `child_python/sitecustomize.py` calls in a process that a guarded one started."""
    sys.addaudithook(_refuse)


def take_attempts() -> list[str]:
    """The attempts noted since the last time this was asked, in every guarded process."""
    notes = Path(os.environ[NOTES])
    attempts = notes.read_text().splitlines() if notes.exists() else []
    notes.write_text("")
    return attempts


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    at = ADDRESS_AT.get(event)
    if at is None or _stays_here(arguments[0], arguments[at]):
        return
    attempt = f"{event} {arguments[at]!r}"
    with open(os.environ[NOTES], "a") as notes:
        notes.write(f"{attempt}\n")
    raise Forbidden(f"{attempt}: tests must not reach beyond this machine")


def _stays_here(where: object, address: object) -> bool:
    """Whether `address` is this machine's; `where` is the socket, if the event has one."""
    if isinstance(where, socket.socket) and where.family not in {socket.AF_INET, socket.AF_INET6}:
        return True
    host = address[0] if isinstance(address, tuple) else address
    # None: a server's own address, or a datagram on a connection that was judged when it was made.
    if host in {None, "", b"", "localhost", b"localhost", socket.gethostname()}:
        return True
    try:
        ip = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return ip.is_loopback or ip.is_unspecified
