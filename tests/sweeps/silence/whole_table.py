"""No cell of the table breaks a promise. Run by its name: pytest tests/sweeps/silence/whole_table.py."""

import gc

import pytest

from tests.sweeps.silence.cells import Part, cells
from tests.sweeps.silence.promises_kept import judged


@pytest.mark.parametrize("part", Part)
def test_nobody_waits_in_silence_whatever_fails(part: Part) -> None:
    gc.disable()  # the calls of a part leave less behind than it takes to look for it
    try:
        broken = [line for cell in cells() if cell.part is part for line in judged(cell).lines()]
    finally:
        gc.enable()
    assert broken == []
