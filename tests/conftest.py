"""What every test runs under: no network beyond this machine, and a LiveKit server for those that need it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from segue.worker.exit import wait_for_sdk_threads
from testbed.livekit_server import HOW_TO_GET_ONE, LiveKitServer, find
from tests.network_guard import guard, take_attempts

wait_for_sdk_threads()
guard(Path(tempfile.mkdtemp(prefix="segue-tests-")) / "attempts")


@pytest.fixture(autouse=True)
def _stays_on_this_machine() -> Iterator[None]:
    take_attempts()
    yield
    assert not (attempts := take_attempts()), f"reached beyond this machine: {attempts}"


@pytest.fixture(scope="session")
def livekit_server() -> Iterator[LiveKitServer]:
    """A server on this machine. Where there is none the test is skipped; under CI=true it fails."""
    binary = find()
    if binary is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_ONE)
    with LiveKitServer(binary) as server:
        yield server
