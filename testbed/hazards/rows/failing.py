"""A next agent that can't be made, can't begin, or does not speak. The caller waits, and then asks who is there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from testbed.hazards.hazard import ALL, TELLER, TO_REALTIME, Fault, Hazard, Pair
from testbed.hazards.judging.kept import books_whole
from testbed.hazards.judging.verdict import Judge, every
from testbed.hazards.judging.waiting import no_dead_air, still_on
from testbed.hazards.judging.words_of_caller import none_lost
from testbed.hazards.moves import silence
from testbed.hazards.rows.cast import ASKS, HELLO, cast

NOT_LEFT_ALONE: Final[Judge] = every(no_dead_air, none_lost, still_on, books_whole)


def failing(name: str, fault: Fault, pairs: Sequence[Pair] = ALL, *, true_time: bool = False) -> Hazard:
    """The row of a fault; in true time the caller is less patient, for our sake."""
    hello, watched_s = (replace(HELLO, when=silence(5.0)), 6.0) if true_time else (HELLO, 25.0)
    return Hazard(
        name,
        f"the next agent: {fault}",
        NOT_LEFT_ALONE,
        cast(),
        [ASKS, hello],
        pairs=pairs,
        faults={TELLER: fault},
        watched_s=watched_s,
        true_time=true_time,
    )


FAILING: Final[Sequence[Hazard]] = (
    failing("constructor", Fault.CONSTRUCTOR),
    failing("tool-twice", Fault.TOOL_TWICE),
    failing("start", Fault.START),
    failing("on-enter", Fault.ON_ENTER),
    failing("silent-enter", Fault.SILENT),
    failing("model", Fault.MODEL),
    failing("mute", Fault.MUTE),
    failing("realtime-lost", Fault.LOST, [TO_REALTIME]),
    failing("dead-realtime", Fault.REFUSED, [TO_REALTIME], true_time=True),
)
