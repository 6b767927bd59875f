"""Whatever is wrong with an agent of a hand-off, the caller goes on with one that can, and their words with them."""

import pytest

from segue.models.local import weights
from segue.models.local.synthesiser import SPEAKERS
from tests.sweeps.faults import Fault
from tests.sweeps.played import Act, Setting, play
from tests.sweeps.promises import broken

MOMENTS = {
    Act.NOTHING: (0.0,),
    Act.SENTENCE: (3.3, 4.4, 5.0, 5.3, 5.6, 6.2, 7.0),
    Act.TYPES: (3.3, 4.4, 5.0, 5.3, 5.6, 6.2, 7.0),
    Act.HANGS_UP: (3.3, 5.3, 6.2, 7.9),
    Act.TIME_UP: (3.3, 5.3, 6.2, 7.9),
}
"""The tool is called at 3.14, the words beside it end at 5.26, and the next agent would be heard at 5.76."""
FEW = ((Act.SENTENCE, 4.4), (Act.TYPES, 5.6))


@pytest.fixture(autouse=True, scope="module")
def _speaks_at_once() -> None:
    """Loaded in the middle of a call it may take more than the second for which virtual time stands still."""
    weights.synthesiser().speak("One moment, please.", SPEAKERS["warm"])


@pytest.mark.parametrize("fault", Fault)
def test_whatever_is_wrong_with_an_agent_the_call_keeps_its_promises(fault: Fault, sweep: bool) -> None:
    cells = [(act, at_s) for act, moments in MOMENTS.items() for at_s in moments] if sweep else FEW
    found = {(act, at_s): broken(play(act, at_s, Setting(fault=fault))) for act, at_s in cells}
    assert {cell: what for cell, what in found.items() if what} == {}
