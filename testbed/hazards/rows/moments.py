"""One thing done by the caller at each moment of a hand-off: `speaks@0.4` is so long after their turn was taken."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from testbed.hazards.hazard import HOST, Hazard
from testbed.hazards.judging.kept import books_whole
from testbed.hazards.judging.verdict import Judge, every
from testbed.hazards.judging.waiting import over
from testbed.hazards.moves import HangsUp, Move, Speaks, Types, asked
from testbed.hazards.rows.cast import ASKS, cast
from testbed.hazards.rows.spoken import KEPT, MORE

STEP_S: Final = 0.2
LASTS_S: Final = 5.0
"""From the moment the caller's turn is taken until the next agent has been heard for a while."""


class Act(NamedTuple):
    """What the caller does, and how what comes of it is judged."""

    does: Speaks | Types | HangsUp
    judge: Judge


ACTS: Final[Mapping[str, Act]] = {
    "speaks": Act(MORE, KEPT),
    "types": Act(Types(MORE.text), KEPT),
    "hangs-up": Act(HangsUp(), every(over, books_whole)),
}


def moments(act: str) -> Sequence[str]:
    """The names of all moments of an act."""
    return [f"{act}@{number * STEP_S:.1f}" for number in range(round(LASTS_S / STEP_S))]


def moment(name: str) -> Hazard:
    """The hazard of one moment. Raises `LookupError` where there is no such act, or no such moment."""
    act, _, at_s = name.partition("@")
    if act not in ACTS or not at_s.replace(".", "", 1).isdecimal():
        raise LookupError(name)
    what = f"the caller {act} {at_s} s after their turn was taken"
    moves = [ASKS, Move(asked(HOST, 2), ACTS[act].does, after_s=float(at_s))]
    return Hazard(name, what, ACTS[act].judge, cast(), moves, watched_s=12.0)
