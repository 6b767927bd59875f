"""A call that ends, or never does, in the middle of a hand-off."""

from collections.abc import Sequence

from testbed.hazards.hazard import Hazard
from testbed.hazards.minds import Mind
from testbed.hazards.moves import HangsUp, Move, farewell
from testbed.hazards.rows.cast import ASKS, TO_HOST, TO_TELLER, minds
from testbed.hazards.verdicts import at_most, books_whole, ended, every, heard, keeps, no_dead_air, over

FAREWELL_AT_S = 4.5
"""A second of a call at which the words beside the hand-off sound."""
TIME_UP = "Our time is up. Goodbye."

TIME: Sequence[Hazard] = (
    Hazard(
        "hang-up",
        "the caller hangs up while the words beside the hand-off sound",
        every(over, books_whole, keeps(wish="fox")),
        minds(),
        [ASKS, Move(farewell, HangsUp(), after_s=1.0)],
        forgets=True,
    ),
    Hazard(
        "time-up",
        "the call's time is up while the words beside the hand-off sound",
        every(ended, heard(TIME_UP), books_whole, keeps(wish="fox")),
        minds(),
        [ASKS],
        forgets=True,
        lasts_s=FAREWELL_AT_S,
    ),
    Hazard(
        "ping-pong",
        "two agents that send the caller to each other",
        every(at_most(12), no_dead_air),
        minds(host=Mind("Hello, the host speaking.", {"": TO_TELLER}), teller=Mind("The teller.", {"": TO_HOST})),
        [ASKS],
        watched_s=20.0,
    ),
)
