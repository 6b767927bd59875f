"""A cell of the table: one hazard, one pair of kinds, one side; and what came of playing it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from testbed import virtual_time
from testbed.hazards.hazard import Fault, Hazard, Pair
from testbed.hazards.judging.verdict import Verdict, fault
from testbed.hazards.observed import Observed
from testbed.hazards.ours import ours
from testbed.hazards.plain import plain
from testbed.hazards.refusing import refusing
from testbed.hazards.rows import ROWS
from testbed.hazards.rows.moments import moment
from testbed.hazards.scene import Scene
from testbed.rendered import lines_at_hand

REAL_S: Final = 120.0
"""Of real time; a call takes less than one, and the first fixed line some more."""


class Side(StrEnum):
    """Who plays the agents' side of a call."""

    PLAIN = "plain"
    SEGUE = "segue"


PLAYED: Final[Mapping[Side, Callable[[Scene], Awaitable[Observed]]]] = {Side.PLAIN: plain, Side.SEGUE: ours}


@dataclass(frozen=True, slots=True)
class Cell:
    """Names what to play."""

    name: str
    """The hazard's."""
    pair: Pair
    side: Side

    @property
    def table(self) -> str:
        """What stands above the rows that it is among."""
        return self.hazard.table(self.pair)

    @property
    def hazard(self) -> Hazard:
        """The row it is in, or what befalls the call at the moment that is named."""
        return next((row for row in ROWS if row.name == self.name), None) or moment(self.name)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a cell."""

    cell: Cell
    verdict: Verdict
    seen: Observed


def exists(name: str) -> bool:
    """Whether there is such a hazard."""
    try:
        return any(row.name == name for row in ROWS) or bool(moment(name))
    except LookupError:
        return False


def cells(names: Sequence[str], pairs: Sequence[Pair], sides: Sequence[Side]) -> list[Cell]:
    """Those of these hazards (of all rows, if none is named), pairs and sides that there are, in the table's order."""
    rows = [row for row in ROWS if not names or row.name in names]
    rows += [moment(name) for name in names if "@" in name]
    handing_on = [(row, pair) for pair in pairs for row in rows if not row.alone]
    waiting = [(row, pair) for row in rows if row.alone for pair in pairs]
    there = [(row.name, pair) for row, pair in (*handing_on, *waiting) if pair in row.pairs]
    return [Cell(name, pair, side) for name, pair in there for side in sides]


def play(cell: Cell) -> Played:
    """Play one call, in virtual time where it can be, and judge it."""
    in_time = _in_true_time if cell.hazard.true_time else _in_virtual_time
    try:
        seen = in_time(cell)
    except (virtual_time.Stuck, virtual_time.TooLong) as stuck:
        return Played(cell, fault(f"stuck ({type(stuck).__name__})"), Observed())
    except Exception as error:  # noqa: BLE001  # whatever a side raises is what came of it
        return Played(cell, fault(f"raised {type(error).__name__}"), Observed())
    return Played(cell, judged(cell.hazard, seen), seen)


def _in_virtual_time(cell: Cell) -> Observed:
    async def played() -> Observed:
        return await PLAYED[cell.side](Scene(cell.hazard, cell.pair))

    with lines_at_hand() if cell.hazard.alone else contextlib.nullcontext():
        return virtual_time.run(played(), real_s=REAL_S, may_leave=True)  # what is left is what hung


def _in_true_time(cell: Cell) -> Observed:
    async def played() -> Observed:
        async with refusing() as refuses_at:
            return await PLAYED[cell.side](Scene(cell.hazard, cell.pair, refuses_at))

    return asyncio.run(played())


def judged(hazard: Hazard, seen: Observed) -> Verdict:
    """By the hazard's own judge, unless there was no call: then it depends on whether a profile should have one."""
    if seen.refused is None:
        return hazard.judge(seen)
    refusable = Fault.TOOL_TWICE in hazard.faults.values()
    return Verdict(True, "refused beforehand") if refusable else fault(f"refused: {seen.refused}")
