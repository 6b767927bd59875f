"""Where the worker tells that it is well: whether that address can be had, asked before it takes calls."""

import errno
import socket
from typing import Final

NAMES: Final = "SEGUE_HEALTH_HOST and SEGUE_HEALTH_PORT"


def unavailable(host: str, port: int) -> tuple[str, int]:
    """Why nobody can listen there, and the exit status: 1 where that may pass; ("", 0) where somebody can."""
    where = f"{NAMES} are {host}:{port}"
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        return f"{where}: no such host; set SEGUE_HEALTH_HOST to an address of this machine, such as 127.0.0.1", 2
    for family, kind, protocol, _, address in found:
        try:
            with socket.socket(family, kind, protocol) as listening:
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listening.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"{where}: another process listens there; set SEGUE_HEALTH_PORT to a free port, or to 0", 1
            if error.errno == errno.EACCES:
                return f"{where}: not permitted to this user; set SEGUE_HEALTH_PORT to 1024 or more, or to 0", 2
            return f"{where}: no address of this machine; set SEGUE_HEALTH_HOST to one, such as 127.0.0.1", 2
    return "", 0
