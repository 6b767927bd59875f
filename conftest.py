"""What every test runs under, a profile's own too: no network beyond this machine, and no other test's log."""

import logging
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from segue.worker.exit import wait_for_sdk_threads
from tests.network_guard import guard, take_attempts

for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    # A script starts what it puts in the background with Ctrl-C ignored, and nohup with a hang-up: whatever is started
    # from there ignores them too, and tests send them.
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)
wait_for_sdk_threads()
guard(Path(tempfile.mkdtemp(prefix="segue-tests-")) / "attempts")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--sweep`: what is tried at a few moments is tried at all of them."""
    parser.addoption("--sweep", action="store_true", help="sweep every 50 ms of a hand-off in every setting: minutes")


@pytest.fixture(scope="session")
def sweep(request: pytest.FixtureRequest) -> bool:
    """Whether a test is to try every moment, not a few."""
    return bool(request.config.getoption("--sweep"))


@pytest.fixture(autouse=True)
def _stays_on_this_machine() -> Iterator[None]:
    take_attempts()
    yield
    assert not (attempts := take_attempts()), f"reached beyond this machine: {attempts}"


@pytest.fixture(autouse=True)
def _logs_for_itself() -> Iterator[None]:
    root = logging.getLogger()
    before, level = [*root.handlers], root.level
    yield
    root.setLevel(level)
    for handler in [*root.handlers]:
        if handler not in before and handler.__class__.__module__ != "_pytest.logging":
            root.removeHandler(handler)
