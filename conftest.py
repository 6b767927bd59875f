"""What every test runs under, a profile's own too: no network beyond this machine."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from segue.worker.exit import wait_for_sdk_threads
from tests.network_guard import guard, take_attempts

wait_for_sdk_threads()
guard(Path(tempfile.mkdtemp(prefix="segue-tests-")) / "attempts")


@pytest.fixture(autouse=True)
def _stays_on_this_machine() -> Iterator[None]:
    take_attempts()
    yield
    assert not (attempts := take_attempts()), f"reached beyond this machine: {attempts}"
