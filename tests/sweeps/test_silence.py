"""No cell of the table of waiting breaks a promise: a part that fails, how, in which set, at which phase."""

import gc
import logging
from collections.abc import Iterator

import pytest

from tests.sweeps.silence.cells import Part, cells, telling
from tests.sweeps.silence.promises_kept import judged


@pytest.fixture(autouse=True)
def _undisturbed() -> Iterator[None]:
    """Neither logs nor the look for what is left behind, which take as long as the calls."""
    logging.disable(logging.CRITICAL)
    gc.disable()
    yield
    gc.enable()
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("part", Part)
def test_nobody_waits_in_silence_whatever_fails(part: Part, sweep: bool) -> None:
    played = [judged(cell) for cell in (cells() if sweep else telling()) if cell.part is part]
    assert [line for one in played for line in one.lines()] == []
