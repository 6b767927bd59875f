"""The calls in rooms. Each is played once, before the first test that asks for it, and at once with others."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
import pytest_asyncio

from testbed.livekit_server import LiveKitServer
from testbed.room.caller import Caller
from tests.room import evening as rehearsed
from tests.room import half_open as unheard
from tests.room import mixed as clouded
from tests.room.evening import Evening
from tests.room.half_open import HalfOpenCall
from tests.room.mixed import Mixed

T = TypeVar("T")
Late = tuple[Mixed | BaseException, Caller | BaseException, HalfOpenCall | BaseException]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def evening(livekit_server: LiveKitServer, tmp_path_factory: pytest.TempPathFactory) -> Evening:
    """The rehearsal calls, over."""
    return await rehearsed.play(livekit_server, tmp_path_factory.mktemp("evening"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def late(livekit_server: LiveKitServer, tmp_path_factory: pytest.TempPathFactory) -> Late:
    """Two calls at a time, on a worker each. Beside those of the evening they would be too much for two cores."""

    async def short() -> tuple[Caller | BaseException, HalfOpenCall | BaseException]:
        """One after the other they last as long as the mixed call."""
        ben = await came(rehearsed.play_in_dev_mode(livekit_server, tmp_path_factory.mktemp("dev")))
        return ben, await came(unheard.play(livekit_server, tmp_path_factory.mktemp("half_open")))

    mixed = came(clouded.play(livekit_server, tmp_path_factory.mktemp("mixed")))
    clara, (ben, emma) = await asyncio.gather(mixed, short())
    return clara, ben, emma


@pytest.fixture(scope="session")
def mixed(late: Late) -> Mixed:
    """The mixed call, over."""
    return whole(late[0])


@pytest.fixture(scope="session")
def ben(late: Late) -> Caller:
    """Who called a worker in dev mode."""
    return whole(late[1])


@pytest.fixture(scope="session")
def half_open(late: Late) -> HalfOpenCall:
    """The call whose STT was left half open, over."""
    return whole(late[2])


async def came(call: Coroutine[Any, Any, T]) -> T | BaseException:
    """What comes of one call, or its failure."""
    return (await asyncio.gather(call, return_exceptions=True))[0]


def whole(call: T | BaseException) -> T:
    """What came of one call; its failure leaves the others' tests alone."""
    if isinstance(call, BaseException):
        raise call
    return call
