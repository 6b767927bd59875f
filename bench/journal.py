"""What the journal costs a turn: python -m bench.journal [turns]

On the loop: the time inside of `Call.ask` with a journal less the same without, also as a ratio to one `decide` of a
plain event, which another machine changes as much. Beside it: the whole process's other threads, the bytes of the
file, and how long a tool waits until it is kept that it was begun.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from agents import team
from bench.rules import OPENING, PLAN, TURN, after
from segue.call.call import Call
from segue.call.rules import decide
from segue.call.state import State
from segue.records.journal import Journal
from segue.testing import load_profile

PROFILE: Final = Path(__file__).parents[1] / "profiles" / "storyteller"
TURNS: Final = 1000


def call() -> Call:
    """One that has opened."""
    return Call(load_profile(PROFILE, team().known()), call_id="bench", now=lambda: 0.0)


def row(name: str, values: list[float], unit: str) -> None:
    ordered = sorted(values)
    print(f"{name:40} {statistics.median(ordered):9.1f} {ordered[int(len(ordered) * 0.99)]:9.1f} {unit}")


def turn_us(ringing: Call) -> float:
    began = time.perf_counter()
    for event in TURN:
        ringing.ask(event)
    return (time.perf_counter() - began) * 1e6


def written(path: Path) -> int:
    """Bytes by now."""
    return path.stat().st_size


def plain_us() -> float:
    """The median of deciding one plain event."""
    state, times = after(State(plan=PLAN), OPENING), []
    for _ in range(TURNS):
        began = time.perf_counter()
        decide(state, TURN[0])
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


async def measure(turns: int, path: Path) -> None:
    bare, ringing = call(), call()
    journal = Journal(path)
    journal.keep(ringing)
    for event in OPENING:
        bare.ask(event)
        ringing.ask(event)
    without, kept, waits, others = [], [], [], []
    assert await ringing.kept()
    size = written(path)
    for _ in range(turns):
        process, thread = time.process_time(), time.thread_time()
        without.append(turn_us(bare))
        kept.append(turn_us(ringing))
        began = time.perf_counter()
        assert await ringing.kept()
        waits.append((time.perf_counter() - began) * 1e6)
        others.append((time.process_time() - process - (time.thread_time() - thread)) * 1e6)
    size = written(path) - size
    journal.close()
    print(f"{'a turn with a tool':40} {'median':>9} {'p99':>9}")
    row("without a journal, on the loop", without, "µs")
    row("with one", kept, "µs")
    more = [one - other for one, other in zip(kept, without, strict=True)]
    row("what it costs", more, "µs")
    event_us = plain_us()
    row("  in plain events decided", [one / event_us for one in more], "")
    row("the writer's processor time", others, "µs")
    row("until the whole turn is kept", waits, "µs")
    print(f"{'in the file':40} {size / turns:9.0f} {'':9} bytes")


def main() -> None:
    turns = int(sys.argv[1]) if sys.argv[1:] else TURNS
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(turns, Path(folder) / "journal.jsonl"))


if __name__ == "__main__":
    main()
