"""The calls in rooms. Each is played once, before the first test that asks for it, and at once with others."""

import asyncio
from typing import TypeVar

import pytest
import pytest_asyncio

from testbed.livekit_server import LiveKitServer
from testbed.room.caller import Caller
from tests.room import evening as rehearsed
from tests.room import mixed as clouded
from tests.room.evening import Evening
from tests.room.mixed import Mixed

T = TypeVar("T")
Late = tuple[Mixed | BaseException, Caller | BaseException]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def evening(livekit_server: LiveKitServer, tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """The rehearsal calls, over."""
    return await rehearsed.play(livekit_server, tmp_path_factory.mktemp("evening"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def late(livekit_server: LiveKitServer, tmp_path_factory: pytest.TempPathFactory) -> Late:
    """Two calls on a worker each. Beside those of the evening they would be too much for two cores."""
    return await asyncio.gather(
        clouded.play(livekit_server, tmp_path_factory.mktemp("mixed")),
        rehearsed.play_in_dev_mode(livekit_server, tmp_path_factory.mktemp("dev")),
        return_exceptions=True,
    )


@pytest.fixture(scope="session")
def mixed(late: Late) -> Mixed:
    """The mixed call, over."""
    return whole(late[0])


@pytest.fixture(scope="session")
def ben(late: Late) -> Caller:
    """Who called a worker in dev mode."""
    return whole(late[1])


def whole(came: T | BaseException) -> T:
    """What came of one call; its failure leaves the other's tests alone."""
    if isinstance(came, BaseException):
        raise came
    return came
