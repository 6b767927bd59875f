"""What a model calls beside the hand-off, in the same turn."""

from collections.abc import Sequence
from typing import Final

from segue.testing import Calls, Says
from testbed.hazards.hazard import TELLER, Hazard, Tool
from testbed.hazards.moves import HangsUp, Move, Speaks, runs, silence
from testbed.hazards.rows.cast import ASKS, FAREWELL, TO_GUIDE, TO_TELLER, minds
from testbed.hazards.verdicts import (
    Judge,
    books_whole,
    either,
    ended,
    every,
    handed_on,
    no_dead_air,
    one_speaker,
    over,
    still_on,
    words_answered,
)

ONCE: Final[Judge] = every(handed_on(TELLER), one_speaker, no_dead_air)
"""One hand-off, one agent that speaks, and that soon."""
HELLO: Final = Move(silence(8.0), Speaks("hello who is there"))

AT_ONCE: Sequence[Hazard] = (
    Hazard(
        "two-hand-offs", "two hand-off tools in one turn", ONCE, minds((Says(FAREWELL), TO_TELLER, TO_GUIDE)), [ASKS]
    ),
    Hazard(
        "tool-beside",
        "a hand-off and a plain tool in one turn",
        ONCE,
        minds((Says(FAREWELL), Calls("look_up"), TO_TELLER)),
        [ASKS],
        tools=[Tool.LOOK_UP],
    ),
    Hazard(
        "end-beside",
        "a hand-off and end_call in one turn",
        every(either(every(handed_on(TELLER), still_on), every(handed_on(), ended)), books_whole, one_speaker),
        minds((Says(FAREWELL), TO_TELLER, Calls("end_call"))),
        [ASKS],
        tools=[Tool.END_CALL],
    ),
    Hazard("text-beside", "the tool returns a text beside the next agent", ONCE, minds(), [ASKS], text_beside=True),
    Hazard("update-first", "the tool reports its progress, then hands on", ONCE, minds(), [ASKS], updates_first=True),
    Hazard(
        "slow-tool",
        "a tool of 20 s beside the hand-off",
        ONCE,
        minds((Says(FAREWELL), Calls("slow"), TO_TELLER)),
        [ASKS],
        tools=[Tool.SLOW],
    ),
    Hazard(
        "tool-hangs",
        "a tool that never comes back beside the hand-off; the caller then asks who is there",
        every(ONCE, words_answered),
        minds((Says(FAREWELL), Calls("hangs"), TO_TELLER)),
        [ASKS, HELLO],
        tools=[Tool.HANGS],
    ),
    Hazard(
        "hangs-hung-up",
        "the same, and the caller hangs up: the call has to be over within 5 s",
        over,
        minds((Says(FAREWELL), Calls("hangs"), TO_TELLER)),
        [ASKS, Move(runs("hangs"), HangsUp(), after_s=6.0)],
        tools=[Tool.HANGS],
    ),
)
