"""What holds for every test: its calls replay. And a LiveKit server for those that need one."""

import os
from collections.abc import Iterator

import pytest

from testbed.livekit_server import HOW_TO_GET_ONE, LiveKitServer, find
from tests.decided_again import DecidedAgain
from tests.left_behind import complaints


@pytest.fixture(scope="session", autouse=True)
def decided_again() -> Iterator[DecidedAgain]:
    """Has every event of every call in this process decided again, as from its journal."""
    with pytest.MonkeyPatch.context() as patch:
        again = DecidedAgain()
        patch.setattr("segue.call.call.decide", again)
        yield again


@pytest.fixture(autouse=True)
def every_call_replays(decided_again: DecidedAgain) -> Iterator[None]:
    """Fails a test in which something else came of an event the second time."""
    decided_again.differences.clear()
    yield
    assert not decided_again.differences, f"not replayed: {decided_again.differences[0]}"


@pytest.fixture(autouse=True)
def every_journal_replays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a `journal.jsonl` with a flaw or a difference, unless it is marked as `damaging`."""
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if folder and not request.node.get_closest_marker("damaging"):
        assert not (found := [*complaints(folder)]), "\n".join(found)


@pytest.fixture(scope="session")
def livekit_server() -> Iterator[LiveKitServer]:
    """A server on this machine. Where there is none the test is skipped; under CI=true it fails."""
    binary = find()
    if binary is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_ONE)
    with LiveKitServer(binary) as server:
        yield server
