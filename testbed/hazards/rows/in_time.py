"""A call that ends, or can't, in the middle of a hand-off."""

from collections.abc import Sequence
from typing import Final

from testbed.hazards.hazard import Hazard
from testbed.hazards.judging.kept import books_whole, keeps
from testbed.hazards.judging.speakers import at_most, heard
from testbed.hazards.judging.verdict import every
from testbed.hazards.judging.waiting import ended, no_dead_air, over
from testbed.hazards.lines import Lines
from testbed.hazards.moves import HangsUp, Move, farewell
from testbed.hazards.rows.cast import ASKS, TO_HOST, TO_TELLER, cast

FAREWELL_AT_S: Final = 4.5
"""A second of a call at which the words beside the hand-off sound."""
TIME_UP: Final = "Our time is up. Goodbye."

IN_TIME: Final[Sequence[Hazard]] = (
    Hazard(
        "hang-up",
        "the caller hangs up while the words beside the hand-off sound",
        every(over, books_whole, keeps(wish="fox")),
        cast(),
        [ASKS, Move(farewell, HangsUp(), after_s=1.0)],
        forgets=True,
    ),
    Hazard(
        "time-up",
        "the call's time is up while the words beside the hand-off sound",
        every(ended, heard(TIME_UP, "no goodbye"), books_whole, keeps(wish="fox")),
        cast(),
        [ASKS],
        forgets=True,
        lasts_s=FAREWELL_AT_S,
    ),
    Hazard(
        "ping-pong",
        "two agents that send the caller to each other",
        every(at_most(12), no_dead_air),
        cast(teller=Lines("The teller.", {"": TO_HOST}), answers={"": TO_TELLER}),
        [ASKS],
        watched_s=20.0,
    ),
)
