"""`python -m tests.sweeps.silence`: plays the table, and prints what is left of it."""

import argparse
import gc
import logging
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from tests.sweeps.silence.answers import ASKS, FEW
from tests.sweeps.silence.calls import play
from tests.sweeps.silence.cells import Cell, cells, listening
from tests.sweeps.silence.promises_kept import Judged, judged

HEAD: Final = f"{'part':11} cells holes  mute unsaid longest_s honest_s  blamed  lost"


def main(argv: Sequence[str]) -> int:
    """The exit code: 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.sweeps.silence", description=__doc__)
    parser.add_argument("words", nargs="*", help="only the cells with all these words in their names, such as: llm 401")
    parser.add_argument("--table", action="store_true", help="a line for each cell, with the longest silence")
    parser.add_argument("--play", action="store_true", help="what happened in the calls, second by second")
    parser.add_argument("--few", action="store_true", help="with a caller of one word, who is not understood")
    asked = parser.parse_args(argv)
    asks = FEW if asked.few else ASKS
    wanted = [cell for cell in (listening() if asked.few else cells()) if {*asked.words} <= {*str(cell).split()}]
    logging.disable(logging.CRITICAL)
    if asked.play:
        for cell in wanted:
            print(_told(cell, asks))
        return 0
    gc.freeze()
    gc.disable()  # to look for what is left takes longer than to leave it for a while
    began, found = time.process_time(), list[Judged]()
    for number, cell in enumerate(wanted):
        found.append(one := judged(cell, asks))
        for line in [_row(one)] if asked.table else one.lines():
            print(line, flush=True)
        if number % 100 == 0:
            gc.collect()
    print(_summary(found, time.process_time() - began))
    return int(any(one.broken for one in found))


def _row(one: Judged) -> str:
    marks = "".join(
        str(number) if any(each.promise == number for each in one.broken) else "." for number in (1, 2, 3, 4)
    )
    return f"{marks}  {one.waited.sound_s:6.2f}  {one.waited.honest_s:6.2f}  {one.outcome:9} {one.cell}"


def _summary(found: Sequence[Judged], took_s: float) -> str:
    by_part = defaultdict[str, list[Judged]](list)
    for one in found:
        by_part[one.cell.part].append(one)
    rows = [_part(part, each) for part, each in by_part.items()]
    return "\n".join(["", HEAD, *rows, f"{len(found)} cells in {took_s:.0f} s of one core"])


def _part(part: str, found: Sequence[Judged]) -> str:
    holes = sum(bool(one.broken) for one in found)
    sound_s, honest_s = max(one.waited.sound_s for one in found), max(one.waited.honest_s for one in found)
    waits = f"{_many(found, 1):5} {_many(found, 2):6} {sound_s:9.2f} {honest_s:9.2f}"
    return f"{part:11} {len(found):5} {holes:5} {waits} {_many(found, 3):6} {_many(found, 4):5}"


def _many(found: Sequence[Judged], promise: int) -> int:
    return sum(any(each.promise == promise for each in one.broken) for one in found)


def _told(cell: Cell, asks: str) -> str:
    played = play(cell, asks)
    course = [(one.start_s, f"          {one.kind}: {one.text}") for one in played.stretches]
    course += [(start_s, f"caller    {text}") for text, start_s, _ in played.said]
    course += [(event.at_s, f"  {event}") for event in played.events]
    return "\n".join([str(cell), *(f"{at_s:6.2f} {what}" for at_s, what in sorted(course)), played.gave_up])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
