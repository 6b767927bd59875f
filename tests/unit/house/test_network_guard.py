"""The guard itself: what would leave this machine is refused before it does, and noted even if swallowed."""

import contextlib
import socket
import subprocess
import sys

import pytest

from tests.network_guard import Forbidden, take_attempts

ELSEWHERE = ("192.0.2.1", 9)
"""An address reserved for documentation: nobody has it."""


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_connection_to_another_machine_is_refused(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as line, pytest.raises(Forbidden, match=r"192\.0\.2\.1"):
        line.connect(ELSEWHERE)
    assert len(take_attempts()) == 1


def test_a_datagram_to_another_machine_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line, pytest.raises(Forbidden):
        line.sendto(b"", ELSEWHERE)
    assert len(take_attempts()) == 1


def test_a_public_name_is_not_looked_up() -> None:
    with pytest.raises(Forbidden, match=r"example\.com"):
        socket.getaddrinfo("example.com", 443)
    assert len(take_attempts()) == 1


def test_an_attempt_whose_error_is_swallowed_is_still_noted() -> None:
    with contextlib.suppress(Forbidden):
        socket.create_connection(ELSEWHERE)
    assert take_attempts() == ["socket.getaddrinfo '192.0.2.1'"]


def test_a_child_python_is_guarded_too() -> None:
    child = "import socket; socket.create_connection(('192.0.2.1', 9))"
    ended = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "Forbidden" in ended.stderr
    assert len(take_attempts()) == 1


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
    assert socket.getaddrinfo("localhost", 80)
    assert take_attempts() == []
