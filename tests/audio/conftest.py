"""The calls by voice that the collected tests ask for, over: played before the first of them."""

import pytest

from tests.audio.playing import PROCESSES, Over, play


@pytest.fixture(scope="session")
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Over]:
    """By the names of `PROCESSES`."""
    asking = {item.path.stem for item in request.session.items}
    wanted = [process for process in PROCESSES if process.asked_by in asking]
    return play(wanted, tmp_path_factory.mktemp("calls"))
