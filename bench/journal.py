"""What the journal costs a turn: on the call's loop, in the thread that writes, on the disk, and before a tool.

The bound is 1 ms a turn on the loop. The ratio is to what the rules and the call take for the same events without it.

    PYTHONPATH=src:. python -m bench.journal
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from bench.rules import OPENING, TURN
from segue.call.call import Call
from segue.profile.load import load
from segue.profile.names import KnownNames
from segue.profile.traits import Trait
from segue.records.journal import Journal

TURNS: Final = 1000
BETWEEN_S: Final = 0.005
"""Between turns, so that the writer does what it does while people speak."""
NAMES: Final = KnownNames(
    agents=frozenset({"intro", "task", "story"}),
    tools={
        "remember": frozenset({Trait.KEEPS_FACTS}),
        "settle": frozenset({Trait.SETTLES}),
        "end_call": frozenset({Trait.ENDS_CALL}),
    },
    desks=frozenset({"wishes"}),
    speakers=frozenset({"warm", "bright", "low"}),
)
PROFILE: Final = load(Path(__file__).parents[1] / "profiles" / "storyteller", NAMES)


def ringing() -> Call:
    return Call(PROFILE, call_id="bench", now=lambda: 0.0)


async def turns_us(call: Call) -> list[float]:
    """How long each of many turns holds the loop, in microseconds."""
    for event in OPENING:
        call.record(event)
    times = []
    for _ in range(TURNS):
        await asyncio.sleep(BETWEEN_S)
        began = time.perf_counter()
        for event in TURN:
            call.record(event)
        times.append((time.perf_counter() - began) * 1e6)
    return times


async def tools_us(call: Call) -> list[float]:
    """How long a tool waits until it is kept that it was begun, in microseconds."""
    times = []
    for _ in range(TURNS):
        await asyncio.sleep(BETWEEN_S)
        call.record(TURN[5])
        began = time.perf_counter()
        assert await call.kept()
        times.append((time.perf_counter() - began) * 1e6)
    return times


def shown(name: str, us: list[float]) -> str:
    p99 = statistics.quantiles(us, n=100)[98]
    return f"{name:44} median {statistics.median(us):7.0f} µs   p99 {p99:7.0f} µs"


def main() -> None:
    plain = asyncio.run(turns_us(ringing()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.jsonl"
        call, journal = ringing(), Journal(path)
        journal.keep(call)
        cpu_s = time.process_time()
        kept = asyncio.run(turns_us(call))
        cpu_s = time.process_time() - cpu_s
        a_turn = path.stat().st_size / TURNS
        waited = asyncio.run(tools_us(call))
        journal.close()
    print(shown(f"a turn of {len(TURN)} events, without a journal", plain))
    print(shown("with one", kept))
    more = statistics.median(kept) - statistics.median(plain)
    print(f"{'more, on the loop':44} {more:14.0f} µs   ratio {statistics.median(kept) / statistics.median(plain):.2f}")
    own_us = cpu_s / TURNS * 1e6 - statistics.mean(kept)
    print(f"{'CPU a turn beside it, writing and waiting':44} {own_us:14.0f} µs")
    print(f"{'on the disk, a turn':44} {a_turn:14.0f} bytes")
    print(shown("a tool waits until it is kept", waited))


if __name__ == "__main__":
    main()
