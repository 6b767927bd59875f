"""What a model calls beside the hand-off, in the same turn."""

from collections.abc import Sequence
from typing import Final

from segue.testing import Calls, Says
from testbed.hazards.hazard import TELLER, Hazard, Tool
from testbed.hazards.judging.kept import books_whole
from testbed.hazards.judging.speakers import handed_on, one_speaker
from testbed.hazards.judging.verdict import Judge, either, every
from testbed.hazards.judging.waiting import ended, no_dead_air, over, still_on
from testbed.hazards.judging.words_of_caller import none_lost
from testbed.hazards.moves import HangsUp, Move, runs
from testbed.hazards.rows.cast import ASKS, FAREWELL, HELLO, TO_GUIDE, TO_TELLER, cast

ONCE: Final[Judge] = every(handed_on(TELLER), one_speaker, no_dead_air)
"""One hand-off, one agent that speaks, and that soon."""

AT_ONCE: Final[Sequence[Hazard]] = (
    Hazard(
        "two-hand-offs", "two hand-off tools in one turn", ONCE, cast((Says(FAREWELL), TO_TELLER, TO_GUIDE)), [ASKS]
    ),
    Hazard(
        "tool-beside",
        "a plain tool beside the hand-off",
        ONCE,
        cast((Says(FAREWELL), Calls("look_up"), TO_TELLER)),
        [ASKS],
        tools=[Tool.LOOK_UP],
    ),
    Hazard(
        "end-beside",
        "end_call beside the hand-off: one of them, whole",
        every(either(every(handed_on(TELLER), still_on), every(handed_on(), ended)), books_whole, one_speaker),
        cast((Says(FAREWELL), TO_TELLER, Calls("end_call"))),
        [ASKS],
        tools=[Tool.END_CALL],
    ),
    Hazard("text-beside", "the tool returns a text beside the next agent", ONCE, cast(), [ASKS], text_beside=True),
    Hazard("update-first", "the tool reports its progress, then hands on", ONCE, cast(), [ASKS], updates_first=True),
    Hazard(
        "slow-tool",
        "a tool of 20 s beside the hand-off",
        ONCE,
        cast((Says(FAREWELL), Calls("slow"), TO_TELLER)),
        [ASKS],
        tools=[Tool.SLOW],
    ),
    Hazard(
        "tool-hangs",
        "a tool that never comes back beside the hand-off; later the caller asks who is there",
        every(ONCE, none_lost),
        cast((Says(FAREWELL), Calls("hangs"), TO_TELLER)),
        [ASKS, HELLO],
        tools=[Tool.HANGS],
    ),
    Hazard(
        "hangs-hung-up",
        "the same, and the caller hangs up: the call is to be over within 5 s",
        over,
        cast((Says(FAREWELL), Calls("hangs"), TO_TELLER)),
        [ASKS, Move(runs("hangs"), HangsUp(), after_s=6.0)],
        tools=[Tool.HANGS],
    ),
)
