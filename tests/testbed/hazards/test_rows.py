"""Each hazard's verdict is right about a call that goes well and about one that does not."""

import pytest

from testbed.hazards.cells import judged
from testbed.hazards.hazard import Fault, Hazard
from testbed.hazards.observed import Observed
from testbed.hazards.rows import ROWS
from tests.testbed.hazards.calls import BAD, good

each = pytest.mark.parametrize("hazard", ROWS, ids=lambda row: row.name)


def test_no_two_hazards_have_one_name_and_each_has_a_call_that_goes_wrong() -> None:
    assert sorted(BAD) == sorted(row.name for row in ROWS)


@each
def test_a_call_that_goes_well_is_found_well(hazard: Hazard) -> None:
    assert hazard.judge(good(hazard)).ok


@each
def test_a_call_that_goes_wrong_is_told_of_in_so_many_words(hazard: Hazard) -> None:
    spoil, told = BAD[hazard.name]
    verdict = hazard.judge(spoil(good(hazard)))
    assert not verdict.ok
    assert told in verdict.text


@each
def test_a_profile_that_is_refused_is_well_only_where_it_ought_to_be(hazard: Hazard) -> None:
    refused = judged(hazard, Observed(refused="a tool is named twice"))
    assert refused.ok == (Fault.TOOL_TWICE in hazard.faults.values())
