"""The hazards themselves, by what they do to a caller: the rows of the table, in its order.

A row is data: who answers what, what the caller does, and how what came of it is judged. To add one, write it into the
module it belongs to; `./segue hazards NAME` then runs it.
"""

from collections.abc import Sequence
from typing import Final

from testbed.hazards.hazard import Hazard
from testbed.hazards.rows.at_once import AT_ONCE
from testbed.hazards.rows.failing import FAILING
from testbed.hazards.rows.in_silence import IN_SILENCE
from testbed.hazards.rows.in_time import IN_TIME
from testbed.hazards.rows.remembered import REMEMBERED
from testbed.hazards.rows.spoken import SPOKEN

ROWS: Final[Sequence[Hazard]] = (*SPOKEN, *AT_ONCE, *IN_TIME, *FAILING, *REMEMBERED, *IN_SILENCE)
