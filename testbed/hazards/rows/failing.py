"""A next agent that can't be made, can't begin, or does not speak. The caller waits, and then asks who is there."""

from collections.abc import Sequence
from typing import Final

from testbed.hazards.hazard import TELLER, TO_REALTIME, Fault, Hazard
from testbed.hazards.moves import Move, Speaks, silence
from testbed.hazards.rows.cast import ASKS, minds
from testbed.hazards.verdicts import Judge, books_whole, every, no_dead_air, still_on, words_answered

NOT_LEFT_ALONE: Final[Judge] = every(no_dead_air, words_answered, still_on, books_whole)
HELLO: Final = Move(silence(8.0), Speaks("hello who is there"))


def _failing(name: str, fault: Fault) -> Hazard:
    return Hazard(name, f"the next agent: {fault}", NOT_LEFT_ALONE, minds(), [ASKS, HELLO], faults={TELLER: fault})


FAILING: Sequence[Hazard] = (
    _failing("constructor", Fault.CONSTRUCTOR),
    _failing("tool-twice", Fault.TOOL_TWICE),
    _failing("start", Fault.START),
    _failing("on-enter", Fault.ON_ENTER),
    _failing("model", Fault.MODEL),
    _failing("mute", Fault.MUTE),
    _failing("silent-enter", Fault.SILENT),
    Hazard(
        "dead-realtime",
        f"the next agent: {Fault.DEAD}",
        NOT_LEFT_ALONE,
        minds(),
        [ASKS, HELLO],
        pairs=[TO_REALTIME],
        faults={TELLER: Fault.DEAD},
    ),
)
