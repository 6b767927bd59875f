"""A LiveKit server for those tests that need one."""

import os
from collections.abc import Iterator

import pytest

from testbed.livekit_server import HOW_TO_GET_ONE, LiveKitServer, find


@pytest.fixture(scope="session")
def livekit_server() -> Iterator[LiveKitServer]:
    """A server on this machine. Where there is none the test is skipped; under CI=true it fails."""
    binary = find()
    if binary is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_ONE)
    with LiveKitServer(binary) as server:
        yield server
