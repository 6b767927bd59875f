"""A next agent that can't be made, can't begin, or does not speak. The caller waits, and then asks who is there."""

from collections.abc import Sequence
from typing import Final

from testbed.hazards.hazard import ALL, TELLER, TO_REALTIME, Fault, Hazard
from testbed.hazards.judging.kept import books_whole
from testbed.hazards.judging.verdict import Judge, every
from testbed.hazards.judging.waiting import no_dead_air, still_on
from testbed.hazards.judging.words_of_caller import none_lost
from testbed.hazards.rows.cast import ASKS, HELLO, cast

NOT_LEFT_ALONE: Final[Judge] = every(no_dead_air, none_lost, still_on, books_whole)


def failing(name: str, fault: Fault) -> Hazard:
    """The row of a fault."""
    pairs = [TO_REALTIME] if fault is Fault.DEAD else ALL
    what = f"the next agent: {fault}"
    return Hazard(name, what, NOT_LEFT_ALONE, cast(), [ASKS, HELLO], pairs=pairs, faults={TELLER: fault})


FAILING: Final[Sequence[Hazard]] = (
    failing("constructor", Fault.CONSTRUCTOR),
    failing("tool-twice", Fault.TOOL_TWICE),
    failing("start", Fault.START),
    failing("on-enter", Fault.ON_ENTER),
    failing("silent-enter", Fault.SILENT),
    failing("model", Fault.MODEL),
    failing("mute", Fault.MUTE),
    failing("dead-realtime", Fault.DEAD),
)
