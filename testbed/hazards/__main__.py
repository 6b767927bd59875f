"""`./segue hazards`: plays the hazards on both sides and prints the table, or the calls of those that are named."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from commands.colours import colourful
from commands.outlet import hold_out
from commands.stopping import attended
from testbed.hazards.cells import Played, Side, cells, exists
from testbed.hazards.hazard import ALL, Kind
from testbed.hazards.many import played
from testbed.hazards.rows import ROWS
from testbed.hazards.rows.moments import ACTS, moments
from testbed.hazards.shown import Colour, as_json, head, listed, many_in_one, row, summary, transcript

TOLD = """Each cell is one call of a real AgentSession of livekit-agents, in virtual time (dead-realtime: in true time,
with the real plugin). STT, models, TTS and both ends of the line are fakes whose sound carries words: what is lost of
a caller's sound is lost in words."""


def main(argv: Sequence[str]) -> int:
    """The exit code."""
    asked = _arguments(argv)
    if asked.list:
        print(listed([each for each in ROWS if not asked.names or each.name in asked.names]))
        return 0
    pairs = [pair for pair in ALL if asked.origin in (None, pair.origin) and asked.target in (None, pair.target)]
    names = [each for act in ACTS for each in moments(act)] if asked.moments else asked.names
    wanted = cells(names, pairs, [Side(asked.side)] if asked.side else [*Side])
    if not wanted:
        print("segue hazards: there is no such call", file=sys.stderr)
        return 2
    judged = _shown(played(wanted, asked.jobs), asked)
    counts = Side(asked.side or Side.SEGUE)
    return int(any(not one.verdict.ok for one in judged if one.cell.side is counts))


def _shown(cells: Iterable[Played], asked: argparse.Namespace) -> list[Played]:
    colour = _coloured if colourful(sys.stdout) else _plain
    if asked.json:
        every = list(cells)
        print(json.dumps([as_json(one, whole=bool(asked.names)) for one in every], indent=1))
        return every
    if asked.names and not asked.moments:
        return [_printed(one, transcript(one, colour)) for one in cells]
    return _table(cells, many_in_one if asked.moments else row, colour)


def _table(cells: Iterable[Played], told: Callable[[Sequence[Played], Colour], str], colour: Colour) -> list[Played]:
    print(TOLD)
    every, above = list[Played](), ""
    for (pair, _), group in groupby(cells, key=lambda one: (one.cell.table, one.cell.name.partition("@")[0])):
        of_row = list(group)
        if above != pair:
            print(head(pair, [*dict.fromkeys(one.cell.side for one in of_row)]))
        print(told(of_row, colour), flush=True)
        every, above = every + of_row, pair
    print(f"\n{summary(every)}\none of them, with its seconds: ./segue hazards NAME [--side plain|segue]")
    return every


def _printed(one: Played, text: str) -> Played:
    print(text, flush=True)
    return one


def _coloured(ok: bool, text: str) -> str:
    return f"\033[{32 if ok else 31}m{text}\033[0m"


def _plain(_: bool, text: str) -> str:
    return text


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./segue hazards",
        description="What befalls a caller when one agent hands them on to the next, and when a part fails while they "
        "wait: on plain livekit-agents, and on Segue. Needs no key, server or microphone. Exits with 0: no call of "
        "Segue's fails, 1: one does, 2: there is no such call.",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="play this one and show the calls (default: the table)"
    )
    parser.add_argument("--side", choices=[*Side], help="play one side alone")
    parser.add_argument("--from", dest="origin", choices=[*Kind], help="what hands on: a pipeline or a realtime model")
    parser.add_argument("--to", dest="target", choices=[*Kind], help="what it hands on to")
    what = "what the caller speaks, types or hangs up at each moment of a hand-off; one of them is NAME speaks@0.4"
    parser.add_argument("--moments", action="store_true", help=what)
    parser.add_argument("--json", action="store_true", help="the same for scripts")
    parser.add_argument("--list", action="store_true", help="the hazards' names and what they are")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes to play in (default: %(default)s)"
    )
    asked = parser.parse_args(argv)
    if unknown := [name for name in asked.names if not exists(name)]:
        parser.error(f"there is no hazard {', '.join(unknown)}; see --list")
    return asked


if __name__ == "__main__":
    hold_out()
    sys.exit(attended(main, sys.argv[1:]))
